import { claimOf, folderOf, lineAt, type RootClaim } from './claim.ts';
import { protocCommands } from './protocCommand.ts';

/**
 * A CMake project: `IMPORT_DIRS` of `protobuf_generate`, the folders of its files where the path is
 * appended, or else its own folder; `Protobuf_IMPORT_DIRS`; and the command lines of `protoc`.
 */
export function cmakeProject(text: string): readonly RootClaim[] {
  const plain = text.replace(/#[^\n]*/g, (comment) => ' '.repeat(comment.length));
  const commands = commandsOf(plain);
  const variables = variablesOf(commands);
  const generated = commands.flatMap(({ name, words, line }) => {
    const paths = namesRoots(name) ? pathsOf(name, expandAll(words, variables)) : [];
    return paths.flatMap((path) => claimOf(path, { base: 'folder', line }));
  });
  const calling = commands.filter(({ words }) => words.some((word) => /protoc/i.test(word)));
  return [...generated, ...calling.flatMap((command) => rootsOfCall(command, variables))];
}

/** What `set` and `get_filename_component` say, unexpanded. */
function variablesOf(commands: readonly Command[]): ReadonlyMap<string, readonly string[]> {
  const variables = new Map<string, readonly string[]>();
  for (const { name: command, words } of commands) {
    const [name = '', ...values] = words;
    const [path = '', part = ''] = values;
    if (command === 'set') {
      variables.set(name, values);
    } else if (command === 'get_filename_component') {
      const whole = variables.get(/^\$\{(\w+)\}$/.exec(path)?.[1] ?? '')?.[0] ?? path;
      const wantsFolder = /^(?:PATH|DIRECTORY)$/.test(part) && !/^\$\{\w+\}$/.test(whole);
      variables.set(name, [wantsFolder ? folderOf(whole) : whole]);
    }
  }
  return variables;
}

interface Command {
  readonly name: string;
  readonly words: readonly string[];
  readonly line: number;
}

function commandsOf(text: string): readonly Command[] {
  const pattern = /\b([A-Za-z_]\w*)\s*\(((?:[^()"]|"(?:[^"\\]|\\.)*"|\((?:[^()"]|"[^"]*")*\))*)\)/g;
  return [...text.matchAll(pattern)].map((match) => ({
    name: (match[1] ?? '').toLowerCase(),
    words: [...(match[2] ?? '').matchAll(/"((?:[^"\\]|\\.)*)"|[^\s";]+/g)].map(
      ([word, quoted]) => quoted ?? word,
    ),
    line: lineAt(text, match.index),
  }));
}

const keywords = new Set([
  ...[
    'APPEND_PATH',
    'DEPENDENCIES',
    'EXPORT_MACRO',
    'GENERATE_EXTENSIONS',
    'IMPORT_DIRS',
    'LANGUAGE',
  ],
  ...['OUT_VAR', 'PLUGIN', 'PLUGIN_OPTIONS', 'PROTOC_EXE', 'PROTOC_OPTIONS', 'PROTOC_OUT_DIR'],
  ...['PROTOS', 'TARGET', 'DESCRIPTORS'],
]);

function namesRoots(command: string): boolean {
  return command === 'set' || /^protobuf_generate(?:_cpp|_python)?$/.test(command);
}

function pathsOf(command: string, words: readonly string[]): readonly string[] {
  if (command === 'set') {
    return /^protobuf_import_dirs$/i.test(words[0] ?? '') ? words.slice(1) : [];
  }
  const protos = words.filter((word) => word.endsWith('.proto')).map(folderOf);
  const appends = command !== 'protobuf_generate' || words.includes('APPEND_PATH');
  const paths = new Set([...(appends ? protos : []), ...valuesOf(words, 'IMPORT_DIRS')]);
  return paths.size === 0 ? ['.'] : [...paths];
}

function valuesOf(words: readonly string[], key: string): readonly string[] {
  const start = words.indexOf(key) + 1;
  const end = words.findIndex((word, index) => index >= start && keywords.has(word));
  return start === 0 ? [] : words.slice(start, end === -1 ? undefined : end);
}

function rootsOfCall(
  { words, line }: Command,
  variables: ReadonlyMap<string, readonly string[]>,
): readonly RootClaim[] {
  const command = ['protoc', ...expandAll(words, variables)].map((word) => `"${word}"`).join(' ');
  return protocCommands(command).map((claim) => ({ ...claim, line }));
}

/** Longer lists and words are not written by people. */
const maximumWords = 1_000;
const maximumLength = 4_000;

/** Values of several words become several words. */
function expandAll(
  words: readonly string[],
  variables: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const expanded: string[] = [];
  for (const word of words.slice(0, maximumWords)) {
    const whole = /^\$\{(\w+)\}$/.exec(word)?.[1];
    const values = whole === undefined ? undefined : variables.get(whole);
    for (const value of values?.slice(0, maximumWords) ?? [word]) {
      expanded.push(...expand(value, variables).split(';'));
    }
    if (expanded.length > maximumWords) {
      break;
    }
  }
  return expanded;
}

const hereVariable = /\$\{(?:CMAKE_CURRENT_SOURCE_DIR|CMAKE_CURRENT_LIST_DIR)\}/g;
/** The folder of the project is this one or above it. */
const projectVariable = /\$\{(?:CMAKE_SOURCE_DIR|PROJECT_SOURCE_DIR|\w+_SOURCE_DIR)\}/g;

function expand(word: string, variables: ReadonlyMap<string, readonly string[]>): string {
  let room = maximumLength;
  return word
    .slice(0, maximumLength)
    .replace(/\$\{(\w+)\}/g, (whole, name: string) => {
      const value = variables.get(name)?.slice(0, maximumWords).join(';') ?? whole;
      room -= value.length;
      return room < 0 ? whole : value;
    })
    .replace(hereVariable, '.')
    .replace(projectVariable, '.');
}

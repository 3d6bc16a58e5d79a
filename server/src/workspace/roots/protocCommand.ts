import { claimOf, type RootClaim } from './claim.ts';

/**
 * The roots of the `protoc` command lines in a Makefile, a script or the like: `-I` and `--proto_path`
 * in every spelling, with the variables that the same text gives. Paths are relative to where the
 * command runs, which the text does not say: its folder or one above.
 */
export function protocCommands(text: string): readonly RootClaim[] {
  const lines = joinedLines(text);
  const variables = variablesOf(lines);
  return lines.flatMap(({ text: written, line }) => {
    if (written.length > maximumLine || /^\s*(?:#|\/\/(?!go:generate)|@?echo\b)/.test(written)) {
      return [];
    }
    const expanded = expand(written, variables);
    const namesProtoc = /(?:protoc|PROTOC)(?:\.exe)?(?![-\w.])/.test(expanded);
    return namesProtoc || expanded.includes('--proto_path') ? rootsOf(expanded, line) : [];
  });
}

/** Longer lines are no commands of people. */
const maximumLine = 20_000;
/** Variables within variables are filled in as deep as this. */
const maximumDepth = 4;

interface Line {
  readonly text: string;
  readonly line: number;
}

/** Lines that end in `\` or `^` go on in the next. */
function joinedLines(text: string): readonly Line[] {
  const joined: Line[] = [];
  let open: Line | undefined;
  for (const [line, raw] of text.split(/\r?\n/).entries()) {
    const goesOn = /[\\^`]$/.test(raw);
    const part = goesOn ? raw.slice(0, -1) : raw;
    const whole: Line =
      open === undefined ? { text: part, line } : { ...open, text: open.text + part };
    if (goesOn) {
      open = { ...whole, text: `${whole.text} ` };
    } else {
      joined.push(whole);
      open = undefined;
    }
  }
  return open === undefined ? joined : [...joined, open];
}

function variablesOf(lines: readonly Line[]): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  for (const { text } of lines) {
    const match = /^\s*(?:export\s+|set\s+)?(\w+)\s*([:?+]?)=\s*(.*)$/.exec(text);
    const [, name = '', operator = '', raw = ''] = match ?? [];
    const value = raw.replace(/\s+#.*$/, '').trim();
    const bare = /^(["'])(.*)\1$/.exec(value)?.[2] ?? value;
    if (match !== null && operator === '+') {
      variables.set(name, `${variables.get(name) ?? ''} ${bare}`);
    } else if (match !== null && !variables.has(name)) {
      variables.set(name, bare);
    }
  }
  return variables;
}

const variable = /\$(?:\((\w+)\)|\{(\w+)\}|(\w+))/g;
/** Where a script or a makefile runs. */
const hereVariables =
  /\$[({]?(?:PWD|CURDIR|LOCAL_PATH|workspaceRoot|workspaceFolder|PROJECT_DIR|GITHUB_WORKSPACE)\b[)}]?/g;
const hereCommands =
  /\$\((?:shell\s+)?(?:[^()$]|\$\([^()]*\)|\$\{[^{}]*\}|\$\w+)*\b(?:pwd|dirname|rev-parse)\b(?:[^()]|\([^()]*\))*\)|`pwd`/g;

/** Fills in variables, as long as the whole stays a line that people could have written. */
function expand(text: string, variables: ReadonlyMap<string, string>): string {
  let room = maximumLine;
  const fill = (part: string, depth: number): string =>
    part
      .replace(hereCommands, '.')
      .replace(hereVariables, '.')
      .replace(variable, (whole: string, ...names: readonly (string | undefined)[]) => {
        const value = variables.get(names.slice(0, 3).find((name) => name !== undefined) ?? '');
        if (value === undefined || depth === maximumDepth || value.length > room) {
          return whole;
        }
        room -= value.length;
        return fill(value, depth + 1);
      });
  return fill(text, 0);
}

function rootsOf(command: string, line: number): readonly RootClaim[] {
  const words = wordsOf(command);
  let folder = '.';
  return words.flatMap((word, index): readonly RootClaim[] => {
    if (word === 'cd') {
      folder = `${folder}/${words[index + 1] ?? '.'}`;
    }
    const value = /^(?:-I=?|--proto_path=)(.+)$/.exec(word)?.[1];
    const next = word === '-I' || word === '--proto_path' ? words[index + 1] : undefined;
    return pathList(value ?? next ?? '').flatMap((entry) => claimOfEntry(entry, folder, line));
  });
}

/** `folder`, or `prefix=folder`. */
function claimOfEntry(entry: string, folder: string, line: number): readonly RootClaim[] {
  const [, prefix = '', path = entry] = /^([^=]*)=(.*)$/.exec(entry) ?? [];
  const isAbsolute = /^(?:[/\\]|[A-Za-z]:[/\\])/.test(path);
  return claimOf(isAbsolute ? path : `${folder}/${path}`, {
    base: 'folderOrAbove',
    line,
    ...(prefix !== '' && { prefix }),
  });
}

/** Several folders in one value, as `PATH` has them; a drive letter is no folder. */
function pathList(value: string): readonly string[] {
  return value.split(/(?<!(?:^|:)[A-Za-z]):|:(?![\\/])/).filter((path) => path !== '');
}

/** The words of a shell command without their quotes; what ends a command is a word of its own. */
function wordsOf(command: string): readonly string[] {
  const pattern = /(?:[^\s"'\\;&|,[\]]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/g;
  return [...command.matchAll(pattern)].map(([word]) =>
    word.replace(/\\(["'\\ ])/g, '$1').replace(/["']/g, ''),
  );
}

import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { silentLogger } from '../base/index.ts';
import { lint } from '../features/index.ts';
import { type LintFinding, unknownNames } from '../lint/index.ts';
import { canonicalUri, nodeFileSystem } from '../lsp/index.ts';
import { type Snapshot, Workspace } from '../workspace/index.ts';
import type { Command, CommandIo } from './command.ts';

const usage = `Usage: proto-atlas lint [OPTION]... [FILE | FOLDER]...

Finds what breaks the lint rules of buf.yaml, by the names of "buf lint". Without a file or a
folder all files of the modules around the current folder are linted.

      --use=NAMES           Rules and categories, with commas between them, for files that no
                            buf.yaml speaks of.
      --error_format=FORMAT text (the default), or json: one object a line, as buf prints it.
  -h, --help                Prints this.

Exits with 0, with 1 when a rule is broken, or with 2 when it cannot be told.
`;

interface Flags {
  readonly use: readonly string[];
  readonly isJson: boolean;
  /** Absolute paths. */
  readonly inputs: readonly string[];
}

/** What cannot be linted, told in one line. */
class LintError extends Error {}

/** `proto-atlas lint`: the findings of the editor, printed. */
export const runLint: Command = async (args, io) => {
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout(usage);
    return 0;
  }
  try {
    const flags = readFlags(args, io.cwd);
    const snapshot = await open(projectFolder(io.cwd), flags);
    return print(snapshot, flags, io);
  } catch (error) {
    if (error instanceof LintError) {
      io.stderr(`lint: ${error.message}\n`);
      return 2;
    }
    throw error;
  }
};

function readFlags(args: readonly string[], cwd: string): Flags {
  const options = new Map<string, string>();
  const inputs: string[] = [];
  for (const arg of args) {
    const option = /^--(use|error_format)=(.+)$/.exec(arg);
    if (option !== null) {
      options.set(option[1] ?? '', option[2] ?? '');
    } else if (arg.startsWith('-')) {
      throw new LintError(`unknown option ${arg}: "proto-atlas lint --help" tells those there are`);
    } else {
      inputs.push(inputPath(arg, cwd));
    }
  }
  const format = options.get('error_format') ?? 'text';
  if (format !== 'text' && format !== 'json') {
    throw new LintError(`--error_format is text or json, not ${format}`);
  }
  const use = (options.get('use') ?? '').split(',').filter((name) => name !== '');
  return { use, isJson: format === 'json', inputs };
}

function inputPath(arg: string, cwd: string): string {
  const path = resolve(cwd, arg);
  if (!existsSync(path)) {
    throw new LintError(`${arg}: no such file or folder`);
  }
  return path;
}

/** The outermost folder with a buf file around a folder, else that folder itself. */
function projectFolder(cwd: string): string {
  let found = cwd;
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (['buf.yaml', 'buf.work.yaml'].some((name) => existsSync(join(folder, name)))) {
      found = folder;
    }
    if (dirname(folder) === folder) {
      return found;
    }
  }
}

async function open(folder: string, { use }: Flags): Promise<Snapshot> {
  const workspace = new Workspace({
    fileSystem: nodeFileSystem,
    scheduler: { pause: () => setImmediate(), now: () => performance.now() },
    logger: silentLogger,
  });
  const folders = [canonicalUri(pathToFileURL(folder).href)];
  workspace.setLayout({ folders, importRoots: [], lintUse: use });
  const snapshot = await workspace.loadAll();
  workspace.dispose();
  return snapshot;
}

function print(snapshot: Snapshot, { inputs, isJson }: Flags, io: CommandIo): number {
  const uris = [...snapshot.uris()].filter((uri) => snapshot.lintedModule(uri) !== undefined);
  const wanted = inputs.length === 0 ? [io.cwd] : inputs;
  const files = uris
    .map((uri) => ({ uri, disk: fileURLToPath(uri) }))
    .filter(({ disk }) => wanted.some((one) => disk === one || disk.startsWith(join(one, '/'))))
    .sort((a, b) => (a.disk < b.disk ? -1 : 1));
  if (files.length === 0) {
    throw new LintError('no file is linted: add a buf.yaml, or name rules with --use=STANDARD');
  }
  refuseUnknownNames(snapshot, uris);
  let count = 0;
  for (const { uri, disk } of files) {
    const path = relative(io.cwd, disk);
    for (const finding of lint(snapshot, uri)) {
      const place = placeOf(snapshot, uri, finding);
      io.stdout(isJson ? jsonLine(path, place, finding) : textLine(path, place, finding));
      count++;
    }
  }
  return count === 0 ? 0 : 1;
}

function refuseUnknownNames(snapshot: Snapshot, uris: readonly string[]): void {
  const modules = new Set(uris.map((uri) => snapshot.lintedModule(uri)));
  const [name] = [...modules].flatMap((module) => (module ? unknownNames(module.lint) : []));
  if (name !== undefined) {
    throw new LintError(`"${name}" is no rule and no category of this version of buf.yaml`);
  }
}

/** 1-based, as buf counts. */
interface Place {
  readonly start: readonly [line: number, column: number];
  readonly end: readonly [line: number, column: number];
}

/** Where buf puts it: the beginning of the file for what is about the file as a whole. */
function placeOf(snapshot: Snapshot, uri: string, { place }: LintFinding): Place {
  const at = (offset: number): readonly [number, number] => {
    const position = snapshot.source(uri)?.lines.positionAt(offset);
    return [(position?.line ?? 0) + 1, (position?.column ?? 0) + 1];
  };
  return { start: at(place?.start ?? 0), end: at(place?.end ?? 0) };
}

function textLine(path: string, { start }: Place, { code, message }: LintFinding): string {
  return `${path}:${start.join(':')}: ${message} [${code}]\n`;
}

function jsonLine(path: string, { start, end }: Place, { code, message }: LintFinding): string {
  const line = {
    path,
    start_line: start[0],
    start_column: start[1],
    end_line: end[0],
    end_column: end[1],
    type: code,
    message,
  };
  return `${JSON.stringify(line)}\n`;
}

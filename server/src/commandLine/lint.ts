import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lint } from '../features/index.ts';
import { type LintFinding, unknownNames } from '../lint/index.ts';
import { nodeFileSystem } from '../lsp/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import type { CommandIo } from './command.ts';
import {
  CommandError,
  isJsonFormat,
  isWanted,
  jsonLine,
  namesOf,
  openProject,
  type Place,
  projectCommand,
  projectFolder,
  readArguments,
  refuseName,
} from './projectFiles.ts';

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

/** `proto-atlas lint`: the findings of the editor, printed. */
export const runLint = projectCommand({
  name: 'lint',
  usage,
  failure: 2,
  run: async (args, io) => {
    const flags = readFlags(args, io.cwd);
    return print(await open(projectFolder(io.cwd), flags), flags, io);
  },
});

function readFlags(args: readonly string[], cwd: string): Flags {
  const names = ['use', 'error_format'];
  const { options, inputs } = readArguments(args, { command: 'lint', names, cwd });
  const isJson = isJsonFormat(options.get('error_format') ?? 'text', '--error_format');
  return { use: namesOf(options.get('use') ?? ''), isJson, inputs };
}

async function open(folder: string, { use }: Flags): Promise<Snapshot> {
  const workspace = await openProject(folder, nodeFileSystem, { lintUse: use });
  workspace.dispose();
  return workspace.snapshot();
}

function print(snapshot: Snapshot, { inputs, isJson }: Flags, io: CommandIo): number {
  const uris = [...snapshot.uris()].filter((uri) => snapshot.lintedModule(uri) !== undefined);
  const wanted = inputs.length === 0 ? [io.cwd] : inputs;
  const files = uris
    .map((uri) => ({ uri, disk: fileURLToPath(uri) }))
    .filter(({ disk }) => isWanted(disk, wanted))
    .sort((a, b) => (a.disk < b.disk ? -1 : 1));
  if (files.length === 0) {
    throw new CommandError('no file is linted: add a buf.yaml, or name rules with --use=STANDARD');
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
  refuseName([...modules].flatMap((module) => (module ? unknownNames(module.lint) : []))[0]);
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

import { statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type BreakingFinding, unknownBreakingNames } from '../breaking/index.ts';
import type { LinkedFile } from '../compiler/index.ts';
import { breaking } from '../features/index.ts';
import { canonicalUri, folderInstead, gitHistory, nodeFileSystem } from '../lsp/index.ts';
import type { FileSystem, Snapshot } from '../workspace/index.ts';
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

const usage = `Usage: proto-atlas breaking --against=REVISION|FOLDER [OPTION]... [FILE | FOLDER]...

Finds what has changed since an earlier state that breaks others, by the rules of buf.yaml and the
names of "buf breaking". Without a file or a folder all files of the modules around the current
folder are compared.

      --against=REVISION    A revision of git, such as main or v1.2.0; "merge-base" for where the
                            present branch has left the default branch.
      --against=FOLDER      A folder with the same files as they were.
      --use=NAMES           Rules and categories, with commas between them, for files that no
                            buf.yaml says it of. FILE, as for buf, when it is absent.
      --error-format=FORMAT text (the default), or json: one object a line, as buf prints it.
  -h, --help                Prints this.

Exits with 0, with 100 when something breaks, or with 1 when it cannot be told, as buf does.
`;

/** The exit code of buf for findings. */
const found = 100;

interface Flags {
  readonly against: string;
  readonly use: readonly string[];
  readonly isJson: boolean;
  /** Absolute paths. */
  readonly inputs: readonly string[];
}

/** `proto-atlas breaking`: the findings of the editor, in all files. */
export const runBreaking = projectCommand({
  name: 'breaking',
  usage,
  failure: 1,
  run: async (args, io) => {
    const flags = readFlags(args, io.cwd);
    return print(await open(projectFolder(io.cwd), flags, io.cwd), flags, io);
  },
});

function readFlags(args: readonly string[], cwd: string): Flags {
  const names = ['against', 'use', 'error_format'];
  const { options, inputs } = readArguments(args, { command: 'breaking', names, cwd });
  const against = options.get('against') ?? '';
  if (against === '') {
    throw new CommandError('say what to compare with: --against=REVISION or --against=FOLDER');
  }
  const isJson = isJsonFormat(options.get('error_format') ?? 'text', '--error-format');
  return { against, use: namesOf(options.get('use') ?? 'FILE'), isJson, inputs };
}

async function open(folder: string, { against, use }: Flags, cwd: string): Promise<Snapshot> {
  const fileSystem = await earlierFiles(folder, against, cwd);
  const layout = { breakingUse: use };
  const past = await openProject(folder, fileSystem, layout);
  const present = await openProject(folder, nodeFileSystem, layout);
  present.setBaseline({ name: against, snapshot: past.snapshot() });
  past.dispose();
  present.dispose();
  return present.snapshot();
}

async function earlierFiles(folder: string, against: string, cwd: string): Promise<FileSystem> {
  const as = canonicalUri(pathToFileURL(folder).href);
  const other = resolve(cwd, against);
  const isFolder = statSync(other, { throwIfNoEntry: false })?.isDirectory() === true;
  if (isFolder && !isRepository(against)) {
    return folderInstead({ from: canonicalUri(pathToFileURL(other).href), as });
  }
  const revision = await gitHistory.revision(as, revisionIn(against));
  if ('reason' in revision) {
    throw new CommandError(`${folder} cannot be compared with ${against}: ${revision.reason}`);
  }
  return gitHistory.files([{ folder: as, commit: revision.commit }]);
}

function isRepository(against: string): boolean {
  return against === '.git' || against.endsWith('/.git');
}

/** Also as buf writes it: `.git#branch=main`. */
function revisionIn(against: string): string {
  const [, inRepository] =
    /\.git(?:#(?:[a-z]+=[^,]*,)*(?:branch|tag|ref|commit)=([^,]+))?/.exec(against) ?? [];
  if (against === 'merge-base') {
    return '';
  }
  return inRepository ?? (isRepository(against) ? 'HEAD' : against);
}

interface Line {
  /** From the current folder; absent for what is in no file any more. */
  readonly path: string | undefined;
  readonly place: Place;
  readonly finding: BreakingFinding;
}

function print(snapshot: Snapshot, { inputs, isJson }: Flags, io: CommandIo): number {
  const wanted = inputs.length === 0 ? [io.cwd] : inputs;
  const uris = new Set([...snapshot.uris(), ...(snapshot.baseline?.snapshot.uris() ?? [])]);
  const compared = [...uris]
    .filter((uri) => uri.startsWith('file:') && snapshot.comparedModule(uri) !== undefined)
    .map((uri) => ({ uri, disk: fileURLToPath(uri) }))
    .filter(({ disk }) => isWanted(disk, wanted));
  refuseUnknownNames(snapshot, compared);
  const lines = compared
    .flatMap(({ uri, disk }) => linesOf(snapshot, uri, relative(io.cwd, disk)))
    .sort(inOrder);
  for (const { path, place, finding } of lines) {
    const text = `${path ?? '<input>'}:${place.start.join(':')}:${finding.message}\n`;
    io.stdout(isJson ? jsonLine(path, place, finding) : text);
  }
  return lines.length === 0 ? 0 : found;
}

function refuseUnknownNames(snapshot: Snapshot, files: readonly { readonly uri: string }[]): void {
  const configs = new Set(files.map(({ uri }) => snapshot.comparedModule(uri)?.breaking));
  refuseName([...configs].flatMap((config) => (config ? unknownBreakingNames(config) : []))[0]);
}

function linesOf(snapshot: Snapshot, uri: string, path: string): readonly Line[] {
  const linked = snapshot.linked(uri);
  return breaking(snapshot, uri).map((finding) => ({
    path: finding.place === 'nowhere' ? undefined : path,
    place: placeOf(linked, finding),
    finding,
  }));
}

/** Where buf puts it: the beginning of the file for what is about the file as a whole. */
function placeOf(linked: LinkedFile | undefined, { place }: BreakingFinding): Place {
  const at = (offset: number): readonly [number, number] => {
    const position = linked?.source.lines.positionAt(offset);
    return [(position?.line ?? 0) + 1, (position?.column ?? 0) + 1];
  };
  return typeof place === 'string'
    ? { start: [1, 1], end: [1, 1] }
    : { start: at(place.start), end: at(place.end) };
}

function inOrder(one: Line, other: Line): number {
  const [a, b] = [keyOf(one), keyOf(other)];
  const index = a.findIndex((part, at) => part !== b[at]);
  return index === -1 ? 0 : (a[index] ?? '') < (b[index] ?? '') ? -1 : 1;
}

function keyOf({ path = '', place, finding }: Line): readonly (string | number)[] {
  return [path, ...place.start, finding.code, finding.message];
}

/** Sound files for faults to be put into: real ones, and written ones that are rich in features. */
import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { verdictCases } from '../integration/verdictCases.ts';
import { moreVerdictCases } from '../integration/verdictCasesMore.ts';
import { richBases } from './faultRichBases.ts';
import { googleProtoFiles, protoFiles } from './protoFiles.ts';

/** A file with those that it needs besides the roots. */
export interface FaultBase {
  readonly name: string;
  /** Import path of the file to compile. */
  readonly entry: string;
  /** Texts by import path, the entry among them. Each may get a fault. */
  readonly files: Readonly<Record<string, string>>;
}

const project = resolve(import.meta.dirname, '../..');

/** Where the imports of the bases are, after the files of the base itself. */
export const faultRoots: readonly string[] = [
  join(project, 'node_modules/protoc/include'),
  googleProtoFiles,
];

/** The bases by group; a fault draws a group first, so that no group drowns the others. */
export function faultBases(): ReadonlyMap<string, readonly FaultBase[]> {
  return new Map([
    ['google', googleBases()],
    ['corpus', folderBases('corpus', join(project, 'test/compiler/corpus'))],
    ['demo', folderBases('demo', ...demoRoots)],
    ['rich', richBases],
    ['verdict', verdictBases()],
  ]);
}

const biggest = 20_000;

/** Every thirtieth of the real files that is not large, and those with a syntax seldom seen. */
function googleBases(): FaultBase[] {
  const root = googleProtoFiles;
  const small = protoFiles(root).filter((path) => statSync(join(root, path)).size < biggest);
  return small
    .filter((path, index) => index % 30 === 0 || path.startsWith('google/protobuf/'))
    .map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }))
    .map(({ path, text }) => ({ name: path, entry: path, files: { [path]: text } }));
}

const demoRoots = ['proto', 'third_party/proto'].map((path) =>
  join(project, 'demo/workspace', path),
);

/** Each file of some folders, with those that it imports beside it. */
function folderBases(group: string, ...roots: readonly string[]): FaultBase[] {
  const files: Record<string, string> = {};
  for (const root of roots) {
    for (const path of protoFiles(root)) {
      files[path] = readFileSync(join(root, path), 'utf8');
    }
  }
  return Object.keys(files).map((entry) => ({
    name: `${group}/${entry}`,
    entry,
    files: closureIn(files, entry),
  }));
}

function closureIn(files: Readonly<Record<string, string>>, entry: string): Record<string, string> {
  const found: Record<string, string> = {};
  const add = (path: string): void => {
    const text = files[path];
    if (text !== undefined && found[path] === undefined) {
      found[path] = text;
      [...text.matchAll(/import[^"';]*["']([^"']+)["']/g)].forEach((match) => {
        add(match[1] ?? '');
      });
    }
  };
  add(entry);
  return found;
}

function verdictBases(): FaultBase[] {
  return [...verdictCases, ...moreVerdictCases].map(({ rule, accepted, files }) => ({
    name: rule,
    entry: 'main.proto',
    files: { ...files, 'main.proto': accepted },
  }));
}

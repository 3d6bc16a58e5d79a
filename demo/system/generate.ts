/**
 * Writes `gen/`, which is not checked in: TypeScript for the workspace's protos and for the error
 * details of gRPC, made by protoc and protobuf-es. Nothing happens while the protos are the same.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..', '..');
const packages = join(root, 'node_modules');
const generatedFolder = join(import.meta.dirname, 'gen');

/** Import roots in the order in which protoc looks. The last one holds `google/rpc`. */
const roots = ['demo/workspace/proto', 'demo/workspace/third_party/proto'].map((folder) =>
  join(root, folder),
);
const googleRoot = join(packages, 'google-proto-files');
const googleFiles = ['google/rpc/status.proto', 'google/rpc/error_details.proto'];

/** Brings `gen/` up to date. Rejects when protoc does; its messages are in the error. */
export async function generateDemo(): Promise<void> {
  const files = await workspaceFiles();
  const fingerprint = await fingerprintOf(files);
  const marker = join(generatedFolder, 'fingerprint');
  if ((await readFile(marker, 'utf8').catch(() => '')) === fingerprint) {
    return;
  }
  await rm(generatedFolder, { recursive: true, force: true });
  await mkdir(generatedFolder, { recursive: true });
  await run(process.execPath, [
    join(packages, 'protoc', 'protoc.cjs'),
    `--plugin=protoc-gen-es=${join(packages, '.bin', 'protoc-gen-es')}`,
    ...[...roots, googleRoot].map((path) => `--proto_path=${path}`),
    `--es_out=${generatedFolder}`,
    '--es_opt=target=ts,import_extension=ts,erasable_syntax=true',
    ...files.map(({ path }) => path),
    ...googleFiles,
  ]);
  await writeFile(marker, fingerprint);
}

interface WorkspaceFile {
  readonly folder: string;
  /** Below `folder`, with forward slashes. */
  readonly path: string;
}

async function workspaceFiles(): Promise<WorkspaceFile[]> {
  const listed = await Promise.all(
    roots.map(async (folder) => {
      const names = await readdir(folder, { recursive: true, encoding: 'utf8' });
      return names.map((name) => ({ folder, path: name.replaceAll('\\', '/') }));
    }),
  );
  return listed
    .flat()
    .filter(({ path }) => path.endsWith('.proto'))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Of everything that the output depends on. */
async function fingerprintOf(files: readonly WorkspaceFile[]): Promise<string> {
  const hash = createHash('sha256');
  const inputs = [
    import.meta.filename,
    join(packages, 'protoc', 'package.json'),
    join(packages, '@bufbuild', 'protoc-gen-es', 'package.json'),
    ...files.map(({ folder, path }) => join(folder, path)),
  ];
  for (const file of inputs) {
    hash.update(await readFile(file));
  }
  return hash.digest('hex');
}

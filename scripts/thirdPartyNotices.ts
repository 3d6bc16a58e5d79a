import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

/** Packages bundled besides `dependencies`: the generator that ships, the fonts, the built-in protos. */
const bundledDevelopmentPackages = [
  '@bufbuild/protoc-gen-es',
  '@bufbuild/protoplugin',
  '@bufbuild/protobuf',
  '@vscode/codicons',
  'protoc',
  'google-proto-files',
];

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly dependencies: readonly string[];
}

/** Writes the names, versions and licence texts of all packages whose code is in the bundles. */
export async function writeThirdPartyNotices(file: string): Promise<void> {
  const own = await readManifest(root);
  const names = await closure([...own.dependencies, ...bundledDevelopmentPackages]);
  const sections = await Promise.all(names.map(notice));
  await writeFile(file, `Proto Atlas includes the following packages.\n\n${sections.join('\n')}`);
}

async function closure(first: readonly string[]): Promise<string[]> {
  const seen = new Set<string>();
  const pending = [...first];
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (!seen.has(name) && existsSync(folderOf(name))) {
      seen.add(name);
      pending.push(...(await readManifest(folderOf(name))).dependencies);
    }
  }
  return [...seen].sort();
}

async function notice(name: string): Promise<string> {
  const folder = folderOf(name);
  const { version, license } = await readManifest(folder);
  const entries = await readdir(folder);
  const licenseFile = entries.find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text = licenseFile === undefined ? '' : await readFile(join(folder, licenseFile), 'utf8');
  return `---- ${name} ${version} (${license}) ----\n\n${text.trim()}\n`;
}

async function readManifest(folder: string): Promise<Manifest> {
  const json: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const record = isRecord(json) ? json : {};
  return {
    name: textOf(record.name),
    version: textOf(record.version),
    license: textOf(record.license),
    dependencies: isRecord(record.dependencies) ? Object.keys(record.dependencies) : [],
  };
}

function folderOf(name: string): string {
  return join(root, 'node_modules', ...name.split('/'));
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

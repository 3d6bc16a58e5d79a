/**
 * Compares descriptors and source info with protoc's over the files of other packages, which are
 * fetched into `.cache/corpora` first. Prints a line for each package and every difference.
 *
 * Usage: node bench/corpora.ts
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { compareCorpus } from '../test/support/compareCorpus.ts';

const cache = resolve(import.meta.dirname, '../.cache/corpora');

/** Packages by version, and the folders in each that imports start from. */
const corpora = {
  'etcd3@1.1.2': ['proto'],
  '@grpc/grpc-js-xds@1.14.1': [
    'deps/envoy-api',
    'deps/googleapis',
    'deps/xds',
    'deps/protoc-gen-validate',
  ],
  '@grpc/reflection@1.0.4': ['build/proto', 'build/proto/sample'],
  'grpc-health-check@2.1.0': ['proto'],
} as const;

fetchPackages();
let count = 0;
for (const [name, folders] of Object.entries(corpora)) {
  const home = join(cache, 'node_modules', name.replace(/@[^@]*$/, ''));
  const roots = folders.map((folder) => join(home, folder));
  const { files, rejected, different } = compareCorpus(roots);
  console.log(
    `${name}: ${files} files, ${files - rejected - different.length} equal byte for byte, ` +
      `${rejected} rejected by both, ${different.length} different`,
  );
  different.forEach((line) => {
    console.log(`  ${line}`);
  });
  count += different.length;
}
process.exitCode = count > 0 ? 1 : 0;

function fetchPackages(): void {
  if (existsSync(join(cache, 'node_modules', '.package-lock.json'))) {
    return;
  }
  mkdirSync(cache, { recursive: true });
  writeFileSync(join(cache, 'package.json'), '{ "private": true }\n');
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  execFileSync('npm', ['install', ...quiet, ...Object.keys(corpora)], {
    cwd: cache,
    stdio: 'inherit',
  });
}

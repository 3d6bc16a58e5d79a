/**
 * Writes `server/src/compiler/wellKnown/generated.ts`: the texts of protobuf's own files, from the
 * `protoc` package, and of those of `google/rpc` that explain errors, from `google-proto-files`.
 * Runs before the build, the type check and the tests; touches the file only when it would change.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const output = join(root, 'server/src/compiler/wellKnown/generated.ts');

/** Where the files are, and which ones. */
function sources(): readonly Source[] {
  return [
    {
      constant: 'wellKnownTexts',
      comment: 'What protoc resolves by itself.',
      folder: 'node_modules/protoc/include',
      paths: protosBelow('node_modules/protoc/include'),
    },
    {
      constant: 'bundledTexts',
      comment: 'What protoc does not know, and the details of gRPC errors need.',
      folder: 'node_modules/google-proto-files',
      paths: ['google/rpc/code.proto', 'google/rpc/error_details.proto', 'google/rpc/status.proto'],
    },
  ];
}

/** Writes the file when it is absent or out of date. */
export function generateWellKnown(): void {
  const text = [
    '// Written by scripts/wellKnown.ts. The texts are under their own licences, stated in each.',
    ...sources().map(generate),
    '',
  ].join('\n');
  if (!existsSync(output) || readFileSync(output, 'utf8') !== text) {
    writeFileSync(output, text);
    console.log(`wrote ${relative(root, output)}`);
  }
}

function protosBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => path.split(sep).join('/'))
    .filter((path) => path.endsWith('.proto'))
    .sort();
}

interface Source {
  readonly constant: string;
  readonly comment: string;
  readonly folder: string;
  readonly paths: readonly string[];
}

function generate({ constant, comment, folder, paths }: Source): string {
  const entries = paths.map((path) => {
    const content = readFileSync(join(root, folder, path), 'utf8').replaceAll('\r\n', '\n');
    return `  ${JSON.stringify(path)}:\n    ${JSON.stringify(content)},`;
  });
  const type = 'Readonly<Record<string, string>>';
  return `\n/** ${comment} */\nexport const ${constant}: ${type} = {\n${entries.join('\n')}\n};`;
}

if (import.meta.main) {
  generateWellKnown();
}

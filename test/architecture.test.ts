import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '..');

interface Layer {
  readonly folder: string;
  /** Other layers that it may import, each through its `index.ts` (`protocol/` has none). */
  readonly layers: readonly string[];
  /** Packages that it may import; `node:` stands for every builtin module. */
  readonly packages: readonly string[];
}

/** The table of docs/ARCHITECTURE.md, "Who may import whom". */
const layers: readonly Layer[] = [
  { folder: 'protocol', layers: [], packages: ['vscode-languageserver-types'] },
  { folder: 'server/src/base', layers: [], packages: [] },
  { folder: 'server/src/compiler', layers: ['base'], packages: [] },
  {
    folder: 'server/src/workspace',
    layers: ['base', 'compiler', 'lint', 'breaking'],
    packages: ['yaml'],
  },
  { folder: 'server/src/lint', layers: ['base', 'compiler'], packages: [] },
  { folder: 'server/src/breaking', layers: ['base', 'compiler', 'lint'], packages: [] },
  {
    folder: 'server/src/features',
    layers: ['base', 'workspace', 'compiler', 'lint', 'breaking', 'protocol'],
    packages: ['vscode-languageserver-types'],
  },
  { folder: 'server/src/codegen', layers: ['base', 'compiler', 'protocol'], packages: ['node:'] },
  {
    folder: 'server/src/discovery',
    layers: ['base', 'protocol'],
    packages: ['node:', '@grpc/grpc-js', 'protobufjs', 'yaml'],
  },
  {
    folder: 'server/src/rpc',
    layers: ['base', 'protocol'],
    packages: ['node:', '@grpc/grpc-js', 'protobufjs'],
  },
  { folder: 'server/src/topology', layers: ['base', 'protocol'], packages: [] },
  {
    folder: 'server/src/lsp',
    layers: ['base', 'protocol', 'compiler', 'workspace', 'features', 'codegen'],
    packages: [
      'node:',
      'vscode-languageserver',
      'vscode-languageserver-textdocument',
      'vscode-uri',
    ],
  },
  {
    folder: 'server/src/live',
    layers: ['base', 'protocol', 'discovery', 'rpc', 'topology'],
    packages: ['node:', 'vscode-jsonrpc'],
  },
  {
    folder: 'server/src/commandLine',
    layers: [
      'base',
      'protocol',
      'compiler',
      'workspace',
      'lint',
      'breaking',
      'features',
      'lsp',
      'discovery',
      'rpc',
      'topology',
    ],
    packages: ['node:'],
  },
  {
    folder: 'client/src',
    layers: ['protocol'],
    packages: ['node:', 'vscode', 'vscode-languageclient', 'vscode-jsonrpc'],
  },
  { folder: 'webview/src', layers: ['protocol'], packages: ['preact', 'elkjs'] },
];

const folderOf = new Map(
  layers.map((layer) => [layer.folder.split('/').at(-1) ?? '', layer.folder]),
);
folderOf.set('client', 'client/src');
folderOf.set('webview', 'webview/src');

/** Every import of a file, type-only ones too, as written. */
function importsOf(text: string): string[] {
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s(?:[^'";]*?\sfrom\s)?\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/g;
  return [...text.matchAll(pattern)].map((match) => match[1] ?? match[2] ?? '');
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => join(folder, name));
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

/** The file that a relative import of a file means. */
function targetOf(file: string, specifier: string): string {
  return relative(root, resolve(root, dirname(file), specifier))
    .split(sep)
    .join('/');
}

/** Why a layer may not import `specifier` from `file`, or undefined when it may. */
function violation(layer: Layer, file: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) {
    if (isBuiltin(specifier)) {
      return layer.packages.includes('node:')
        ? undefined
        : `${file} imports the builtin ${specifier}`;
    }
    const known = layer.packages.some(
      (name) => specifier === name || specifier.startsWith(`${name}/`),
    );
    return known ? undefined : `${file} imports the package ${specifier}`;
  }
  const target = targetOf(file, specifier);
  if (target.startsWith(`${layer.folder}/`)) {
    return undefined;
  }
  const other = layer.layers.find((name) => target.startsWith(`${folderOf.get(name) ?? name}/`));
  if (other === undefined) {
    return `${file} imports ${target}`;
  }
  const isDoor = other === 'protocol' || target === `${folderOf.get(other) ?? other}/index.ts`;
  return isDoor ? undefined : `${file} imports ${target}, past the index.ts of ${other}`;
}

describe('architecture', () => {
  it.each(layers)('$folder imports only what the table allows', (layer) => {
    const found = filesBelow(layer.folder).flatMap((file) =>
      importsOf(readFileSync(join(root, file), 'utf8'))
        .map((specifier) => violation(layer, file, specifier))
        .filter((message) => message !== undefined),
    );
    expect(found).toEqual([]);
  });

  it.each(['server/src/browserServer.ts', 'client/src/browser/extension.ts'])(
    '%s reaches nothing that only Node has',
    (main) => {
      const reached = new Set([main]);
      const found: string[] = [];
      for (const file of reached) {
        for (const specifier of importsOf(readFileSync(join(root, file), 'utf8'))) {
          if (specifier.startsWith('.')) {
            reached.add(targetOf(file, specifier));
          } else if (isBuiltin(specifier) || specifier.endsWith('/node')) {
            found.push(`${file} imports ${specifier}`);
          }
        }
      }
      expect(found).toEqual([]);
      expect(reached.size).toBeGreaterThan(5);
    },
  );

  it('sees a forbidden import of every form', () => {
    const compiler = layers.find((layer) => layer.folder.endsWith('/compiler'));
    const file = 'server/src/compiler/compile.ts';
    const text = [
      `import { readFileSync } from 'node:fs';`,
      `import type { Snapshot } from '../workspace/index.ts';`,
      `export * from 'vscode-languageserver';`,
      `const late = await import('../rpc/index.ts');`,
      `import fs from 'fs';`,
      `import { parse } from './syntax/parser.ts';`,
    ].join('\n');
    const found = importsOf(text).map((name) => compiler && violation(compiler, file, name));
    expect(found.map((message) => message !== undefined)).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
  });
});

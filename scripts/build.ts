/**
 * Bundles every program into `dist/`: the extension, the two servers, the command line, the webview
 * with its layout worker, and the code generators that ship inside. `--watch` rebuilds on change.
 */
import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type BuildOptions, build, context } from 'esbuild';
import { generatorBundles } from './generatorBundles.ts';
import { writeGenerated } from './generated.ts';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');

const shared: BuildOptions = {
  absWorkingDir: root,
  bundle: true,
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: 'linked',
  sourcesContent: false,
  legalComments: 'linked',
  logLevel: 'warning',
  outdir: dist,
};

/**
 * VS Code 1.91, the oldest that we support, runs Node 20. Names stay as they are: with short ones,
 * `keepNames` has every closure named again each time that it is made, 5 % of a cold compilation.
 */
const node: BuildOptions = { ...shared, platform: 'node', target: 'node20' };
const browser: BuildOptions = {
  ...shared,
  minifyIdentifiers: true,
  keepNames: true,
  platform: 'browser',
  target: 'chrome122',
  format: 'iife',
};

/**
 * The other form of a library, modules that can be left out one by one: it is there sooner. Node has
 * its own way of saying that it wants the first form, which a bundle for Node follows unless told.
 */
const inModules = { yaml: join(root, 'node_modules', 'yaml', 'browser', 'index.js') };

/** The extension and its language server for VS Code in a browser. A builtin of Node fails them. */
export const browserPrograms: readonly BuildOptions[] = [
  {
    ...browser,
    keepNames: false,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    entryPoints: { browserExtension: 'client/src/browser/extension.ts' },
    external: ['vscode'],
  },
  {
    ...browser,
    keepNames: false,
    entryPoints: { browserServer: 'server/src/browserServer.ts' },
  },
];

const programs: readonly BuildOptions[] = [
  {
    ...node,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    entryPoints: { extension: 'client/src/extension.ts' },
    external: ['vscode'],
  },
  {
    ...node,
    alias: inModules,
    format: 'cjs',
    outExtension: { '.js': '.cjs' },
    entryPoints: {
      languageServer: 'server/src/languageServer.ts',
      topologyServer: 'server/src/topologyServer.ts',
      indexWorker: 'server/src/lsp/indexWorker.ts',
    },
  },
  {
    ...node,
    format: 'esm',
    splitting: true,
    chunkNames: 'cli-[name]-[hash]',
    entryPoints: {
      cli: 'server/src/cli.ts',
      compileWorker: 'server/src/commandLine/compileWorker.ts',
    },
    banner: {
      js: [
        '#!/usr/bin/env node',
        "import { createRequire as __createRequire } from 'node:module';",
        'const require = __createRequire(import.meta.url);',
      ].join('\n'),
    },
  },
  {
    ...browser,
    jsx: 'automatic',
    jsxImportSource: 'preact',
    entryPoints: { webview: 'webview/src/main.tsx' },
  },
  { ...browser, entryPoints: { layoutWorker: 'webview/src/layout/layoutWorker.ts' } },
  ...browserPrograms,
  ...generatorBundles.map(({ entryPoint, outputName, format, alias }) => ({
    ...node,
    format,
    alias,
    entryPoints: [{ in: entryPoint, out: `generators/${outputName.replace(/\.cjs$/, '')}` }],
    outExtension: { '.js': '.cjs' },
  })),
];

/** Builds everything into an emptied `dist/`. Throws when a bundle fails; esbuild says why. */
export async function buildAll(): Promise<void> {
  await prepare();
  await Promise.all(programs.map((options) => build(options)));
}

async function prepare(): Promise<void> {
  await writeGenerated();
  await rm(dist, { recursive: true, force: true });
  await mkdir(dist, { recursive: true });
  const codicons = join(root, 'node_modules', '@vscode', 'codicons', 'dist');
  for (const name of ['codicon.css', 'codicon.ttf']) {
    await copyFile(join(codicons, name), join(dist, name));
  }
}

async function watchAll(): Promise<void> {
  await prepare();
  await Promise.all(programs.map(async (options) => (await context(options)).watch()));
  console.log('watching …');
}

if (import.meta.main) {
  await (process.argv.includes('--watch') ? watchAll() : buildAll());
}

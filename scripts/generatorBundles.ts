import { join, resolve } from 'node:path';

/** What esbuild needs to bundle a generator into one file that runs with no `node_modules`. */
export interface GeneratorBundle {
  readonly entryPoint: string;
  /** File name below `dist/generators`. */
  readonly outputName: string;
  readonly format: 'cjs';
  /** Modules that are replaced; see `noTranspiler.ts`. */
  readonly alias: Readonly<Record<string, string>>;
}

const generators = resolve(import.meta.dirname, '..', 'server', 'src', 'generators');
const noTranspiler = join(generators, 'noTranspiler.ts');

/** Every generator that ships. The build bundles these, and the tests run what it makes. */
export const generatorBundles: readonly GeneratorBundle[] = [
  {
    entryPoint: join(generators, 'protobufEs.ts'),
    outputName: 'protobuf-es.cjs',
    format: 'cjs',
    alias: { typescript: noTranspiler, '@typescript/vfs': noTranspiler },
  },
];

import { resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';

const compilerLayer = resolve(import.meta.dirname, '../../server/src/compiler/index.ts');

const files = {
  'a.proto':
    'syntax = "proto3";\npackage p.x;\n' +
    '// Größe\nimport "b.proto";\nimport "google/protobuf/any.proto";\n' +
    'message A { b.B b = 1; google.protobuf.Any any = 2; string s = 3 [json_name = "ü"]; }\n',
  'b.proto':
    'syntax = "proto2";\npackage b;\nmessage B { optional double d = 1 [default = 1e9]; }\n',
};

/** Runs in a context that has what ECMAScript has, and nothing of Node or of a browser. */
const program = `
  const { compile, diagnosticsOf, sourcesFromDescriptorSet, wellKnownText, writeFileDescriptorSet } =
    compiler;
  const { all, files: linked } = compile({
    files: ['a.proto'],
    resolve: (path) => {
      const text = files[path] ?? wellKnownText(path);
      return text === undefined ? undefined : { text };
    },
  });
  const set = writeFileDescriptorSet(linked, { includeImports: true, includeSourceInfo: true });
  JSON.stringify({
    globals: ['Buffer', 'process', 'TextDecoder', 'TextEncoder', 'require', 'setTimeout']
      .filter((name) => name in globalThis),
    paths: all.map((file) => file.source.path),
    findings: all.flatMap(diagnosticsOf).map((found) => found.message),
    bytes: set.length,
    printed: [...sourcesFromDescriptorSet(set).keys()],
  });
`;

describe('the compiler', () => {
  it('bundles for a browser and compiles where there is nothing but the language', async () => {
    const { outputFiles, warnings } = await build({
      entryPoints: [compilerLayer],
      bundle: true,
      write: false,
      format: 'iife',
      globalName: 'compiler',
      platform: 'browser',
      target: 'es2023',
    });
    expect(warnings).toEqual([]);
    const bundle = outputFiles[0]?.text ?? '';
    const answer: unknown = runInNewContext(`${bundle}\n${program}`, { files });
    const result: unknown = JSON.parse(String(answer));
    expect(result).toMatchObject({
      globals: [],
      paths: ['b.proto', 'google/protobuf/any.proto', 'a.proto'],
      findings: [],
      printed: ['b.proto', 'google/protobuf/any.proto', 'a.proto'],
    });
  });
});

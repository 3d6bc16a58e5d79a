import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareCorpus } from '../support/compareCorpus.ts';

const project = resolve(import.meta.dirname, '../..');

/** The import roots of each corpus that is at hand. */
const corpora: Readonly<Record<string, readonly string[]>> = {
  protoc: ['node_modules/protoc/include'],
  protobufjs: ['node_modules/protobufjs'],
  'grpc-js': [
    'node_modules/@grpc/grpc-js/proto',
    'node_modules/@grpc/grpc-js/proto/xds',
    'node_modules/@grpc/grpc-js/proto/protoc-gen-validate',
  ],
  reflection: [
    'node_modules/@grpc/reflection/build/proto',
    'node_modules/@grpc/reflection/build/proto/sample',
  ],
  'grpc-health-check': ['node_modules/grpc-health-check/proto'],
  demo: ['demo/workspace/proto', 'demo/workspace/third_party/proto'],
};

describe('verdicts, descriptors and source info are those of protoc', () => {
  it.each(Object.keys(corpora))('for every file of %s', (name) => {
    const roots = corpora[name] ?? [];
    const { files, rejected, different } = compareCorpus(roots.map((root) => join(project, root)));
    expect(different).toEqual([]);
    expect(files).toBeGreaterThan(rejected);
  });
});

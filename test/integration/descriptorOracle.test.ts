import { join, resolve } from 'node:path';
import { fromBinary, toJson } from '@bufbuild/protobuf';
import { FileDescriptorProtoSchema } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import {
  compile,
  diagnosticsOf,
  type LinkedFile,
  writeFileDescriptorSet,
} from '../../server/src/compiler/index.ts';
import { fileResolver, protocDescriptors, runProtoc, splitSet } from '../support/protoc.ts';
import { googleProtoFiles, protoFiles } from '../support/protoFiles.ts';

const corpus = resolve(import.meta.dirname, '../compiler/corpus');

function descriptorOf(file: LinkedFile, includeSourceInfo: boolean): Uint8Array {
  const set = writeFileDescriptorSet([file], { includeImports: false, includeSourceInfo });
  return splitSet(set).get(file.source.path) ?? new Uint8Array();
}

/** Readable in a failure, where bytes are not. */
function asJson(bytes: Uint8Array): unknown {
  return toJson(FileDescriptorProtoSchema, fromBinary(FileDescriptorProtoSchema, bytes));
}

function expectEqual(ours: Uint8Array, theirs: Uint8Array): void {
  if (Buffer.compare(ours, theirs) !== 0) {
    expect(asJson(ours)).toEqual(asJson(theirs));
    expect(Buffer.from(ours).toString('hex')).toBe(Buffer.from(theirs).toString('hex'));
  }
}

function errorsOf(files: readonly LinkedFile[]): string[] {
  return files.flatMap((file) =>
    diagnosticsOf(file)
      .filter((found) => found.severity === 'error')
      .map((found) => `${file.source.path}: ${found.message}`),
  );
}

describe('descriptors of the corpus, byte for byte those of protoc', () => {
  const paths = protoFiles(corpus);
  const compiled = compile({ files: paths, resolve: fileResolver([corpus]) });

  it.each(paths)('%s', (path) => {
    const file = compiled.files.find((one) => one.source.path === path);
    for (const includeSourceInfo of [false, true]) {
      const theirs = protocDescriptors({ root: corpus, paths: [path], includeSourceInfo });
      expect(theirs.rejected.get(path)).toBeUndefined();
      const expected = theirs.descriptors.get(path) ?? new Uint8Array();
      expectEqual(file ? descriptorOf(file, includeSourceInfo) : new Uint8Array(), expected);
    }
  });

  it('finds no error in any', () => {
    expect(errorsOf(compiled.all)).toEqual([]);
  });

  it.each([
    ['--include_imports'],
    ['--include_imports', '--include_source_info'],
    ['--include_imports', '--retain_options', '--include_source_info'],
  ])('a set of several files with %s %s %s', (...flags: string[]) => {
    const files = ['edition2024.proto', 'proto3.proto', 'optionUse.proto'];
    const { files: linked } = compile({ files, resolve: fileResolver([corpus]) });
    const ours = writeFileDescriptorSet(linked, {
      includeImports: true,
      includeSourceInfo: flags.includes('--include_source_info'),
      retainOptions: flags.includes('--retain_options'),
    });
    const theirs = splitSet(runProtoc(corpus, [...flags, ...files]).output ?? new Uint8Array());
    const split = splitSet(ours);
    expect([...split.keys()]).toEqual([...theirs.keys()]);
    for (const [path, bytes] of theirs) {
      expectEqual(split.get(path) ?? new Uint8Array(), bytes);
    }
  });
});

describe('descriptors of real files', () => {
  it('are those of protoc for every fiftieth of google-proto-files', () => {
    const paths = protoFiles(googleProtoFiles).filter((_, index) => index % 50 === 0);
    const compiled = compile({ files: paths, resolve: fileResolver([googleProtoFiles]) });
    const theirs = protocDescriptors({ root: googleProtoFiles, paths, includeSourceInfo: true });
    expect(compiled.files.length).toBeGreaterThan(100);
    for (const file of compiled.files) {
      const expected = theirs.descriptors.get(file.source.path);
      if (expected === undefined) {
        expect(errorsOf([file]), join(googleProtoFiles, file.source.path)).not.toEqual([]);
      } else {
        expectEqual(descriptorOf(file, true), expected);
      }
    }
  });
});

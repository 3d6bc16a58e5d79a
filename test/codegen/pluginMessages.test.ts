import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import {
  CodeGeneratorRequestSchema,
  CodeGeneratorResponseSchema,
  FileDescriptorSetSchema,
} from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { assembleFiles } from '../../server/src/codegen/assembleFiles.ts';
import { CodegenError } from '../../server/src/codegen/index.ts';
import {
  readFiles,
  usesEditions,
  usesProto3Optional,
} from '../../server/src/codegen/inputFiles.ts';
import { decodeResponse, encodeRequest } from '../../server/src/codegen/pluginMessages.ts';
import { compileWithProtoc } from '../support/compileWithProtoc.ts';

describe('a request', () => {
  it('is what an independent codec reads, descriptors byte for byte', async () => {
    const text = 'syntax = "proto3"; message M { string name = 1; } // ü';
    const descriptorSet = await compileWithProtoc({ files: { 'm.proto': text } });
    const filesToGenerate = ['m.proto'];
    const bytes = encodeRequest({ descriptorSet, filesToGenerate, parameter: 'a=b,c' });
    const request = fromBinary(CodeGeneratorRequestSchema, bytes);
    expect(request.fileToGenerate).toEqual(filesToGenerate);
    expect(request.parameter).toBe('a=b,c');
    expect(request.compilerVersion?.suffix).toBe('proto-atlas');
    expect(request.protoFile).toEqual(fromBinary(FileDescriptorSetSchema, descriptorSet).file);
  });
});

describe('what a file asks of a generator', () => {
  it.each([
    ['syntax = "proto3"; message M { message N { optional int32 x = 1; } }', true, false],
    ['syntax = "proto3"; message M { int32 x = 1; oneof o { int32 y = 2; } }', false, false],
    ['syntax = "proto2"; message M { optional int32 x = 1; }', false, false],
    ['edition = "2023"; message M { int32 x = 1; }', false, true],
  ])('%s', async (text, optional, editions) => {
    const [file] = readFiles(await compileWithProtoc({ files: { 'm.proto': text } }));
    expect(file && usesProto3Optional(file)).toBe(optional);
    expect(file && usesEditions(file)).toBe(editions);
  });
});

describe('a response', () => {
  const respond = (parts: Parameters<typeof create<typeof CodeGeneratorResponseSchema>>[1]) =>
    decodeResponse(
      toBinary(CodeGeneratorResponseSchema, create(CodeGeneratorResponseSchema, parts)),
    );

  it('is read, features and all', () => {
    const file = [{ name: 'a.ts', content: 'a' }];
    expect(respond({ supportedFeatures: 3n, file })).toEqual({
      error: undefined,
      supportsProto3Optional: true,
      supportsEditions: true,
      files: [{ name: 'a.ts', content: 'a', insertionPoint: '' }],
    });
    expect(respond({ error: 'no' }).error).toBe('no');
  });

  it('joins an entry without a name to the file before it', () => {
    const { files } = respond({ file: [{ name: 'a', content: '1' }, { content: '2' }] });
    expect(assembleFiles(files)).toEqual([{ name: 'a', content: '12' }]);
  });

  it('inserts before the marked line, indented as it is, in order', () => {
    const { files } = respond({
      file: [
        { name: 'a', content: 'top\n  // @@protoc_insertion_point(here)\nend\n' },
        { name: 'a', insertionPoint: 'here', content: 'one\n\ntwo\n' },
        { name: 'a', insertionPoint: 'here', content: 'three\n' },
      ],
    });
    expect(assembleFiles(files)).toEqual([
      {
        name: 'a',
        content: 'top\n  one\n\n  two\n  three\n  // @@protoc_insertion_point(here)\nend\n',
      },
    ]);
  });

  it.each([
    [
      'an insertion into a file that is not there',
      [{ name: 'a', insertionPoint: 'x', content: '' }],
    ],
    [
      'an insertion at a point that is not there',
      [
        { name: 'a', content: 'text' },
        { name: 'a', insertionPoint: 'x', content: '' },
      ],
    ],
    [
      'one file twice',
      [
        { name: 'a', content: '1' },
        { name: 'a', content: '2' },
      ],
    ],
  ])('refuses %s', (_, file) => {
    expect(() => assembleFiles(respond({ file }).files)).toThrow(CodegenError);
  });

  it.each(['00', '0a', '0aff', '7b', 'ffffffffffffffffffffff01', '7a020a05'])(
    'refuses the bytes %s',
    (hex) => {
      expect(() => decodeResponse(Buffer.from(hex, 'hex'))).toThrow(CodegenError);
    },
  );
});

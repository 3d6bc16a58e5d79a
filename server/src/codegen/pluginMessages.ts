import { CodegenError, reasonOf } from './codegenError.ts';
import { readFiles } from './inputFiles.ts';
import { bytesOf, textOf, varintOf, writeBytes, writeNumber } from './wire.ts';

export interface PluginRequest {
  /** Serialized `FileDescriptorSet`. */
  readonly descriptorSet: Uint8Array;
  /** Import paths of files in the set. */
  readonly filesToGenerate: readonly string[];
  readonly parameter: string;
}

/** One entry of a response, as it came. */
export interface PluginFile {
  readonly name: string;
  /** Empty when the entry is a whole file. */
  readonly insertionPoint: string;
  readonly content: string;
}

export interface PluginResponse {
  readonly error: string | undefined;
  readonly supportsProto3Optional: boolean;
  readonly supportsEditions: boolean;
  readonly files: readonly PluginFile[];
}

/** Numbers of `google/protobuf/compiler/plugin.proto`. */
const requestField = { fileToGenerate: 1, parameter: 2, compilerVersion: 3, protoFile: 15 };
const versionField = { major: 1, minor: 2, patch: 3, suffix: 4 };
const responseField = { error: 1, supportedFeatures: 2, file: 15 };
const fileField = { name: 1, insertionPoint: 2, content: 15 };
const feature = { proto3Optional: 1n, editions: 2n };

/** A serialized `CodeGeneratorRequest`. The descriptors are passed on byte for byte. */
export function encodeRequest(request: PluginRequest): Uint8Array {
  const version = Buffer.concat([
    writeNumber(versionField.major, 0),
    writeNumber(versionField.minor, 0),
    writeNumber(versionField.patch, 0),
    writeBytes(versionField.suffix, 'proto-atlas'),
  ]);
  return Buffer.concat([
    ...request.filesToGenerate.map((name) => writeBytes(requestField.fileToGenerate, name)),
    ...(request.parameter === '' ? [] : [writeBytes(requestField.parameter, request.parameter)]),
    writeBytes(requestField.compilerVersion, version),
    ...readFiles(request.descriptorSet).map(({ bytes }) =>
      writeBytes(requestField.protoFile, bytes),
    ),
  ]);
}

/**
 * Reads a `CodeGeneratorResponse`.
 *
 * @throws CodegenError of kind `failed` when the bytes are none.
 */
export function decodeResponse(bytes: Uint8Array): PluginResponse {
  try {
    const features = varintOf(bytes, responseField.supportedFeatures) ?? 0n;
    return {
      error: textOf(bytes, responseField.error),
      supportsProto3Optional: (features & feature.proto3Optional) !== 0n,
      supportsEditions: (features & feature.editions) !== 0n,
      files: joinParts(bytesOf(bytes, responseField.file)),
    };
  } catch (error) {
    throw new CodegenError({
      kind: 'failed',
      message: `the generator's answer is no CodeGeneratorResponse: ${reasonOf(error)}`,
      cause: error,
    });
  }
}

/** An entry without a name goes on with the file before it. */
function joinParts(entries: readonly Uint8Array[]): PluginFile[] {
  const files: PluginFile[] = [];
  for (const entry of entries) {
    const name = textOf(entry, fileField.name) ?? '';
    const content = textOf(entry, fileField.content) ?? '';
    const previous = files.at(-1);
    if (name === '' && previous !== undefined) {
      files[files.length - 1] = { ...previous, content: previous.content + content };
    } else {
      const insertionPoint = textOf(entry, fileField.insertionPoint) ?? '';
      files.push({ name, insertionPoint, content });
    }
  }
  return files;
}

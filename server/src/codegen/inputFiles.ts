import { CodegenError, reasonOf } from './codegenError.ts';
import { bytesOf, textOf, varintOf } from './wire.ts';

/** A file of a descriptor set: what code generation needs to know of it. */
export interface InputFile {
  readonly name: string;
  /** Its `FileDescriptorProto`, as it lies in the set. */
  readonly bytes: Uint8Array;
}

/** Numbers of `google/protobuf/descriptor.proto`. */
const setField = { file: 1 };
const fileField = { name: 1, messageType: 4, syntax: 12 };
const messageField = { field: 2, nestedType: 3 };
const fieldField = { proto3Optional: 17 };

/** @throws CodegenError of kind `input` when the bytes are no `FileDescriptorSet`. */
export function readFiles(descriptorSet: Uint8Array): InputFile[] {
  try {
    return bytesOf(descriptorSet, setField.file).map((bytes) => ({
      name: textOf(bytes, fileField.name) ?? '',
      bytes,
    }));
  } catch (error) {
    throw new CodegenError({
      kind: 'input',
      message: `the descriptor set cannot be read: ${reasonOf(error)}`,
      cause: error,
    });
  }
}

/** Whether a file is written in an edition, which a generator must say that it knows. */
export function usesEditions({ bytes }: InputFile): boolean {
  return textOf(bytes, fileField.syntax) === 'editions';
}

/** Whether a proto3 file has `optional` fields, which a generator must say that it knows. */
export function usesProto3Optional({ bytes }: InputFile): boolean {
  return bytesOf(bytes, fileField.messageType).some(hasProto3Optional);
}

function hasProto3Optional(message: Uint8Array): boolean {
  return (
    bytesOf(message, messageField.field).some(
      (field) => varintOf(field, fieldField.proto3Optional) === 1n,
    ) || bytesOf(message, messageField.nestedType).some(hasProto3Optional)
  );
}

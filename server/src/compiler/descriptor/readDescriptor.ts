import { defaultJsonName } from './jsonName.ts';
import type {
  EnumDescriptor,
  FieldDescriptor,
  FileDescriptor,
  MessageDescriptor,
  MethodDescriptor,
  RangeDescriptor,
  ServiceDescriptor,
} from './model.ts';
import { MalformedBytes, maxWireDepth, WireFields } from './protoReader.ts';

/** The files of a `google.protobuf.FileDescriptorSet`. Throws `MalformedBytes`. */
export function readFileDescriptorSet(bytes: Uint8Array): FileDescriptor[] {
  return new WireFields(bytes).allBytes(1).map(readFileDescriptor);
}

/** A `google.protobuf.FileDescriptorProto`. Throws `MalformedBytes`. */
export function readFileDescriptor(bytes: Uint8Array): FileDescriptor {
  const fields = new WireFields(bytes);
  return {
    name: fields.text(1) ?? '',
    package: fields.text(2) ?? '',
    dependency: fields.texts(3),
    messageType: fields.allBytes(4).map((one) => readMessage(one, 1)),
    enumType: fields.allBytes(5).map(readEnum),
    service: fields.allBytes(6).map(readService),
    extension: fields.allBytes(7).map(readField),
    options: fields.merged(8),
    sourceCodeInfo: fields.merged(9),
    publicDependency: fields.int32s(10),
    weakDependency: fields.int32s(11),
    syntax: syntaxOf(fields),
    edition: fields.int32(14),
    optionDependency: fields.texts(15),
  };
}

/** proto2 is never written by protoc, but by others. */
function syntaxOf(fields: WireFields): string | undefined {
  const syntax = fields.text(12);
  return syntax === 'proto2' ? undefined : syntax;
}

function readMessage(bytes: Uint8Array, depth: number): MessageDescriptor {
  if (depth > maxWireDepth) {
    throw new MalformedBytes('messages nest too deep');
  }
  const fields = new WireFields(bytes);
  return {
    name: fields.text(1) ?? '',
    field: fields.allBytes(2).map(readField),
    nestedType: fields.allBytes(3).map((one) => readMessage(one, depth + 1)),
    enumType: fields.allBytes(4).map(readEnum),
    extensionRange: fields.allBytes(5).map(readRange),
    extension: fields.allBytes(6).map(readField),
    options: fields.merged(7),
    oneofDecl: fields.allBytes(8).map((one) => {
      const oneof = new WireFields(one);
      return { name: oneof.text(1) ?? '', options: oneof.merged(2) };
    }),
    reservedRange: fields.allBytes(9).map(readRange),
    reservedName: fields.texts(10),
    visibility: fields.int32(11),
  };
}

function readField(bytes: Uint8Array): FieldDescriptor {
  const fields = new WireFields(bytes);
  const name = fields.text(1) ?? '';
  return {
    name,
    extendee: fields.text(2),
    number: fields.int32(3) ?? 0,
    label: fields.int32(4) ?? 1,
    type: fields.int32(5) ?? 0,
    typeName: fields.text(6),
    defaultValue: fields.bytes(7),
    options: fields.merged(8),
    oneofIndex: fields.int32(9),
    jsonName: fields.bytes(10) ?? defaultJsonName(name),
    proto3Optional: fields.bool(17),
  };
}

function readRange(bytes: Uint8Array): RangeDescriptor {
  const fields = new WireFields(bytes);
  return {
    start: fields.int32(1) ?? 0,
    end: fields.int32(2) ?? 0,
    options: fields.merged(3),
  };
}

function readEnum(bytes: Uint8Array): EnumDescriptor {
  const fields = new WireFields(bytes);
  return {
    name: fields.text(1) ?? '',
    value: fields.allBytes(2).map((one) => {
      const value = new WireFields(one);
      return {
        name: value.text(1) ?? '',
        number: value.int32(2) ?? 0,
        options: value.merged(3),
      };
    }),
    options: fields.merged(3),
    reservedRange: fields.allBytes(4).map(readRange),
    reservedName: fields.texts(5),
    visibility: fields.int32(6),
  };
}

function readService(bytes: Uint8Array): ServiceDescriptor {
  const fields = new WireFields(bytes);
  return {
    name: fields.text(1) ?? '',
    method: fields.allBytes(2).map(readMethod),
    options: fields.merged(3),
  };
}

function readMethod(bytes: Uint8Array): MethodDescriptor {
  const fields = new WireFields(bytes);
  return {
    name: fields.text(1) ?? '',
    inputType: fields.text(2) ?? '',
    outputType: fields.text(3) ?? '',
    options: fields.merged(4),
    clientStreaming: fields.bool(5),
    serverStreaming: fields.bool(6),
  };
}

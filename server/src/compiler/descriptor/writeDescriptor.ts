import type {
  EnumDescriptor,
  FieldDescriptor,
  FileDescriptor,
  MessageDescriptor,
  MethodDescriptor,
  RangeDescriptor,
  ServiceDescriptor,
} from './model.ts';
import { ProtoWriter } from './protoWriter.ts';

/** A `google.protobuf.FileDescriptorProto` as bytes, fields in the order of their numbers. */
export function writeFileDescriptor(file: FileDescriptor): Uint8Array {
  writeFile(sharedWriter, file);
  return sharedWriter.take();
}

/** A `google.protobuf.FileDescriptorSet` as bytes. */
export function writeDescriptors(files: readonly FileDescriptor[]): Uint8Array {
  each(sharedWriter, 1, files, writeFile);
  return sharedWriter.take();
}

const sharedWriter = new ProtoWriter();

function writeFile(w: ProtoWriter, file: FileDescriptor): void {
  w.string(1, file.name);
  if (file.package !== '') {
    w.string(2, file.package);
  }
  writeStrings(w, 3, file.dependency);
  each(w, 4, file.messageType, writeMessageType);
  each(w, 5, file.enumType, writeEnum);
  each(w, 6, file.service, writeService);
  each(w, 7, file.extension, writeField);
  writeOptional(w, 8, file.options);
  writeOptional(w, 9, file.sourceCodeInfo);
  for (const index of file.publicDependency) {
    w.varint(10, index);
  }
  for (const index of file.weakDependency) {
    w.varint(11, index);
  }
  if (file.syntax !== undefined) {
    w.string(12, file.syntax);
  }
  if (file.edition !== undefined) {
    w.varint(14, file.edition);
  }
  writeStrings(w, 15, file.optionDependency);
}

function writeMessageType(w: ProtoWriter, message: MessageDescriptor): void {
  w.string(1, message.name);
  each(w, 2, message.field, writeField);
  each(w, 3, message.nestedType, writeMessageType);
  each(w, 4, message.enumType, writeEnum);
  each(w, 5, message.extensionRange, writeRange);
  each(w, 6, message.extension, writeField);
  writeOptional(w, 7, message.options);
  each(w, 8, message.oneofDecl, (_, oneof) => {
    w.string(1, oneof.name);
    writeOptional(w, 2, oneof.options);
  });
  each(w, 9, message.reservedRange, writeRange);
  writeStrings(w, 10, message.reservedName);
  writeOptionalNumber(w, 11, message.visibility);
}

function writeField(w: ProtoWriter, field: FieldDescriptor): void {
  w.string(1, field.name);
  if (field.extendee !== undefined) {
    w.string(2, field.extendee);
  }
  w.varint(3, field.number);
  w.varint(4, field.label);
  w.varint(5, field.type);
  if (field.typeName !== undefined) {
    w.string(6, field.typeName);
  }
  writeOptional(w, 7, field.defaultValue);
  writeOptional(w, 8, field.options);
  writeOptionalNumber(w, 9, field.oneofIndex);
  if (typeof field.jsonName === 'string') {
    w.string(10, field.jsonName);
  } else {
    w.bytes(10, field.jsonName);
  }
  if (field.proto3Optional) {
    w.bool(17, true);
  }
}

function writeRange(w: ProtoWriter, range: RangeDescriptor): void {
  w.varint(1, range.start);
  w.varint(2, range.end);
  writeOptional(w, 3, range.options);
}

function writeEnum(w: ProtoWriter, type: EnumDescriptor): void {
  w.string(1, type.name);
  each(w, 2, type.value, (_, value) => {
    w.string(1, value.name);
    w.varint(2, value.number);
    writeOptional(w, 3, value.options);
  });
  writeOptional(w, 3, type.options);
  each(w, 4, type.reservedRange, writeRange);
  writeStrings(w, 5, type.reservedName);
  writeOptionalNumber(w, 6, type.visibility);
}

function writeService(w: ProtoWriter, service: ServiceDescriptor): void {
  w.string(1, service.name);
  each(w, 2, service.method, writeMethod);
  writeOptional(w, 3, service.options);
}

function writeMethod(w: ProtoWriter, method: MethodDescriptor): void {
  w.string(1, method.name);
  w.string(2, method.inputType);
  w.string(3, method.outputType);
  writeOptional(w, 4, method.options);
  if (method.clientStreaming) {
    w.bool(5, true);
  }
  if (method.serverStreaming) {
    w.bool(6, true);
  }
}

function each<T>(
  w: ProtoWriter,
  field: number,
  items: readonly T[],
  write: (w: ProtoWriter, item: T) => void,
): void {
  for (const item of items) {
    const start = w.open(field);
    write(w, item);
    w.close(start);
  }
}

function writeStrings(w: ProtoWriter, field: number, items: readonly string[]): void {
  for (const item of items) {
    w.string(field, item);
  }
}

function writeOptional(w: ProtoWriter, field: number, bytes: Uint8Array | undefined): void {
  if (bytes !== undefined) {
    w.bytes(field, bytes);
  }
}

function writeOptionalNumber(w: ProtoWriter, field: number, value: number | undefined): void {
  if (value !== undefined) {
    w.varint(field, value);
  }
}

import protobuf from 'protobufjs/light.js';
import descriptor, {
  type IDescriptorProto,
  type IEnumDescriptorProto,
  type IFieldDescriptorProto,
  type IFileDescriptorProto,
  type IFileDescriptorSet,
} from 'protobufjs/ext/descriptor.js';
import { CallError, reasonOf } from '../callError.ts';
import { Schema } from './schema.ts';

/** A decoded `FileDescriptorProto`. */
export type FileDescriptor = IFileDescriptorProto;

/** @throws CallError of kind `schema` when the bytes are no `FileDescriptorSet`. */
export function decodeDescriptorSet(bytes: Uint8Array): FileDescriptor[] {
  const set: object = decode(descriptor.FileDescriptorSet, bytes);
  return isFileSet(set) ? [...set.file] : [];
}

/** @throws CallError of kind `schema` when the bytes are no `FileDescriptorProto`. */
export function decodeFileDescriptor(bytes: Uint8Array): FileDescriptor {
  const file: object = decode(descriptor.FileDescriptorProto, bytes);
  if (!isFile(file)) {
    throw broken('a file without a name');
  }
  return file;
}

/**
 * Resolves descriptors. What they import but do not hold does not matter: a message that is missing
 * becomes an empty one, and a missing enum shows numbers.
 *
 * @throws CallError of kind `schema` when the descriptors contradict themselves.
 */
export function buildSchema(files: readonly FileDescriptor[]): Schema {
  const unique = [...new Map(files.map((file) => [file.name ?? '', file])).values()];
  unique.forEach(checkFileNames);
  const defined = definedNames(unique);
  const usable = unique.map((file) => withValueNames(withoutOrphans(file, defined)));
  try {
    const root = protobuf.Root.fromDescriptor(
      { file: [...usable, ...placeholders(usable, defined)] },
      { keepCase: true },
    );
    return new Schema(root);
  } catch (error) {
    throw broken(reasonOf(error), error);
  }
}

function decode(type: protobuf.Type, bytes: Uint8Array): ReturnType<protobuf.Type['decode']> {
  try {
    return type.decode(bytes);
  } catch (error) {
    throw broken(reasonOf(error), error);
  }
}

function isFileSet(value: object): value is IFileDescriptorSet {
  return 'file' in value && Array.isArray(value.file);
}

function isFile(value: object): value is FileDescriptor {
  return 'name' in value && typeof value.name === 'string' && value.name !== '';
}

/** Names become parts of generated code, so a server must not choose them freely. */
function checkFileNames(file: FileDescriptor): void {
  const names = [
    ...(file.package ? file.package.split('.') : []),
    ...(file.service ?? []).flatMap((service) => [
      service.name,
      ...(service.method ?? []).map((method) => method.name),
    ]),
    ...(file.extension ?? []).map((field) => field.name),
    ...(file.enumType ?? []).flatMap(enumNames),
    ...(file.messageType ?? []).flatMap(messageNames),
  ];
  const illegal = names.find((name) => !/^[A-Za-z_]\w*$/.test(name ?? ''));
  if (illegal !== undefined || names.includes(undefined)) {
    throw broken(`${file.name ?? 'a file'} holds the illegal name "${illegal ?? ''}"`);
  }
}

function messageNames(message: IDescriptorProto): (string | undefined)[] {
  return [
    message.name,
    ...[...(message.field ?? []), ...(message.extension ?? [])].map((field) => field.name),
    ...(message.oneofDecl ?? []).map((oneof) => oneof.name),
    ...(message.enumType ?? []).flatMap(enumNames),
    ...(message.nestedType ?? []).flatMap(messageNames),
  ];
}

function enumNames(type: IEnumDescriptorProto): (string | undefined)[] {
  return [type.name, ...(type.value ?? []).map((value) => value.name)];
}

/** `.pkg.Outer.Inner` of every message and enum. */
function definedNames(files: readonly FileDescriptor[]): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (scope: string, message: IDescriptorProto) => {
    const name = `${scope}.${message.name ?? ''}`;
    names.add(name);
    message.enumType?.forEach((type) => names.add(`${name}.${type.name ?? ''}`));
    message.nestedType?.forEach((nested) => visit(name, nested));
  };
  for (const file of files) {
    const scope = file.package ? `.${file.package}` : '';
    file.messageType?.forEach((message) => visit(scope, message));
    file.enumType?.forEach((type) => names.add(`${scope}.${type.name ?? ''}`));
  }
  return names;
}

/** The file without extensions of messages that are not there: nobody can hold them. */
function withoutOrphans(file: FileDescriptor, defined: ReadonlySet<string>): FileDescriptor {
  const isHome = ({ extendee = '' }: IFieldDescriptorProto) =>
    !extendee.startsWith('.') || defined.has(extendee);
  const prune = (message: IDescriptorProto): IDescriptorProto => ({
    ...message,
    ...(message.extension && { extension: message.extension.filter(isHome) }),
    ...(message.nestedType && { nestedType: message.nestedType.map(prune) }),
  });
  return {
    ...file,
    ...(file.extension && { extension: file.extension.filter(isHome) }),
    ...(file.messageType && { messageType: file.messageType.map(prune) }),
  };
}

/**
 * The JSON extension of protobufjs knows the fields of `google.protobuf.Value` by their names in
 * camel case alone; the names matter nowhere else, since the JSON of a Value shows none of them.
 */
function withValueNames(file: FileDescriptor): FileDescriptor {
  if (file.package !== 'google.protobuf' || file.messageType === undefined) {
    return file;
  }
  const renamed = file.messageType.map((message) =>
    message.name === 'Value'
      ? { ...message, field: message.field?.map(camelCased) ?? [] }
      : message,
  );
  return { ...file, messageType: renamed };
}

function camelCased(field: IFieldDescriptorProto): IFieldDescriptorProto {
  const name = (field.name ?? '').replaceAll(/_([a-z])/g, (_, letter: string) =>
    letter.toUpperCase(),
  );
  return { ...field, name };
}

const enumFieldType = 14;

/** One file for each type that is referred to and defined nowhere. */
function placeholders(
  files: readonly FileDescriptor[],
  defined: ReadonlySet<string>,
): FileDescriptor[] {
  const missing = new Map<string, 'message' | 'enum'>();
  const note = (name: string | undefined, kind: 'message' | 'enum') => {
    if (name?.startsWith('.') === true && !defined.has(name)) {
      missing.set(name, kind);
    }
  };
  const visitField = (field: IFieldDescriptorProto) => {
    note(field.typeName, field.type === enumFieldType ? 'enum' : 'message');
  };
  const visitMessage = (message: IDescriptorProto) => {
    message.field?.forEach(visitField);
    message.extension?.forEach(visitField);
    message.nestedType?.forEach(visitMessage);
  };
  for (const file of files) {
    file.messageType?.forEach(visitMessage);
    file.extension?.forEach(visitField);
    for (const method of file.service?.flatMap((service) => service.method ?? []) ?? []) {
      note(method.inputType, 'message');
      note(method.outputType, 'message');
    }
  }
  return [...missing].map(([name, kind]) => placeholder(name, kind));
}

function placeholder(fullName: string, kind: 'message' | 'enum'): FileDescriptor {
  const parts = fullName.slice(1).split('.');
  const name = parts.at(-1) ?? '';
  return {
    name: `missing/${fullName.slice(1)}.proto`,
    package: parts.slice(0, -1).join('.'),
    syntax: 'proto3',
    ...(kind === 'message' ? { messageType: [{ name }] } : { enumType: [{ name }] }),
  };
}

function broken(what: string, cause?: unknown): CallError {
  return new CallError({
    kind: 'schema',
    what: `the descriptors cannot be used: ${what}`,
    next: 'Compile the .proto files again, or check what the server registers for reflection',
    ...(cause !== undefined && { cause }),
  });
}

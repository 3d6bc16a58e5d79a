import { defaultJsonName } from '../descriptor/jsonName.ts';
import type { FieldDescriptor, MessageDescriptor } from '../descriptor/model.ts';
import { scalarNumbers } from '../link/scalars.ts';
import { encodeUtf8, decodeUtf8 } from '../source/utf8.ts';
import { indent, quoted } from './literals.ts';
import { identifier, typeReference } from './names.ts';
import { printOptions, type PrintedOptions } from './options.ts';
import type { TypePool } from './typePool.ts';

/** What fields are printed in. */
export interface FieldSurroundings {
  readonly pool: TypePool;
  /** The file that they stand in. */
  readonly path: string;
  /** `proto3`, `editions`, or absent for proto2. */
  readonly syntax: string | undefined;
  /** The full name of the message or package around. */
  readonly scope: string;
}

const scalarNames: ReadonlyMap<number, string> = new Map(
  Object.entries(scalarNumbers).map(([name, number]) => [number, name]),
);
const [required, repeated] = [2, 3];

/** Numbers of `FieldDescriptorProto.Type`. */
export const fieldTypes = { string: 9, group: 10, message: 11, bytes: 12 } as const;

/** A field up to its number: label, type, name. */
export function fieldHead(
  around: FieldSurroundings,
  field: FieldDescriptor,
  { entry, isInOneof }: { entry?: MessageDescriptor | undefined; isInOneof: boolean },
): string {
  const isGroup = field.type === fieldTypes.group;
  const label = entry || isInOneof ? '' : labelOf(around, field);
  const name = isGroup ? (field.typeName?.split('.').at(-1) ?? field.name) : field.name;
  const type = entry ? mapType(around, entry) : isGroup ? 'group' : typeOf(around, field);
  return `${label}${type} ${identifier(name)} = ${field.number}`;
}

/** The options of a field, its default and its JSON name before the others. */
export function fieldOptions(
  { pool, path, scope }: FieldSurroundings,
  field: FieldDescriptor,
): PrintedOptions {
  const { assignments, lost } = printOptions({
    pool,
    path,
    type: 'FieldOptions',
    bytes: field.options,
    scope,
  });
  return { assignments: [...pseudoOptions(field), ...assignments], lost };
}

/** ` [a = 1, b = 2]`, or nothing; on lines of their own when they are long. */
export function compactOptions(assignments: readonly string[]): string {
  const inline = assignments.join(', ');
  if (inline === '') {
    return '';
  }
  return inline.length > 60 || inline.includes('\n')
    ? ` [\n${indent(assignments.join(',\n'))}\n]`
    : ` [${inline}]`;
}

function labelOf(
  { syntax }: FieldSurroundings,
  { label, proto3Optional }: FieldDescriptor,
): string {
  if (label === repeated) {
    return 'repeated ';
  }
  if (label === required) {
    return 'required ';
  }
  return syntax === undefined || proto3Optional ? 'optional ' : '';
}

function typeOf({ pool, scope }: FieldSurroundings, field: FieldDescriptor): string {
  return (
    scalarNames.get(field.type) ?? typeReference(pool, field.typeName ?? '.unknown.Type', scope)
  );
}

function mapType(around: FieldSurroundings, entry: MessageDescriptor): string {
  const [key, value] = [1, 2].map((number) => entry.field.find((one) => one.number === number));
  const typeOfPart = (part: FieldDescriptor | undefined): string =>
    part === undefined ? 'string' : typeOf(around, part);
  return `map<${typeOfPart(key)}, ${typeOfPart(value)}>`;
}

function pseudoOptions(field: FieldDescriptor): string[] {
  const found: string[] = [];
  if (field.defaultValue !== undefined) {
    found.push(`default = ${defaultLiteral(field, field.defaultValue)}`);
  }
  const { jsonName, name, extendee } = field;
  const isWritten = typeof jsonName !== 'string' && decodeUtf8(jsonName) !== defaultJsonName(name);
  if (extendee === undefined && isWritten) {
    found.push(`json_name = ${quoted(jsonName)}`);
  }
  return found;
}

/** Descriptors have defaults as text, those of bytes with the escapes of C. */
function defaultLiteral({ type }: FieldDescriptor, value: Uint8Array): string {
  if (type === fieldTypes.string) {
    return quoted(value);
  }
  const text = decodeUtf8(value);
  if (type === fieldTypes.bytes) {
    return /^(?:[^"\\\n]|\\[^\n])*$/.test(text) ? `"${text}"` : quoted(encodeUtf8(text));
  }
  return /^-?[\w.+-]+$/.test(text) ? text : quoted(value);
}

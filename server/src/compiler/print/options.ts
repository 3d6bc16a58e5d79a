import type { FieldDescriptor } from '../descriptor/model.ts';
import { concatenate, WireFields, type WireValue } from '../descriptor/protoReader.ts';
import type { OptionsType } from '../options/elements.ts';
import { holdsMessage, literalsOf } from './literals.ts';
import { extensionReference, identifier } from './names.ts';
import { type TypePool, withoutDot } from './typePool.ts';

/** Options as they are written, and what could not be. */
export interface PrintedOptions {
  /** Each `name = value`; a value may have several lines. */
  readonly assignments: readonly string[];
  /** Numbers of options whose definition is not at hand, or whose value no literal stands for. */
  readonly lost: readonly number[];
}

/** Options to print: bytes of the message `google.protobuf.{type}`. */
export interface OptionsToPrint {
  readonly pool: TypePool;
  /** The file that they stand in. */
  readonly path: string;
  readonly type: OptionsType;
  readonly bytes: Uint8Array | undefined;
  /** The scope that names are looked up from. */
  readonly scope: string;
}

/** Options that descriptors have and files do not write. */
const implied: ReadonlySet<string> = new Set(['map_entry', 'uninterpreted_option']);

/** Options as assignments. Features are written one by one, as everybody does. */
export function printOptions({ pool, path, type, bytes, scope }: OptionsToPrint): PrintedOptions {
  const assignments: string[] = [];
  const lost: number[] = [];
  printFields(`google.protobuf.${type}`, bytes ?? new Uint8Array(), '');
  return { assignments, lost };

  function printFields(message: string, content: Uint8Array, prefix: string): void {
    const wire = new WireFields(content);
    for (const number of wire.numbers()) {
      const found = findField(message, number);
      if (found === undefined) {
        lost.push(number);
      } else if (!implied.has(found.field.name)) {
        printField(found, mergedValues(found.field, wire.valuesOf(number)), prefix);
      }
    }
  }

  function printField(
    { field, name }: NamedField,
    values: readonly WireValue[],
    prefix: string,
  ): void {
    const [first] = values;
    if (
      isFlat(field, prefix) &&
      first !== undefined &&
      'bytes' in first &&
      first.bytes.length > 0
    ) {
      printFields(withoutDot(field.typeName ?? ''), first.bytes, `${prefix}${name}.`);
      return;
    }
    for (const text of literalsOf({ pool, path }, field, values)) {
      if (text === undefined) {
        lost.push(field.number);
      } else {
        assignments.push(`${prefix}${name} = ${text}`);
      }
    }
  }

  function findField(message: string, number: number): NamedField | undefined {
    const plain = pool.message(message)?.field.find((one) => one.number === number);
    if (plain !== undefined) {
      return { field: plain, name: identifier(plain.name) };
    }
    const extension = pool.extension(message, number, path);
    return (
      extension && {
        field: extension.field,
        name: `(${extensionReference(pool, extension.fullName, scope)})`,
      }
    );
  }
}

/** A field with how an option's name calls it. */
interface NamedField {
  readonly field: FieldDescriptor;
  readonly name: string;
}

const repeated = 3;

function isFlat(field: FieldDescriptor, prefix: string): boolean {
  const isFeatures = field.name === 'features' || prefix.startsWith('features.');
  return isFeatures && holdsMessage(field) && field.label !== repeated;
}

/** What a singular field holds of several values: messages merge, of scalars the last one counts. */
function mergedValues(field: FieldDescriptor, values: readonly WireValue[]): readonly WireValue[] {
  if (field.label === repeated || values.length < 2) {
    return values;
  }
  if (!holdsMessage(field)) {
    return values.slice(-1);
  }
  const parts = values.flatMap((value) => ('bytes' in value ? [value.bytes] : []));
  return [{ kind: 'bytes', bytes: concatenate(parts) }];
}

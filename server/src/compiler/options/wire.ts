import { ProtoWriter } from '../descriptor/protoWriter.ts';
import type { ProtoSymbol, ScalarType } from '../link/model.ts';
import {
  type FieldEntry,
  type FieldValue,
  type InterpretedOptions,
  MessageValue,
  type ScalarValue,
} from './values.ts';

/**
 * A message in the wire format, its fields in order of their numbers. Without `keepsSource`, fields
 * whose retention is the source are left out, however deep.
 */
export function writeMessage(value: MessageValue, keepsSource: boolean): Uint8Array {
  const writer = new MessageWriter(keepsSource);
  writer.fields(value);
  return writer.take();
}

/**
 * Options as protoc has them before it drops what is for the source: custom options follow all
 * others in the order of the text, each on its own, unmerged and never packed.
 */
export function writeAllOptions({ value, placed }: InterpretedOptions): Uint8Array {
  const writer = new MessageWriter(true);
  const plain = new MessageValue(value.type);
  for (const [number, entry] of value.fields) {
    if (entry.field.kind === 'field') {
      plain.fields.set(number, entry);
    }
  }
  writer.fields(plain);
  for (const one of placed) {
    if (one.fields[0]?.kind === 'extension') {
      writer.placed(one.fields, one.value);
    }
  }
  return writer.take();
}

/** Options are many and small, and written one after the other. */
const sharedWriter = new ProtoWriter();

class MessageWriter {
  readonly #keepsSource: boolean;
  readonly #writer = sharedWriter;

  constructor(keepsSource: boolean) {
    this.#keepsSource = keepsSource;
  }

  take(): Uint8Array {
    return this.#writer.take();
  }

  fields(value: MessageValue): void {
    const ordered =
      value.fields.size > 1 ? [...value.fields].sort(([a], [b]) => a - b) : value.fields;
    for (const [number, entry] of ordered) {
      if (this.#keepsSource || entry.field.field?.isSourceOnly !== true) {
        this.#entry(number, entry);
      }
    }
  }

  /** A value within the messages that lead to it. */
  placed([field, ...rest]: readonly ProtoSymbol[], value: FieldValue): void {
    const number = field?.field?.number;
    if (field === undefined || number === undefined) {
      return;
    }
    if (rest.length === 0) {
      this.#single(number, field, value);
    } else if (isDelimited(field)) {
      this.#writer.tag(number, 3);
      this.placed(rest, value);
      this.#writer.tag(number, 4);
    } else {
      this.#writer.message(number, () => {
        this.placed(rest, value);
      });
    }
  }

  #entry(number: number, { field, values }: FieldEntry): void {
    const facts = field.field;
    if (facts?.packed === true) {
      this.#writer.message(number, () => {
        for (const value of values) {
          writeScalar(this.#writer, scalarOf(field), value);
        }
      });
      return;
    }
    for (const value of values) {
      this.#single(number, field, value);
    }
  }

  #single(number: number, field: ProtoSymbol, value: FieldValue): void {
    if (value instanceof MessageValue) {
      this.#message(number, field, value);
    } else {
      this.#writer.tag(number, wireTypeOf(scalarOf(field)));
      writeScalar(this.#writer, scalarOf(field), value);
    }
  }

  #message(number: number, field: ProtoSymbol, value: MessageValue): void {
    if (isDelimited(field)) {
      this.#writer.tag(number, 3);
      this.fields(value);
      this.#writer.tag(number, 4);
      return;
    }
    this.#writer.message(number, () => {
      this.fields(field.field?.type.kind === 'map' ? completeEntry(value) : value);
    });
  }
}

function isDelimited({ field }: ProtoSymbol): boolean {
  return (
    field?.type.kind === 'group' ||
    (field?.type.kind === 'message' && field.features.messageEncoding === 'delimited')
  );
}

/** A map entry always has both of its fields on the wire. */
function completeEntry(value: MessageValue): MessageValue {
  const complete = new MessageValue(value.type);
  for (const field of value.type.children) {
    complete.add(field, value.entryOf(field)?.values[0] ?? emptyValue(field));
  }
  return complete;
}

function emptyValue(field: ProtoSymbol): FieldValue {
  const type = field.field?.type;
  if (type?.kind === 'message') {
    return new MessageValue(type.symbol);
  }
  switch (scalarOf(field)) {
    case 'string':
    case 'bytes':
      return new Uint8Array();
    case 'float':
    case 'double':
      return 0;
    case 'bool':
      return false;
    default:
      return 0n;
  }
}

type WireScalar = ScalarType | 'enum';

function scalarOf(field: ProtoSymbol): WireScalar {
  const type = field.field?.type;
  return type?.kind === 'scalar' ? type.scalar : 'enum';
}

function wireTypeOf(scalar: WireScalar): number {
  switch (scalar) {
    case 'double':
    case 'fixed64':
    case 'sfixed64':
      return 1;
    case 'string':
    case 'bytes':
      return 2;
    case 'float':
    case 'fixed32':
    case 'sfixed32':
      return 5;
    default:
      return 0;
  }
}

function writeScalar(
  writer: ProtoWriter,
  scalar: WireScalar,
  value: ScalarValue | MessageValue,
): void {
  if (value instanceof Uint8Array) {
    writer.rawVarint(value.length);
    writer.rawBytes(value);
  } else if (typeof value === 'boolean') {
    writer.rawVarint(value ? 1 : 0);
  } else if (typeof value === 'number') {
    writeFloating(writer, scalar, value);
  } else if (typeof value === 'bigint') {
    writeInteger(writer, scalar, value);
  }
}

function writeFloating(writer: ProtoWriter, scalar: WireScalar, value: number): void {
  if (scalar === 'float') {
    writer.rawFloat(value);
  } else {
    writer.rawDouble(value);
  }
}

function writeInteger(writer: ProtoWriter, scalar: WireScalar, value: bigint): void {
  switch (scalar) {
    case 'sint32':
    case 'sint64':
      writer.rawVarint(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)));
      break;
    case 'fixed32':
    case 'sfixed32':
      writer.rawFixed32(Number(BigInt.asUintN(32, value)));
      break;
    case 'fixed64':
    case 'sfixed64':
      writer.rawFixed64(value);
      break;
    default:
      writer.rawVarint(value);
  }
}

/** Reads the protobuf wire format without a schema. */
import { decodeUtf8 } from '../source/utf8.ts';

/** Bytes are not what they should be; never leaves the compiler. */
export class MalformedBytes extends Error {}

/** One field as the wire has it. A group's bytes are those between its tags. */
export type WireValue =
  | { readonly kind: 'varint'; readonly value: bigint }
  | { readonly kind: 'fixed32'; readonly bytes: Uint8Array }
  | { readonly kind: 'fixed64'; readonly bytes: Uint8Array }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'group'; readonly bytes: Uint8Array };

/** How deep messages and groups may nest, as in protobuf's own readers. */
export const maxWireDepth = 100;

/** The fields of one message by number, each with its values in order. */
export class WireFields {
  readonly #values: ReadonlyMap<number, readonly WireValue[]>;

  /** Throws `MalformedBytes`. */
  constructor(bytes: Uint8Array) {
    this.#values = new Scanner(bytes).fields();
  }

  numbers(): number[] {
    return [...this.#values.keys()];
  }

  valuesOf(field: number): readonly WireValue[] {
    return this.#values.get(field) ?? [];
  }

  /** Every length-delimited value of a field. */
  allBytes(field: number): Uint8Array[] {
    return this.valuesOf(field).flatMap((one) => (one.kind === 'bytes' ? [one.bytes] : []));
  }

  /** The last value, which is the one that counts. */
  bytes(field: number): Uint8Array | undefined {
    return this.allBytes(field).at(-1);
  }

  /** All values of a message field in one, which is how the format merges them. */
  merged(field: number): Uint8Array | undefined {
    const parts = this.allBytes(field);
    return parts.length > 1 ? concatenate(parts) : parts[0];
  }

  text(field: number): string | undefined {
    const bytes = this.bytes(field);
    return bytes && decodeUtf8(bytes);
  }

  texts(field: number): string[] {
    return this.allBytes(field).map(decodeUtf8);
  }

  /** An int32, or an enum's number. */
  int32(field: number): number | undefined {
    return this.int32s(field).at(-1);
  }

  /** A repeated int32, packed or not. */
  int32s(field: number): number[] {
    return this.valuesOf(field).flatMap((one) => {
      if (one.kind === 'varint') {
        return [Number(BigInt.asIntN(32, one.value))];
      }
      return one.kind === 'bytes'
        ? packedVarints(one.bytes).map((value) => Number(BigInt.asIntN(32, value)))
        : [];
    });
  }

  bool(field: number): boolean {
    return (this.int32(field) ?? 0) !== 0;
  }
}

/** The numbers of a packed field of the varint wire type. Throws `MalformedBytes`. */
export function packedVarints(bytes: Uint8Array): bigint[] {
  const scanner = new Scanner(bytes);
  const values: bigint[] = [];
  while (!scanner.atEnd) {
    values.push(scanner.varint());
  }
  return values;
}

export function concatenate(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

class Scanner {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  fields(): Map<number, WireValue[]> {
    const fields = new Map<number, WireValue[]>();
    while (!this.atEnd) {
      const tag = this.#tag();
      const value = this.#value(tag.field, tag.wireType, 0);
      const present = fields.get(tag.field);
      if (present === undefined) {
        fields.set(tag.field, [value]);
      } else {
        present.push(value);
      }
    }
    return fields;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) {
        throw new MalformedBytes('a number is cut off');
      }
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) {
        return BigInt.asUintN(64, value);
      }
    }
    throw new MalformedBytes('a number has more than ten bytes');
  }

  #tag(): { readonly field: number; readonly wireType: number } {
    const tag = this.varint();
    const field = Number(tag >> 3n);
    if (field < 1 || field > 0x1fff_ffff) {
      throw new MalformedBytes('a field number is out of range');
    }
    return { field, wireType: Number(tag & 7n) };
  }

  #value(field: number, wireType: number, depth: number): WireValue {
    switch (wireType) {
      case 0:
        return { kind: 'varint', value: this.varint() };
      case 1:
        return { kind: 'fixed64', bytes: this.#take(8) };
      case 2:
        return { kind: 'bytes', bytes: this.#take(Number(this.varint())) };
      case 3:
        return { kind: 'group', bytes: this.#group(field, depth + 1) };
      case 5:
        return { kind: 'fixed32', bytes: this.#take(4) };
      default:
        throw new MalformedBytes('there is no such wire type');
    }
  }

  #take(length: number): Uint8Array {
    const end = this.#at + length;
    if (end > this.#bytes.length) {
      throw new MalformedBytes('a value is cut off');
    }
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }

  #group(field: number, depth: number): Uint8Array {
    if (depth > maxWireDepth) {
      throw new MalformedBytes('groups nest too deep');
    }
    const start = this.#at;
    for (;;) {
      const end = this.#at;
      const tag = this.#tag();
      if (tag.wireType !== 4) {
        this.#value(tag.field, tag.wireType, depth);
      } else if (tag.field === field) {
        return this.#bytes.subarray(start, end);
      } else {
        throw new MalformedBytes('a group ends that was not begun');
      }
    }
  }
}

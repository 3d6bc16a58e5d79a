/** How values look on the wire: tags, wire types and sizes, by the rules of Protobuf's encoding. */
import type { FieldFacts, ProtoSymbol, ScalarType } from '../../compiler/index.ts';
import { numberOf } from '../actions/members.ts';

/** The number in the low three bits of a tag; 3 and 4 are the brackets of a group. */
export type WireType = 0 | 1 | 2 | 3 | 4 | 5;

/** How many bytes something takes; `most` is absent where only memory is the limit. */
export interface SizeRange {
  readonly least: number;
  readonly most: number | undefined;
}

export const wireTypeNames: Readonly<Record<WireType, string>> = {
  0: 'varint',
  1: '64-bit',
  2: 'length-delimited',
  3: 'group',
  4: 'group',
  5: '32-bit',
};

interface Encoding {
  readonly wireType: WireType;
  /** Of a value without its tag. */
  readonly size: SizeRange;
}

const scalars: Readonly<Record<ScalarType, Encoding>> = {
  double: { wireType: 1, size: { least: 8, most: 8 } },
  float: { wireType: 5, size: { least: 4, most: 4 } },
  int64: { wireType: 0, size: { least: 1, most: 10 } },
  uint64: { wireType: 0, size: { least: 1, most: 10 } },
  int32: { wireType: 0, size: { least: 1, most: 10 } },
  fixed64: { wireType: 1, size: { least: 8, most: 8 } },
  fixed32: { wireType: 5, size: { least: 4, most: 4 } },
  bool: { wireType: 0, size: { least: 1, most: 1 } },
  string: { wireType: 2, size: { least: 1, most: undefined } },
  bytes: { wireType: 2, size: { least: 1, most: undefined } },
  uint32: { wireType: 0, size: { least: 1, most: 5 } },
  sfixed32: { wireType: 5, size: { least: 4, most: 4 } },
  sfixed64: { wireType: 1, size: { least: 8, most: 8 } },
  sint32: { wireType: 0, size: { least: 1, most: 5 } },
  sint64: { wireType: 0, size: { least: 1, most: 10 } },
};

/** How one value of a scalar type is written. */
export function scalarEncoding(scalar: ScalarType): Encoding {
  return scalars[scalar];
}

/** How one value of a field is written: of a repeated field an element, of a map an entry. */
export function encodingOf({ type, features }: FieldFacts): Encoding | undefined {
  const open = { least: 1, most: undefined };
  switch (type.kind) {
    case 'scalar':
      return scalars[type.scalar];
    case 'enum':
      return { wireType: 0, size: enumSize(type.symbol) };
    case 'group':
      return { wireType: 3, size: { least: 0, most: undefined } };
    case 'message':
      return features.messageEncoding === 'delimited'
        ? { wireType: 3, size: { least: 0, most: undefined } }
        : { wireType: 2, size: open };
    case 'map':
      return { wireType: 2, size: open };
    case 'unresolved':
      return undefined;
  }
}

/** Of the values that an enum defines; an open one may hold others. */
export function enumSize({ children }: ProtoSymbol): SizeRange {
  const sizes = new Set<number>();
  for (const value of children) {
    const number = enumNumber(value);
    if (number !== undefined) {
      sizes.add(varintLength(number));
    }
  }
  return sizes.size === 0
    ? { least: 1, most: 10 }
    : { least: Math.min(...sizes), most: Math.max(...sizes) };
}

/** The number of an enum value as written; undefined when it is absent or of no use. */
export function enumNumber({ node }: ProtoSymbol): number | undefined {
  return node.kind === 'enumValue' ? numberOf(node) : undefined;
}

/** Bytes of a whole number as a varint; a negative one is extended to 64 bits and takes ten. */
export function varintLength(value: number | bigint): number {
  return varint(value).length;
}

/** The bytes themselves, the lowest seven bits first. */
export function varint(value: number | bigint): readonly number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  return [...bytes, Number(rest)];
}

/** Whether a number may be that of a field. */
export function isFieldNumber(number: number | undefined): number is number {
  return number !== undefined && number >= 1 && number <= 536_870_911;
}

/** The bytes that stand before a value. */
export function tagBytes(number: number, wireType: WireType): readonly number[] {
  return varint((BigInt(number) << 3n) | BigInt(wireType));
}

/** `0x82 0x01`. */
export function hex(bytes: readonly number[]): string {
  return bytes.map((byte) => `0x${byte.toString(16).padStart(2, '0')}`).join(' ');
}

/** `1 byte`, `2 to 11 bytes`, `2 bytes or more`. */
export function sizeText({ least, most }: SizeRange): string {
  if (most === undefined) {
    return `${bytesText(least)} or more`;
  }
  return least === most ? bytesText(least) : `${least} to ${bytesText(most)}`;
}

function bytesText(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`;
}

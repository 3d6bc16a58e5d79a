import { int32Of } from '../link/references.ts';
import type { ProtoSymbol } from '../link/model.ts';
import type { EnumNode, GroupNode, MessageNode, Node, RangeNode } from '../syntax/ast.ts';
import { FirstRanges } from './firstRanges.ts';

/** The greatest field number: 29 bits. */
export const maxNumber = 0x1fff_ffff;
export const maxInt32 = 0x7fff_ffff;

/** A range as written, its end inclusive. */
export interface NumberRange {
  readonly node: RangeNode;
  readonly start: number;
  readonly end: number;
}

export type RangeKind = 'reserved' | 'extensions';

/** The ranges of a message or an enum; a number that does not fit gives none. */
export function rangesOf(symbol: ProtoSymbol, kind: RangeKind): readonly NumberRange[] {
  return firstRanges(symbol, kind).ranges;
}

/** The same to be asked for a number. */
export function firstRangesOf(symbol: ProtoSymbol, kind: RangeKind): FirstRanges<NumberRange> {
  return firstRanges(symbol, kind).first;
}

interface KnownRanges {
  readonly ranges: readonly NumberRange[];
  readonly first: FirstRanges<NumberRange>;
}

/** Read once for a symbol, however many extensions it has. */
const known: Readonly<Record<RangeKind, WeakMap<ProtoSymbol, KnownRanges>>> = {
  reserved: new WeakMap(),
  extensions: new WeakMap(),
};

function firstRanges(symbol: ProtoSymbol, kind: RangeKind): KnownRanges {
  const present = known[kind].get(symbol);
  if (present !== undefined) {
    return present;
  }
  const ranges = readRanges(symbol, kind);
  const made = { ranges, first: new FirstRanges(ranges) };
  known[kind].set(symbol, made);
  return made;
}

function readRanges(symbol: ProtoSymbol, kind: RangeKind): NumberRange[] {
  const { node } = symbol;
  if (node.kind !== 'message' && node.kind !== 'group' && node.kind !== 'enum') {
    return [];
  }
  const max = node.kind === 'enum' ? maxInt32 : maxNumber;
  return membersOf(node)
    .flatMap((member) =>
      member.kind === kind && (member.kind === 'reserved' || member.kind === 'extensions')
        ? member.ranges
        : [],
    )
    .flatMap((range) => {
      const start = int32Of(range.from);
      const end =
        range.to === undefined ? start : range.to.kind === 'max' ? max : int32Of(range.to);
      return start === undefined || end === undefined ? [] : [{ node: range, start, end }];
    });
}

/** The members of a block, whatever it is. */
export function membersOf(node: MessageNode | GroupNode | EnumNode): readonly Node[] {
  return node.members;
}

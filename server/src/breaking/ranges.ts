/** Ranges of numbers that are kept from use, or left to extensions. */
import { type ProtoSymbol, rangesOf } from '../compiler/index.ts';

/** Both ends inclusive. */
export type Range = readonly [start: number, end: number];

/** The ranges that a message or an enum reserves, or a message leaves to extensions, as written. */
export function numberRanges(
  symbol: ProtoSymbol,
  kind: 'reserved' | 'extensions',
): readonly Range[] {
  return rangesOf(symbol, kind).map(({ start, end }) => [start, end]);
}

/** What of a range none of the others holds, which are in order of their starts. */
export function missingFrom([start, end]: Range, others: readonly Range[]): readonly Range[] {
  const missing: Range[] = [];
  let next = start;
  for (const [first, last] of others) {
    if (last >= next && first <= end) {
      if (first > next) {
        missing.push([next, first - 1]);
      }
      next = last + 1;
    }
  }
  return next <= end ? [...missing, [next, end]] : missing;
}

/** As it is written: `1`, or `1 to 5`; the greatest number there may be is `max`. */
export function rangeText([start, end]: Range): string {
  return start === end ? String(start) : `${start} to ${end >= 0x1fff_ffff ? 'max' : end}`;
}

/** What a message or an enum keeps from use, to be asked many times. */
export interface Reserved {
  hasName(name: string): boolean;
  hasNumber(number: number): boolean;
}

/** Reads what is reserved. */
export function reservedIn(symbol: ProtoSymbol): Reserved {
  const names = reservedNames(symbol);
  const ranges = numberRanges(symbol, 'reserved');
  return {
    hasName: (name) => names.has(name),
    hasNumber: (number) => ranges.some(([start, end]) => start <= number && number <= end),
  };
}

/** The names that a message or an enum reserves. */
export function reservedNames({ node }: ProtoSymbol): ReadonlySet<string> {
  const members =
    node.kind === 'message' || node.kind === 'group' || node.kind === 'enum' ? node.members : [];
  const names = members
    .flatMap((member) => (member.kind === 'reserved' ? member.names : []))
    .map((name) => (name.kind === 'string' ? name.value : name.text));
  return new Set(names);
}

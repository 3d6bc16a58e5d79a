import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { IntegerNode, LinkedFile, Node, RangeNode } from '../../compiler/index.ts';
import { nodePathAt } from '../../compiler/index.ts';

const maximumFieldNumber = 536_870_911;
const maximumEnumNumber = 2_147_483_647;
/** Kept for the implementation of Protobuf. */
const implementationRange = { from: 19_000, to: 19_999 };

/** The next free number of the message or enum around an offset, and the first that was left out. */
export function numberItems(linked: LinkedFile, offset: number): CompletionItem[] {
  const owner = ownerAt(linked, offset);
  if (owner === undefined) {
    return [];
  }
  const next = nextNumber(owner, offset);
  const gap = firstGap(owner, offset);
  return [
    ...(next === undefined
      ? []
      : [{ ...numberItem(next), detail: 'next free number', preselect: true, sortText: '0' }]),
    ...(gap === undefined
      ? []
      : [{ ...numberItem(gap), detail: 'never used, below the largest', sortText: '1' }]),
  ];
}

function numberItem(number: number): CompletionItem {
  return { label: String(number), kind: CompletionItemKind.Value };
}

/** The next free number of the message or enum around an offset. */
export function nextNumberAt(linked: LinkedFile, offset: number): number | undefined {
  const owner = ownerAt(linked, offset);
  return owner && nextNumber(owner, offset);
}

function ownerAt(linked: LinkedFile, offset: number): Node | undefined {
  return ownersAt(linked, offset).at(-1);
}

/** The messages around an offset, outermost first; an enum may be the last. */
export function ownersAt({ source }: LinkedFile, offset: number): readonly Node[] {
  return nodePathAt(source.tree, offset).filter(
    ({ kind }) => kind === 'message' || kind === 'group' || kind === 'enum',
  );
}

/** The smallest number below the largest that is neither in use nor reserved. */
function firstGap(owner: Node, offset: number): number | undefined {
  const { used, taken } = takenNumbers(owner, offset);
  const largest = used.reduce((most, one) => Math.max(most, one), 0);
  const numbers = new Set(used);
  const ranges = taken.sort((a, b) => a.from - b.from);
  let next = owner.kind === 'enum' ? 0 : 1;
  for (let index = 0; next < largest;) {
    const range = ranges[index];
    if (range !== undefined && range.from <= next) {
      next = Math.max(next, range.to + 1);
      index++;
    } else if (numbers.has(next)) {
      next++;
    } else {
      return next;
    }
  }
  return undefined;
}

/**
 * One more than the largest number of a message or enum, reserved ones passed over; undefined when
 * there is none. A number that ends at the offset is being written and does not count.
 */
export function nextNumber(owner: Node, offset = -1): number | undefined {
  const [next] = freeNumbers(owner, offset);
  return next;
}

/** The numbers beyond the largest of a message or enum, one after the other, reserved ones left out. */
export function* freeNumbers(owner: Node, offset = -1): Generator<number, void> {
  const isEnum = owner.kind === 'enum';
  const { used, taken } = takenNumbers(owner, offset);
  const largest = isEnum ? maximumEnumNumber : maximumFieldNumber;
  let next = used.reduce((most, one) => Math.max(most, one), isEnum ? -1 : 0) + 1;
  for (const { from, to } of taken.sort((a, b) => a.from - b.from)) {
    for (; next < from && next <= largest; next++) {
      yield next;
    }
    next = Math.max(next, to + 1);
  }
  for (; next <= largest; next++) {
    yield next;
  }
}

/** The numbers of a message or enum that are used, and the ranges that may not be. */
export function takenNumbers(owner: Node, offset: number): Collected {
  const taken = owner.kind === 'enum' ? [] : [implementationRange];
  const collected: Collected = { offset, used: [], taken };
  collect(owner, collected);
  return collected;
}

interface Collected {
  /** A number or range at the cursor is the one being written. */
  readonly offset: number;
  readonly used: number[];
  readonly taken: { from: number; to: number }[];
}

function collect(owner: Node, into: Collected): void {
  if (!('members' in owner)) {
    return;
  }
  for (const member of owner.members) {
    switch (member.kind) {
      case 'field':
      case 'group':
      case 'enumValue': {
        const { number } = member;
        if (number?.kind === 'integer' && number.end !== into.offset) {
          into.used.push(Number(number.value));
        }
        break;
      }
      case 'oneof':
        collect(member, into);
        break;
      case 'reserved':
      case 'extensions':
        into.taken.push(
          ...member.ranges
            .filter(({ end }) => end !== into.offset)
            .flatMap((range) => boundsOf(range) ?? []),
        );
        break;
      default:
    }
  }
}

/** The numbers of a range, both ends included; undefined when they are not known. */
export function boundsOf({ from, to }: RangeNode): { from: number; to: number } | undefined {
  if (from?.kind !== 'integer') {
    return undefined;
  }
  const start = toNumber(from);
  switch (to?.kind) {
    case undefined:
      return { from: start, to: start };
    case 'max':
      return { from: start, to: Number.MAX_SAFE_INTEGER - 1 };
    case 'integer':
      return { from: start, to: toNumber(to) };
    case 'negative':
      return undefined;
  }
}

function toNumber({ value }: IntegerNode): number {
  return Number(value);
}

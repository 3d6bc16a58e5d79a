import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { IntegerNode, LinkedFile, Node, RangeNode } from '../../compiler/index.ts';
import { nodePathAt } from '../../compiler/index.ts';

const maximumFieldNumber = 536_870_911;
const maximumEnumNumber = 2_147_483_647;
/** Kept for the implementation of Protobuf. */
const implementationRange = { from: 19_000, to: 19_999 };

/** The next free number of the message or enum around an offset: one more than the largest. */
export function numberItems({ source }: LinkedFile, offset: number): CompletionItem[] {
  const path = nodePathAt(source.tree, offset);
  const owner = path.findLast(
    ({ kind }) => kind === 'message' || kind === 'group' || kind === 'enum',
  );
  const next = owner === undefined ? undefined : nextNumber(owner, offset);
  return next === undefined
    ? []
    : [
        {
          label: String(next),
          kind: CompletionItemKind.Value,
          detail: 'next free number',
          preselect: true,
          sortText: '0',
        },
      ];
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
  const used: number[] = [];
  const taken: { from: number; to: number }[] = isEnum ? [] : [implementationRange];
  collect(owner, { offset, used, taken });
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

interface Collected {
  /** A number at the cursor is the one being written. */
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
        into.taken.push(...member.ranges.flatMap((range) => boundsOf(range) ?? []));
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

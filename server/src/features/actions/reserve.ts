import type { EnumNode, LinkedFile, ReservedNode, TextEdit } from '../../compiler/index.ts';
import type { MessageBlock } from './members.ts';

/** What is to be kept from being used again. */
export interface Reservation {
  /** Or ranges, as they are written. */
  readonly numbers: readonly (number | string)[];
  readonly names: readonly string[];
}

/** How a reservation is written into a block. */
export interface ReservedText {
  /** Into the statements that are there. */
  readonly edits: readonly TextEdit[];
  /** Statements to be put somewhere, of what found no place. */
  readonly statements: readonly string[];
}

/** Adds to the last statements of the block that reserve numbers and names, or makes new ones. */
export function reserve(
  linked: LinkedFile,
  owner: MessageBlock | EnumNode,
  { numbers, names }: Reservation,
): ReservedText {
  const statements = owner.members.filter((member) => member.kind === 'reserved');
  const known = new Set(statements.flatMap((each) => each.names.map(nameText)));
  const quote = linked.syntax === 'editions' ? '' : '"';
  const fresh = [
    { items: numbers.map(String), last: lastWith(statements, 'ranges') },
    {
      items: names.filter((name) => !known.has(name)).map((name) => quote + name + quote),
      last: lastWith(statements, 'names'),
    },
  ].filter(({ items }) => items.length > 0);
  return {
    edits: fresh.flatMap(({ items, last }) =>
      last === undefined ? [] : [{ start: last, end: last, newText: `, ${items.join(', ')}` }],
    ),
    statements: fresh
      .filter(({ last }) => last === undefined)
      .map(({ items }) => `reserved ${items.join(', ')};`),
  };
}

function nameText(name: ReservedNode['names'][number]): string {
  return name.kind === 'string' ? name.value : name.text;
}

/** Where the last list of one sort ends. */
function lastWith(
  statements: readonly ReservedNode[],
  sort: 'ranges' | 'names',
): number | undefined {
  return statements.flatMap((statement) => statement[sort].map(({ end }) => end)).at(-1);
}

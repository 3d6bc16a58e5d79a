import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { LinkedFile, Node } from '../../compiler/index.ts';
import type { Snapshot } from '../../workspace/index.ts';
import { toRange } from '../places.ts';
import type { CompletionContext } from './context.ts';
import { ownersAt, takenNumbers } from './numbers.ts';

export interface ReservedPlace {
  readonly uri: string;
  readonly context: CompletionContext;
  readonly offset: number;
}

/**
 * Within a `reserved` statement: what the message or enum had where the branch left the baseline, has
 * no more, and does not reserve yet. Names and numbers never stand in one statement.
 */
export function reservedItems(
  snapshot: Snapshot,
  linked: LinkedFile,
  { uri, context, offset }: ReservedPlace,
): CompletionItem[] {
  const path = ownersAt(linked, offset);
  const owner = path.at(-1);
  const past = snapshot.baseline?.snapshot.source(uri)?.tree;
  const before = past && path.reduce<Node | undefined>(childNamed, past);
  if (owner === undefined || before === undefined) {
    return [];
  }
  const had = namedIn(before);
  const { head, stringSpan } = context;
  const quote = linked.syntax === 'editions' ? '' : '"';
  if (stringSpan !== undefined) {
    const range = toRange(linked.source, stringSpan);
    return nameItems(had, owner, { offset, label: (name) => name }).map((item) => ({
      ...item,
      textEdit: { range, newText: item.label },
    }));
  }
  const [first] = head.slice(1);
  const isNumber = first !== undefined && /^[\d-]/.test(first);
  const names = nameItems(had, owner, { offset, label: (name) => `${quote}${name}${quote}` });
  return [
    ...(first === undefined || isNumber ? numberItems(had, owner, offset) : []),
    ...(isNumber ? [] : names),
  ];
}

/** A field or value, and its number where that is one to be reserved by itself. */
interface Named {
  readonly name: string;
  readonly number: number | undefined;
}

function nameItems(
  had: readonly Named[],
  owner: Node,
  { offset, label }: { readonly offset: number; readonly label: (name: string) => string },
): CompletionItem[] {
  const kept = new Set([...namedIn(owner).map(({ name }) => name), ...reservedIn(owner, offset)]);
  return had
    .filter(({ name }) => !kept.has(name))
    .map(({ name, number }) => ({
      label: label(name),
      kind: CompletionItemKind.Field,
      ...(number !== undefined && { detail: `had the number ${number}` }),
    }));
}

function numberItems(had: readonly Named[], owner: Node, offset: number): CompletionItem[] {
  const { used, taken } = takenNumbers(owner, offset);
  return had.flatMap(({ name, number }) =>
    number === undefined ||
    used.includes(number) ||
    taken.some(({ from, to }) => from <= number && number <= to)
      ? []
      : [{ label: String(number), kind: CompletionItemKind.Value, detail: `was ${name}` }],
  );
}

function childNamed(parent: Node | undefined, wanted: Node): Node | undefined {
  const name = nameOf(wanted);
  return (
    parent && membersOf(parent).find((each) => each.kind === wanted.kind && nameOf(each) === name)
  );
}

/** Those of a oneof belong to its message. */
function membersOf(node: Node): readonly Node[] {
  return 'members' in node
    ? node.members.flatMap((each: Node) => (each.kind === 'oneof' ? membersOf(each) : [each]))
    : [];
}

function nameOf(node: Node): string {
  return 'name' in node && node.name !== undefined && 'text' in node.name ? node.name.text : '';
}

function namedIn(owner: Node): readonly Named[] {
  return membersOf(owner).flatMap((member) => {
    if (member.kind !== 'field' && member.kind !== 'enumValue' && member.kind !== 'group') {
      return [];
    }
    // The field of a group is called as its type, in small letters.
    const name = member.kind === 'group' ? nameOf(member).toLowerCase() : nameOf(member);
    const number = member.number?.kind === 'integer' ? Number(member.number.value) : undefined;
    return [{ name, number }];
  });
}

/** Names in `reserved` statements, without the one at the cursor. */
function reservedIn(owner: Node, offset: number): readonly string[] {
  return membersOf(owner)
    .flatMap((member) => (member.kind === 'reserved' ? member.names : []))
    .filter(({ start, end }) => offset < start || end < offset)
    .map((name) => ('value' in name ? name.value : name.text));
}

import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import {
  type FileNode,
  type IntegerNode,
  type LinkedFile,
  type NegativeNode,
  type Node,
  nodePathAt,
} from '../../compiler/index.ts';
import type { Snapshot } from '../../workspace/index.ts';
import { toRange } from '../places.ts';
import type { CompletionContext } from './context.ts';
import { boundsOf } from './numbers.ts';

interface Named {
  readonly name: string;
  readonly number: number | undefined;
}

/** What one message or enum has, and what it reserves. */
interface Contents {
  readonly members: Named[];
  readonly names: Set<string>;
  readonly ranges: { readonly from: number; readonly to: number }[];
}

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
  const path = ownersAt(linked.source.tree, offset);
  const owner = path.at(-1);
  const past = snapshot.baseline?.snapshot.source(uri)?.tree;
  const before = past && path.reduce<Node | undefined>(childNamed, past);
  if (owner === undefined || before === undefined) {
    return [];
  }
  const now = contentsOf(owner, offset);
  const lost = contentsOf(before, -1).members.filter(
    (member, index, all) => all.findIndex(({ name }) => name === member.name) === index,
  );
  const names = lost.filter(
    ({ name }) => !now.names.has(name) && !now.members.some((each) => each.name === name),
  );
  if (context.stringSpan !== undefined) {
    const range = toRange(linked.source, context.stringSpan);
    return names.map((each) => ({
      ...nameItem(each),
      textEdit: { range, newText: each.name },
    }));
  }
  const [first] = context.head.slice(1);
  const isNumbers = first === undefined || /^-?\d|^-$/.test(first);
  const isNames = first === undefined || !isNumbers;
  const quote = linked.syntax === 'editions' ? '' : '"';
  return [
    ...(isNumbers ? lost.flatMap((each) => numberItem(each, now)) : []),
    ...(isNames
      ? names.map((each) => ({ ...nameItem(each), label: `${quote}${each.name}${quote}` }))
      : []),
  ];
}

function nameItem({ name, number }: Named): CompletionItem {
  const detail = number === undefined ? 'was here' : `had the number ${number}`;
  return { label: name, kind: CompletionItemKind.Field, detail };
}

function numberItem({ name, number }: Named, now: Contents): CompletionItem[] {
  const isTaken =
    number === undefined ||
    now.members.some((each) => each.number === number) ||
    now.ranges.some(({ from, to }) => from <= number && number <= to);
  return isTaken
    ? []
    : [{ label: String(number), kind: CompletionItemKind.Value, detail: `was ${name}` }];
}

/** The messages around an offset, outermost first, and the enum or message that it is in. */
function ownersAt(tree: FileNode, offset: number): readonly Node[] {
  return nodePathAt(tree, offset).filter(
    ({ kind }) => kind === 'message' || kind === 'group' || kind === 'enum',
  );
}

function childNamed(parent: Node | undefined, wanted: Node): Node | undefined {
  return parent === undefined
    ? undefined
    : membersOf(parent).find(
        (each) => each.kind === wanted.kind && nameOf(each) === nameOf(wanted),
      );
}

/** Those of a file are its statements; those of a oneof belong to its message. */
function membersOf(node: Node): readonly Node[] {
  if (!('members' in node)) {
    return [];
  }
  return node.members.flatMap((each: Node) => (each.kind === 'oneof' ? membersOf(each) : [each]));
}

function nameOf(node: Node): string | undefined {
  return 'name' in node && node.name !== undefined && 'text' in node.name
    ? node.name.text
    : undefined;
}

/** What ends at the offset is being written and does not count. */
function contentsOf(owner: Node, offset: number): Contents {
  const contents: Contents = { members: [], names: new Set(), ranges: [] };
  for (const member of membersOf(owner)) {
    if (member.kind === 'reserved') {
      const done = member.names.filter(({ start, end }) => !(start <= offset && offset <= end));
      done.forEach((each) => contents.names.add('value' in each ? each.value : each.text));
      const ranges = member.ranges.filter(({ end }) => end !== offset);
      contents.ranges.push(...ranges.flatMap((each) => boundsOf(each) ?? []));
    } else if (member.kind === 'field' || member.kind === 'enumValue' || member.kind === 'group') {
      const name = nameOf(member) ?? '';
      const number = numberOf(member.number);
      // The field of a group is called as its type, in small letters.
      contents.members.push({ name: member.kind === 'group' ? name.toLowerCase() : name, number });
    }
  }
  return contents;
}

function numberOf(node: IntegerNode | NegativeNode | undefined): number | undefined {
  return node?.kind === 'integer' ? Number(node.value) : undefined;
}

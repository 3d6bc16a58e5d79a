/** What the actions ask a tree: which definition is meant, what a block holds. */
import type {
  DeclarationNode,
  EnumNode,
  EnumValueNode,
  FieldNode,
  GroupNode,
  LinkedFile,
  MessageNode,
  Node,
  OneofNode,
  ProtoSymbol,
} from '../../compiler/index.ts';
import type { ActionContext } from './action.ts';
import { type Block, isOnHeader } from './statements.ts';

/** A message or group with its braces. */
export type MessageBlock = (MessageNode | GroupNode) & Block;

/** The innermost message around the place. */
export function messageAt({ path }: ActionContext): MessageBlock | undefined {
  return path.findLast((node): node is MessageBlock => isMessage(node));
}

function isMessage(node: Node): node is MessageBlock {
  return (node.kind === 'message' || node.kind === 'group') && node.body !== undefined;
}

/** The innermost enum around the place. */
export function enumAt({ path }: ActionContext): (EnumNode & Block) | undefined {
  return path.findLast(
    (node): node is EnumNode & Block => node.kind === 'enum' && node.body !== undefined,
  );
}

/** A field that has all its parts. */
export type CompleteField = FieldNode & {
  readonly name: NonNullable<FieldNode['name']>;
  readonly type: NonNullable<FieldNode['type']>;
  readonly number: NonNullable<FieldNode['number']>;
};

/** Whether nothing of the field is missing. */
export function isComplete(node: Node): node is CompleteField {
  return (
    node.kind === 'field' &&
    node.name !== undefined &&
    node.type !== undefined &&
    node.number !== undefined
  );
}

/** The fields of a message that a selection touches, when it touches complete plain ones alone. */
export function selectedFields(
  { span }: ActionContext,
  { members }: MessageBlock,
): readonly CompleteField[] {
  const touched = members.filter(({ start, end }) => start < span.end && end > span.start);
  return span.start < span.end && touched.every(isComplete) ? touched : [];
}

/** The fields of a message or oneof, and those of the oneofs in it. */
export function fieldsOf({
  members,
}: MessageNode | GroupNode | OneofNode): readonly (FieldNode | GroupNode)[] {
  return members.flatMap((member) =>
    member.kind === 'oneof'
      ? fieldsOf(member)
      : member.kind === 'field' || member.kind === 'group'
        ? [member]
        : [],
  );
}

/** The symbol of a node; of a group that of its message. */
export function symbolOf({ symbols }: LinkedFile, node: Node): ProtoSymbol | undefined {
  return [...symbols.values()].findLast(
    (symbol) => symbol.node === node && (node.kind !== 'group' || symbol.kind === 'message'),
  );
}

/** Names that are taken within a message. */
export function takenWithin(linked: LinkedFile, node: Node): ReadonlySet<string> {
  return new Set(symbolOf(linked, node)?.children.map(({ name }) => name));
}

/** The number of a field or an enum value as written; undefined when it is absent or of no use. */
export function numberOf({
  number,
}: Pick<FieldNode | GroupNode | EnumValueNode, 'number'>): number | undefined {
  if (number?.kind === 'integer') {
    return Number(number.value);
  }
  return number?.operand?.kind === 'integer' ? -Number(number.operand.value) : undefined;
}

/** The definition at the place: a field or value anywhere in it, another one in its first line. */
export function declarationAt({ path, span }: ActionContext): DeclarationNode | undefined {
  const node = path.findLast((each): each is DeclarationNode => declarations.has(each.kind));
  const isHere =
    node !== undefined && (!('body' in node) || node.kind === 'method' || isOnHeader(node, span));
  return isHere && node.name !== undefined ? node : undefined;
}

const declarations: ReadonlySet<string> = new Set([
  'message',
  'group',
  'enum',
  'enumValue',
  'field',
  'oneof',
  'service',
  'method',
] satisfies DeclarationNode['kind'][]);

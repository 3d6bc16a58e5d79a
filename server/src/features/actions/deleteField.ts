import { CodeActionKind } from 'vscode-languageserver-types';
import type { EnumNode, EnumValueNode, Node, TextEdit } from '../../compiler/index.ts';
import type { Action, ActionContext, ProposedAction } from './action.ts';
import {
  type CompleteField,
  enumAt,
  isComplete,
  messageAt,
  type MessageBlock,
  numberOf,
} from './members.ts';
import { reserve } from './reserve.ts';
import { eolOf, extentOf, indentAt, linesOf } from './statements.ts';

/** Deletes the field or enum value at the place, so that its number and name are not used again. */
export const deleteField: Action = (context) => {
  const { path } = context;
  const node = path.findLast((each) => each.kind === 'field' || each.kind === 'enumValue');
  const parent = node && path[path.indexOf(node) - 1];
  const owner = node?.kind === 'field' ? messageAt(context) : enumAt(context);
  if (
    node === undefined ||
    parent === undefined ||
    parent.kind === 'extend' ||
    owner === undefined
  ) {
    return [];
  }
  return isComplete(node) || node.kind === 'enumValue'
    ? deletion(context, { node, parent, owner })
    : [];
};

interface Deletion {
  readonly node: CompleteField | EnumValueNode;
  /** The block that the statement is in: `owner`, or a oneof of it. */
  readonly parent: Node;
  readonly owner: MessageBlock | EnumNode;
}

function deletion(context: ActionContext, deleted: Deletion): readonly ProposedAction[] {
  const { node, owner } = deleted;
  const number = numberOf(node);
  if (number === undefined) {
    return [];
  }
  const { edits, statements } = reserve(context.linked, owner, {
    numbers: isNumberShared(owner, node, number) ? [] : [number],
    names: [node.name.text],
  });
  const what = node.kind === 'field' ? 'field' : 'value';
  return [
    {
      title: `Delete ${what} "${node.name.text}" and reserve its number and name`,
      kind: CodeActionKind.RefactorRewrite,
      edits: [...edits, ...removal(context, deleted, statements)],
    },
  ];
}

/** Another value of an enum may be an alias of the number. */
function isNumberShared(owner: Deletion['owner'], node: Deletion['node'], number: number): boolean {
  return owner.members.some(
    (member) => member !== node && member.kind === 'enumValue' && numberOf(member) === number,
  );
}

/** New statements take the place of what is deleted, or stand before its oneof. */
function removal(
  { linked: { source } }: ActionContext,
  { node, parent }: Deletion,
  statements: readonly string[],
): readonly TextEdit[] {
  const gone = parent.kind === 'oneof' && isOnlyField(parent, node) ? parent : node;
  if (statements.length === 0) {
    return [{ ...linesOf(source, gone), newText: '' }];
  }
  if (gone === node && parent.kind === 'oneof') {
    const { start } = extentOf(source, parent);
    const gap = eolOf(source) + indentAt(source, start);
    return [
      { start, end: start, newText: statements.join(gap) + gap },
      { ...linesOf(source, node), newText: '' },
    ];
  }
  const gap = eolOf(source) + indentAt(source, gone.start);
  return [{ ...extentOf(source, gone), newText: statements.join(gap) }];
}

function isOnlyField(oneof: Extract<Node, { kind: 'oneof' }>, node: Node): boolean {
  return oneof.members.every((member) => member === node || member.kind === 'option');
}

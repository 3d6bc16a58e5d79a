import { CodeActionKind } from 'vscode-languageserver-types';
import type { EnumNode, Node } from '../../compiler/index.ts';
import type { Action, ActionContext } from './action.ts';
import { enumAt, messageAt, numberOf } from './members.ts';
import { type Block, extentOf, isOnHeader } from './statements.ts';

/**
 * Sorts the fields of a message or oneof, or the values of an enum, by number. Their comments move
 * with them; everything else stays where it is. The first value of an enum stays the first.
 */
export const sortByNumber: Action = (context) => {
  const owner = ownerAt(context);
  const all = owner?.members.filter(isNumbered) ?? [];
  const movable = owner?.kind === 'enum' ? all.slice(1) : all;
  const sorted = movable.toSorted((a, b) => (numberOf(a) ?? 0) - (numberOf(b) ?? 0));
  if (owner === undefined || movable.every((each, index) => each === sorted[index])) {
    return [];
  }
  const { source } = context.linked;
  const extents = new Map(movable.map((each) => [each, extentOf(source, each)]));
  return [
    {
      title: owner.kind === 'enum' ? 'Sort values by number' : 'Sort fields by number',
      kind: CodeActionKind.RefactorRewrite,
      edits: movable.flatMap((each, index) => {
        const place = extents.get(each);
        const moved = extents.get(sorted[index] ?? each);
        return place === undefined || moved === undefined || place === moved
          ? []
          : [{ ...place, newText: source.text.slice(moved.start, moved.end) }];
      }),
    },
  ];
};

function isNumbered(node: Node): node is Extract<Node, { kind: 'field' | 'group' | 'enumValue' }> {
  return node.kind === 'field' || node.kind === 'group' || node.kind === 'enumValue';
}

/** The block whose first line the place is on. */
function ownerAt(context: ActionContext) {
  const oneof = context.path.findLast((node) => node.kind === 'oneof');
  const owners: readonly (
    (EnumNode & Block) | NonNullable<typeof oneof> | ReturnType<typeof messageAt>
  )[] = [oneof, enumAt(context), messageAt(context)];
  return owners.find((owner) => owner !== undefined && isOnHeader(owner, context.span));
}

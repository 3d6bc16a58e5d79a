import type { TextEdit } from '../../compiler/index.ts';
import { addComment } from './addComment.ts';
import type { Action, ActionContext, ProposedAction } from './action.ts';
import { convertSyntax } from './convertSyntax.ts';
import { createMissing } from './createMissing.ts';
import { deleteField } from './deleteField.ts';
import { deprecate } from './deprecate.ts';
import { extractMessage } from './extractMessage.ts';
import { inlineMessage } from './inlineMessage.ts';
import { giveNumber, renumberDuplicates } from './nextNumber.ts';
import { freshError, inOrder, linkedAfter } from './proof.ts';
import { simplifyOptions } from './simplifyOptions.ts';
import { sortByNumber } from './sortByNumber.ts';
import { wrapInOneof } from './wrapInOneof.ts';

/** In the order that people see them in. */
const actions: readonly Action[] = [
  giveNumber,
  createMissing,
  renumberDuplicates,
  extractMessage,
  inlineMessage,
  wrapInOneof,
  deleteField,
  deprecate,
  addComment,
  sortByNumber,
  simplifyOptions,
  convertSyntax,
];

/** What can be done at a place, of the kinds that are wanted. No action makes a new error. */
export function actionsAt(
  context: ActionContext,
  isWanted: (kind: string) => boolean,
): readonly ProposedAction[] {
  return actions
    .flatMap((action) => action(context))
    .filter(({ kind }) => isWanted(kind))
    .map((action) => ({ ...action, edits: inOrder(action.edits) }))
    .filter(({ edits }) => areApart(edits))
    .filter(
      (action) =>
        action.refusal !== undefined || action.isProven === true || isSound(context, action),
    );
}

/** A client rejects edits that overlap, and their proof is worth nothing. */
function areApart(edits: readonly TextEdit[]): boolean {
  return edits.every(({ start }, index) => start >= (edits[index - 1]?.end ?? 0));
}

function isSound(context: ActionContext, { edits }: ProposedAction): boolean {
  const after = edits.length === 0 ? undefined : linkedAfter(context, edits);
  return after !== undefined && freshError(context.linked, after) === undefined;
}

import { CodeActionKind } from 'vscode-languageserver-types';
import type { Diagnostic, TextEdit } from '../../compiler/index.ts';
import { findingsOf } from '../findings.ts';
import type { ActionContext, ProposedAction } from './action.ts';
import { freshError, inOrder, linkedAfter, tidyRemoval } from './proof.ts';

/** Findings whose first fix takes no decision away from anybody. */
const safeCodes: ReadonlySet<string> = new Set([
  'imported-twice',
  'label-in-editions',
  'label-in-oneof',
  'label-on-map',
  'literal-missing-colon',
  'missing-semicolon',
  'needless-alias',
  'reserved-name-form',
  'unexpected-semicolon',
  'unused-import',
]);

/** Every safe fix of a file at once; undefined when there is none, or when they would break it. */
export function fixAll(
  context: Pick<ActionContext, 'snapshot' | 'uri' | 'linked'>,
): ProposedAction | undefined {
  const { source } = context.linked;
  const found = findingsOf(context.snapshot, context.uri).flatMap(safeEdits);
  const edits = apart(inOrder(found.map((edit) => tidyRemoval(source, edit))));
  const after = edits.length === 0 ? undefined : linkedAfter(context, edits);
  return after === undefined || freshError(context.linked, after) !== undefined
    ? undefined
    : { title: 'Fix all that is safe to fix', kind: CodeActionKind.SourceFixAll, edits };
}

function safeEdits({ code, fixes }: Diagnostic): readonly TextEdit[] {
  return safeCodes.has(code) ? (fixes[0]?.edits ?? []) : [];
}

/** Without those that touch the one before. */
function apart(edits: readonly TextEdit[]): readonly TextEdit[] {
  const kept: TextEdit[] = [];
  for (const edit of edits) {
    if (edit.start >= (kept.at(-1)?.end ?? 0)) {
      kept.push(edit);
    }
  }
  return kept;
}

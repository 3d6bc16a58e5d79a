import { CodeActionKind } from 'vscode-languageserver-types';
import type { LinkedFile } from '../../compiler/index.ts';
import type { Action, ActionContext, ProposedAction } from './action.ts';
import { legacyRules2024, type TargetEdition, toEdition } from './convert/toEdition.ts';
import { changesOfProto3, toProto3, whyNotProto3 } from './convert/toProto3.ts';
import { errorsOf, firstDifference, freshError, linkedAfter } from './proof.ts';

/**
 * Converts the file to a newer dialect, from its `syntax` or `edition` statement, or from the first
 * line of a file without one. What cannot keep its meaning is refused with the reason. What edition
 * 2024 generates otherwise for C++ and Java (views of strings, a file for each class) is not undone.
 */
export const convertSyntax: Action = (context) => {
  const { linked, path, span } = context;
  const isStated = linked.source.tree.members.some(({ kind }) => kind === 'syntax');
  const isHere = isStated
    ? path[1]?.kind === 'syntax'
    : linked.source.lines.positionAt(span.start).line === 0;
  if (!isHere || errorsOf(linked).length > 0) {
    return [];
  }
  return [
    ...(linked.syntax === 'proto2' ? [proto3(context)] : []),
    ...(linked.edition < 1000 ? [edition(context, '2023')] : []),
    ...(linked.edition < 1001 ? [edition(context, '2024')] : []),
  ];
};

function proto3(context: ActionContext): ProposedAction {
  const changes = changesOfProto3(context.linked);
  const title = `Convert to proto3${changes.length === 0 ? '' : ` (${changes.join(', ')})`}`;
  const kind = CodeActionKind.RefactorRewrite;
  const edits = toProto3(context.linked);
  const refusal = whyNotProto3(context.linked) ?? errorIn(context, linkedAfter(context, edits));
  return refusal === undefined
    ? { title, kind, edits, isProven: true }
    : { title, kind, edits: [], refusal };
}

/** What edition 2024 asks for beyond 2023 is turned off only where the file does not comply. */
function edition(context: ActionContext, target: TargetEdition): ProposedAction {
  const { visibility, naming } = legacyRules2024;
  const rules = target === '2024' && hasNested(context.linked) ? [visibility] : [];
  const attempts = [rules, ...(target === '2024' ? [[...rules, naming]] : [])];
  const changes = target === '2024' ? ' (generated C++ and Java change)' : '';
  const title = `Convert to edition ${target}${changes}`;
  const kind = CodeActionKind.RefactorRewrite;
  let refusal: string | undefined;
  for (const attempt of attempts) {
    const edits = toEdition(context.linked, target, attempt);
    const after = linkedAfter(context, edits);
    refusal = errorIn(context, after) ?? changeIn(context, after);
    if (refusal === undefined) {
      return { title, kind, edits, isProven: true };
    }
  }
  return { title, kind, edits: [], refusal: refusal ?? '' };
}

function hasNested({ symbols }: LinkedFile): boolean {
  return [...symbols.values()].some(
    ({ kind, parent }) => parent !== undefined && (kind === 'message' || kind === 'enum'),
  );
}

function errorIn({ linked }: ActionContext, after: LinkedFile | undefined): string | undefined {
  return after && freshError(linked, after)?.message;
}

function changeIn({ linked }: ActionContext, after: LinkedFile | undefined): string | undefined {
  const different = after && firstDifference(linked, after);
  return different === undefined ? undefined : `the meaning of ${different} would change`;
}

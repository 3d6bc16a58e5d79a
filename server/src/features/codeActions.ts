import {
  type CodeAction,
  type CodeActionContext,
  CodeActionKind,
  type Range,
} from 'vscode-languageserver-types';
import {
  type Diagnostic,
  type Fix,
  nodePathAt,
  type SourceFile,
  type TextEdit,
} from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import type { ActionContext, ProposedAction } from './actions/action.ts';
import { actionsAt } from './actions/actionsAt.ts';
import { fixAll } from './actions/fixAll.ts';
import { freshError, linkedAfter, tidyRemoval } from './actions/proof.ts';
import { isShownBreaking } from './breakingFindings.ts';
import { toLspDiagnostic } from './diagnostics.ts';
import { findingsOf } from './findings.ts';
import { importRootActions } from './importRootActions.ts';
import { organizeImports } from './organizeImports.ts';
import { meet, toRange, toSpan } from './places.ts';

/** What the editor asks about actions; `only` names the kinds that it wants, absent for all. */
export interface CodeActionParams {
  readonly uri: string;
  readonly range: Range;
  readonly context?: Partial<CodeActionContext>;
}

/** The kinds of actions that a client may ask for. */
export const codeActionKinds: readonly CodeActionKind[] = [
  CodeActionKind.QuickFix,
  CodeActionKind.RefactorExtract,
  CodeActionKind.RefactorInline,
  CodeActionKind.RefactorRewrite,
  CodeActionKind.SourceFixAll,
  CodeActionKind.SourceOrganizeImports,
];

/**
 * The fixes of the findings that a range touches, what else can be done there, and what can be done
 * with the whole file. None of them makes an error that was not there.
 */
export function codeActions(
  snapshot: Snapshot,
  { uri, range, context: { only } = {} }: CodeActionParams,
): CodeAction[] {
  const linked = snapshot.linked(uri);
  if (linked === undefined) {
    return [];
  }
  const isWanted = (kind: string): boolean =>
    only?.some((each) => each === '' || kind === each || kind.startsWith(`${each}.`)) ?? true;
  const { source } = linked;
  const span = toSpan(source, range);
  const path = nodePathAt(source.tree, span.start);
  const context: ActionContext = { snapshot, uri, linked, span, path };
  const isOfPlace = codeActionKinds.some(
    (kind) => isWanted(kind) && (kind === CodeActionKind.QuickFix || kind.startsWith('refactor')),
  );
  return [
    ...(isWanted(CodeActionKind.QuickFix) ? quickFixes(snapshot, { uri, source, range }) : []),
    ...(isWanted(CodeActionKind.QuickFix) ? importRootActions(snapshot, { uri, span }) : []),
    ...(isOfPlace ? actionsAt(context, isWanted) : []).map((each) => toLspAction(context, each)),
    ...(isWanted(CodeActionKind.SourceOrganizeImports) ? organizing(snapshot, uri, source) : []),
    ...(only !== undefined && isWanted(CodeActionKind.SourceFixAll) ? fixing(context) : []),
  ];
}

function toLspAction(
  { uri, linked: { source } }: ActionContext,
  { title, kind, edits, refusal }: ProposedAction,
): CodeAction {
  return refusal === undefined
    ? { title, kind, edit: { changes: { [uri]: edits.map((edit) => toLspEdit(source, edit)) } } }
    : { title, kind, disabled: { reason: refusal } };
}

function fixing(context: ActionContext): CodeAction[] {
  const action = fixAll(context);
  return action === undefined ? [] : [toLspAction(context, action)];
}

function organizing(snapshot: Snapshot, uri: string, source: SourceFile): CodeAction[] {
  const edits = organizeImports(snapshot, uri).map((edit) => toLspEdit(source, edit));
  const kind = CodeActionKind.SourceOrganizeImports;
  return edits.length === 0
    ? []
    : [{ title: 'Organize imports', kind, edit: { changes: { [uri]: edits } } }];
}

/** A range of a document. */
interface Place {
  readonly uri: string;
  readonly source: SourceFile;
  readonly range: Range;
}

function quickFixes(snapshot: Snapshot, place: Place): CodeAction[] {
  return fixesOf(snapshot, place, findingsOf(snapshot, place.uri));
}

/** The fixes of those findings that a range touches. */
export function fixesOf(
  snapshot: Snapshot,
  { uri, source, range }: Place,
  findings: readonly Diagnostic[],
): CodeAction[] {
  const span = toSpan(source, range);
  return findings
    .filter((finding) => meet(finding, span))
    .flatMap((finding) =>
      soundFixes(snapshot, uri, finding).map(({ title, edits, isSuppression }, index) => ({
        title,
        kind: CodeActionKind.QuickFix,
        diagnostics: [toLspDiagnostic(snapshot, { uri, source }, finding)],
        isPreferred: index === 0 && isSuppression !== true,
        edit: {
          changes: {
            [uri]: edits.map((edit) => toLspEdit(source, tidyRemoval(source, edit))),
          },
        },
      })),
    );
}

/** Text of another time may not fit any more: such fixes are linked as they would be. */
function soundFixes(snapshot: Snapshot, uri: string, finding: Diagnostic): readonly Fix[] {
  const linked = isShownBreaking(finding) ? snapshot.linked(uri) : undefined;
  return linked === undefined
    ? finding.fixes
    : finding.fixes.filter(({ edits }) => {
        const after = linkedAfter({ snapshot, uri }, edits);
        return after !== undefined && freshError(linked, after) === undefined;
      });
}

function toLspEdit(source: SourceFile, { newText, ...span }: TextEdit) {
  return { range: toRange(source, span), newText };
}

/** What an action sees, and what it proposes. */
import type { CodeActionKind } from 'vscode-languageserver-types';
import type { LinkedFile, Node, Span, TextEdit } from '../../compiler/index.ts';
import type { Snapshot } from '../../workspace/index.ts';

/** The place that actions are asked about. */
export interface ActionContext {
  readonly snapshot: Snapshot;
  readonly uri: string;
  readonly linked: LinkedFile;
  /** The selection; empty for a cursor. */
  readonly span: Span;
  /** The nodes around the start of the selection, the file first. */
  readonly path: readonly Node[];
}

/** A change of one file that a person may choose. */
export interface ProposedAction {
  readonly title: string;
  readonly kind: CodeActionKind;
  /** They do not overlap; insertions at one place are in the order wanted. */
  readonly edits: readonly TextEdit[];
  /** Its maker knows that it makes no new error; what is not proven is linked before it is offered. */
  readonly isProven?: boolean;
  /** Why it is not possible here; then there are no edits. */
  readonly refusal?: string;
}

/** Looks at a place and says what could be done; an empty list is the usual answer. */
export type Action = (context: ActionContext) => readonly ProposedAction[];

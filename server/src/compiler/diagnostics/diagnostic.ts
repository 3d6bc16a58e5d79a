import type { Span } from '../syntax/ast.ts';
import type { ProtocPhase } from './protocPhases.ts';

export type Severity = 'error' | 'warning';

/** A second place that explains a diagnostic, such as the other definition of a name. */
export interface RelatedPlace extends Span {
  /** Import path of the file that holds the place. */
  readonly path: string;
  readonly message: string;
}

export interface TextEdit extends Span {
  readonly newText: string;
}

/** A change of the file of the diagnostic that removes its cause. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** Set when it only silences the finding, so that nobody is led to it first. */
  readonly isSuppression?: true;
}

/**
 * One finding in one file. Messages are lower case without a final dot; `code` is stable, in
 * kebab-case, and listed in `catalogue.ts`.
 */
export interface Diagnostic extends Span {
  readonly code: string;
  readonly severity: Severity;
  readonly message: string;
  readonly related: readonly RelatedPlace[];
  readonly fixes: readonly Fix[];
  /** How protoc reports it, where its code and its span do not tell. */
  readonly protoc?: ProtocHint;
}

/** See `protocOrder`. */
export interface ProtocHint {
  readonly phase?: ProtocPhase;
  /** Where protoc puts it, when that is another place. */
  readonly at?: number;
}

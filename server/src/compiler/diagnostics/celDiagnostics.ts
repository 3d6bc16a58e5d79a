/** Findings of the options of protovalidate; protoc has none of them. */
import type { Span } from '../syntax/ast.ts';
import type { Diagnostic, RelatedPlace } from './diagnostic.ts';
import { makeError, makeWarning } from './make.ts';

export function celSyntax(span: Span, message: string): Diagnostic {
  return makeError('cel-syntax', span, message);
}

/** `similar` is what was meant. */
export function celMistake(
  { start, end }: Span,
  message: string,
  similar: string | undefined,
): Diagnostic {
  const fixes =
    similar === undefined
      ? []
      : [{ title: `Change to "${similar}"`, edits: [{ start, end, newText: similar }] }];
  return makeError('cel-type', { start, end }, message, { fixes });
}

export function celResult(span: Span, type: string): Diagnostic {
  return makeError('cel-result', span, `a rule must give a bool or a string, not ${type}`);
}

/** `rule` is a field of `FieldRules`, `type` what it stands at. */
export function ruleMismatch(span: Span, rule: string, type: string): Diagnostic {
  return makeError('rule-type', span, `rules of "${rule}" are not for a field of type ${type}`);
}

/** The span is within the string of the pattern. */
export function celPattern(span: Span, message: string): Diagnostic {
  return makeError('cel-pattern', span, message);
}

/** The same for the pattern of a rule. */
export function rulePattern(span: Span, message: string): Diagnostic {
  return makeError('rule-pattern', span, message);
}

/** Rules that no value satisfies; `other` is the one that this one contradicts. */
export function ruleConflict(span: Span, message: string, other?: RelatedPlace): Diagnostic {
  return makeError('rule-conflict', span, message, { related: other ? [other] : [] });
}

/** Rules that say nothing, or the same as a simpler one. */
export function ruleRedundant(span: Span, message: string, other?: RelatedPlace): Diagnostic {
  return makeWarning('rule-redundant', span, message, { related: other ? [other] : [] });
}

/** A rule where it has no meaning. */
export function ruleMisplaced(span: Span, message: string): Diagnostic {
  return makeWarning('rule-misplaced', span, message);
}

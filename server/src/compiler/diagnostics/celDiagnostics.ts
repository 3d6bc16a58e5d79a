/** Findings of the options of protovalidate; protoc has none of them. */
import type { Span } from '../syntax/ast.ts';
import type { Diagnostic } from './diagnostic.ts';
import { makeError } from './make.ts';

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

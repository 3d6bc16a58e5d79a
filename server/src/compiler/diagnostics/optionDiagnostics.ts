/** Findings of interpreting options: names that lead nowhere and values that do not fit. */
import { closestName } from '../../base/index.ts';
import type { Span } from '../syntax/ast.ts';
import type { Diagnostic } from './diagnostic.ts';
import { makeError } from './make.ts';

export function unknownOption(span: Span, name: string): Diagnostic {
  return makeError(
    'unknown-option',
    span,
    `option "${name}" unknown; ensure that its definition is imported`,
  );
}

/** `tried` is what an inner scope bound the name of the extension to. */
export function optionBoundElsewhere(span: Span, name: string, tried: string): Diagnostic {
  return makeError(
    'unknown-option',
    span,
    `option "${name}" is resolved to "${tried}", which is not defined; ` +
      'the innermost scope is searched first, a leading dot starts at the outermost',
  );
}

export function reservedOption(span: Span): Diagnostic {
  return makeError('reserved-option', span, 'option name "uninterpreted_option" is reserved');
}

export function notAnExtension(span: Span, name: string, type: string): Diagnostic {
  return makeError('not-an-option', span, `"${name}" is not an extension of "${type}"`);
}

export function optionSetTwice(span: Span, name: string): Diagnostic {
  return makeError('option-set-twice', span, `option "${name}" was already set`);
}

export function scalarHasNoFields(span: Span, name: string): Diagnostic {
  return makeError(
    'option-not-a-message',
    span,
    `option "${name}" is an atomic type, not a message`,
  );
}

export function repeatedMessageOption(span: Span, name: string): Diagnostic {
  return makeError(
    'option-repeated-message',
    span,
    `option field "${name}" is a repeated message; initialize it with a value in braces`,
  );
}

/** `expected` reads as in `integer from 0 to 255`. */
export function wrongOptionValue(span: Span, name: string, expected: string): Diagnostic {
  return makeError('option-value', span, `value of "${name}" must be ${expected}`);
}

export function unknownEnumValue(
  span: Span,
  enumName: string,
  value: string,
  names: readonly string[],
): Diagnostic {
  return makeError(
    'unknown-enum-value',
    span,
    `enum type "${enumName}" has no value named "${value}"`,
    {
      fixes: names.slice(0, 5).map((name) => ({
        title: `Use ${name}`,
        edits: [{ start: span.start, end: span.end, newText: name }],
      })),
    },
  );
}

/** `known` are the names that the type has. */
export function unknownLiteralField(
  { start, end }: Span,
  type: string,
  name: string,
  known: readonly string[] = [],
): Diagnostic {
  const similar = closestName(name, known);
  const message = `message type "${type}" has no field named "${name}"`;
  return similar === undefined
    ? makeError('unknown-field', { start, end }, message)
    : makeError('unknown-field', { start, end }, `${message}; did you mean "${similar}"?`, {
        fixes: [{ title: `Change to "${similar}"`, edits: [{ start, end, newText: similar }] }],
      });
}

export function literalFieldTwice(span: Span, name: string): Diagnostic {
  return makeError(
    'literal-field-twice',
    span,
    `non-repeated field "${name}" is specified multiple times`,
  );
}

export function oneofSetTwice(
  span: Span,
  names: { readonly field: string; readonly other: string; readonly oneof: string },
): Diagnostic {
  return makeError(
    'literal-oneof-twice',
    span,
    `field "${names.field}" is specified along with field "${names.other}", another member of oneof "${names.oneof}"`,
  );
}

export function missingRequired(span: Span, type: string, names: readonly string[]): Diagnostic {
  return makeError(
    'literal-missing-required',
    span,
    `message type "${type}" is missing required fields: ${names.join(', ')}`,
  );
}

export function unknownAny(span: Span, name: string): Diagnostic {
  return makeError('unknown-any', span, `could not find type "${name}" stored in Any`);
}

export function missingColon(span: Span, name: string): Diagnostic {
  return makeError('literal-missing-colon', span, `expected ":" after "${name}"`, {
    fixes: [{ title: 'Insert ":"', edits: [{ start: span.end, end: span.end, newText: ':' }] }],
  });
}

export function listForSingular(span: Span, name: string): Diagnostic {
  return makeError('literal-list', span, `field "${name}" is not repeated, so it takes no list`);
}

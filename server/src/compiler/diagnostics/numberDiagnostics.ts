/** Findings about field numbers, and about ranges of numbers and names. */
import type { Span } from '../syntax/ast.ts';
import type { Diagnostic, RelatedPlace } from './diagnostic.ts';
import { replacement } from './fixes.ts';
import { makeError, makeWarning } from './make.ts';

/** `next` is a number that is free. */
export function fieldNumber(span: Span, why: string, next: number | undefined): Diagnostic {
  const fixes = next === undefined ? [] : [replacement(`Use number ${next}`, span, String(next))];
  return makeError('field-number', span, why, { fixes });
}

export function duplicateFieldNumber(
  span: Span,
  use: { number: number; message: string; field: string; next: number; related: RelatedPlace },
): Diagnostic {
  return makeError(
    'duplicate-field-number',
    span,
    `field number ${use.number} has already been used in "${use.message}" by field "${use.field}"; next available field number is ${use.next}`,
    {
      related: [use.related],
      fixes: [replacement(`Use number ${use.next}`, span, String(use.next))],
    },
  );
}

/** `what` reads as in `field "a"`; `range` is where the number is reserved. */
export function reservedNumber(
  span: Span,
  what: string,
  use: { readonly number: number; readonly range: Span },
): Diagnostic {
  return makeError('reserved-number', span, `${what} uses reserved number ${use.number}`, {
    protoc: { at: use.range.start },
  });
}

export function reservedName(span: Span, what: string): Diagnostic {
  return makeError('reserved-name', span, `${what} is reserved`);
}

export function reservedNameTwice(span: Span, name: string): Diagnostic {
  return makeError('reserved-name-twice', span, `name "${name}" is reserved multiple times`);
}

export function reservedNameForm(span: Span, name: string, isEditions: boolean): Diagnostic {
  return isEditions
    ? makeError(
        'reserved-name-form',
        span,
        'reserved names must be identifiers in editions, not string literals',
        { fixes: [replacement('Remove the quotes', span, name)] },
      )
    : makeError('reserved-name-form', span, 'reserved names must be string literals', {
        fixes: [replacement('Add quotes', span, `"${name}"`)],
      });
}

export function reservedNameInvalid(span: Span, name: string): Diagnostic {
  return makeWarning(
    'reserved-name-invalid',
    span,
    `reserved name "${name}" is not a valid identifier`,
  );
}

/** `first` is the range that the finding is about in protoc's eyes. */
export function rangeOverlap(
  span: Span,
  names: { readonly own: string; readonly other: string },
  first: Span,
): Diagnostic {
  return makeError('range-overlap', span, `${names.own} overlaps with ${names.other}`, {
    protoc: { at: first.start },
  });
}

export function rangeOrder(span: Span, kind: string): Diagnostic {
  return makeError(
    'range-order',
    span,
    `${kind} range end number must be greater than start number`,
  );
}

export function rangeBounds(span: Span, why: string): Diagnostic {
  return makeError('range-bounds', span, why);
}

export function rangeIncludesField(
  span: Span,
  range: string,
  field: string,
  number: number,
): Diagnostic {
  return makeError(
    'range-includes-field',
    span,
    `extension range ${range} includes field "${field}" (${number})`,
  );
}

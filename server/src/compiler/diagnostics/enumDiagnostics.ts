/** Findings about enums and their values. */
import type { Span } from '../syntax/ast.ts';
import type { Diagnostic, RelatedPlace } from './diagnostic.ts';
import { removal, replacement } from './fixes.ts';
import { makeError, makeWarning } from './make.ts';

export function emptyEnum(span: Span): Diagnostic {
  return makeError('empty-enum', span, 'enums must contain at least one value');
}

export function enumFirstZero(span: Span): Diagnostic {
  return makeError('enum-first-zero', span, 'the first enum value must be zero for open enums');
}

export function enumNumberRange(span: Span): Diagnostic {
  return makeError('enum-number', span, 'enum value is out of the range of an int32');
}

export function duplicateEnumNumber(
  span: Span,
  use: { name: string; other: string; next: number; related: RelatedPlace },
): Diagnostic {
  return makeError(
    'duplicate-enum-number',
    span,
    `"${use.name}" uses the same enum value as "${use.other}"; if this is intended, set 'option allow_alias = true;' in the enum; the next available enum value is ${use.next}`,
    {
      related: [use.related],
      fixes: [replacement(`Use value ${use.next}`, span, String(use.next))],
    },
  );
}

export function needlessAlias(span: Span, why: string): Diagnostic {
  return makeError('needless-alias', span, why, {
    fixes: [removal('Remove the option', span)],
  });
}

export function enumNameConflict(
  span: Span,
  name: string,
  other: string,
  how: { related: RelatedPlace; isWarning: boolean },
): Diagnostic {
  const make = how.isWarning ? makeWarning : makeError;
  return make(
    'enum-name-conflict',
    span,
    `enum name ${name} has the same name as ${other} if you ignore case and strip out the enum name prefix (if any)`,
    { related: [how.related] },
  );
}

export function enumJsonString(span: Span, why: string): Diagnostic {
  return makeError('enum-json-string', span, why);
}

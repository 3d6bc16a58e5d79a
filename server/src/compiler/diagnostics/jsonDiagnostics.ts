/** Findings of JSON documents that hold messages. */
import { closestName } from '../../base/index.ts';
import type { Span } from '../syntax/ast.ts';
import type { Diagnostic } from './diagnostic.ts';
import { makeError } from './make.ts';

/** `expected` reads as in `an array`. */
export function wrongJsonValue(span: Span, expected: string): Diagnostic {
  return makeError('json-value', span, `expected ${expected}`);
}

export function wrongJsonKey(span: Span, expected: string): Diagnostic {
  return makeError('json-key', span, `expected a key that is ${expected}`);
}

/** `known` are the keys that the type has. */
export function unknownJsonField(
  span: Span,
  type: string,
  key: string,
  known: readonly string[],
): Diagnostic {
  return finding('json-field', span, `message "${type}" has no field "${key}"`, {
    wrong: key,
    known,
  });
}

/** The span is that of the string, its quotes included. */
export function unknownJsonEnumValue(
  { start, end }: Span,
  type: string,
  value: string,
  known: readonly string[],
): Diagnostic {
  const span = { start: start + 1, end: end - 1 };
  return finding('json-enum', span, `enum "${type}" has no value "${value}"`, {
    wrong: value,
    known,
  });
}

export function jsonFieldTwice(span: Span, key: string, before: string): Diagnostic {
  return makeError('json-twice', span, `"${before}" sets the same field as "${key}" already`);
}

export function jsonOneofTwice(
  span: Span,
  { key, other, oneof }: { readonly key: string; readonly other: string; readonly oneof: string },
): Diagnostic {
  const message = `"${key}" and "${other}" are members of oneof "${oneof}": only one may be set`;
  return makeError('json-twice', span, message);
}

export function unknownJsonAny(span: Span, url: string): Diagnostic {
  const message = `could not find the message of type URL "${url}"; it begins with "type.googleapis.com/"`;
  return makeError('json-any', span, message);
}

function finding(
  code: string,
  { start, end }: Span,
  message: string,
  { wrong, known }: { readonly wrong: string; readonly known: readonly string[] },
): Diagnostic {
  const similar = closestName(wrong, known);
  if (similar === undefined) {
    return makeError(code, { start, end }, message);
  }
  const edits = [{ start, end, newText: similar }];
  return makeError(code, { start, end }, `${message}; did you mean "${similar}"?`, {
    fixes: [{ title: `Change to "${similar}"`, edits }],
  });
}

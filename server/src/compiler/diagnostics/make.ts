import type { Span } from '../syntax/ast.ts';
import type { Diagnostic, Fix, ProtocHint, RelatedPlace } from './diagnostic.ts';

/** What a finding may carry besides its place and its message. */
export interface Extras {
  readonly related?: readonly RelatedPlace[];
  readonly fixes?: readonly Fix[];
  readonly protoc?: ProtocHint;
}

/** The same finding, with how protoc reports it where its code does not tell. */
export function hinted(found: Diagnostic, protoc: ProtocHint): Diagnostic {
  return { ...found, protoc: { ...found.protoc, ...protoc } };
}

/** An error: the file gives no descriptor. */
export function makeError(
  code: string,
  span: Span,
  message: string,
  extras: Extras = {},
): Diagnostic {
  return make('error', code, span, message, extras);
}

/** A warning: the file still gives a descriptor. */
export function makeWarning(
  code: string,
  span: Span,
  message: string,
  extras: Extras = {},
): Diagnostic {
  return make('warning', code, span, message, extras);
}

function make(
  severity: Diagnostic['severity'],
  code: string,
  { start, end }: Span,
  message: string,
  { related = [], fixes = [], protoc }: Extras,
): Diagnostic {
  const found = { start, end, code, severity, message, related, fixes };
  return protoc === undefined ? found : { ...found, protoc };
}

import type { Span } from '../syntax/ast.ts';
import type { Fix } from './diagnostic.ts';

/** A fix that puts `newText` in the place of a span. */
export function replacement(title: string, span: Span, newText: string): Fix {
  return { title, edits: [{ start: span.start, end: span.end, newText }] };
}

/** A fix that takes a span away. */
export function removal(title: string, span: Span): Fix {
  return replacement(title, span, '');
}

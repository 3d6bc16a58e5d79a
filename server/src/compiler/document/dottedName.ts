import type { IdentifierNode, NameNode } from '../syntax/ast.ts';

/** A full name within a text, such as that of a type URL, as names of `.proto` files are: part by part. */
export function dottedName(text: string, start: number): NameNode {
  const parts: IdentifierNode[] = [];
  let at = start;
  for (const part of text.split('.')) {
    parts.push({ kind: 'identifier', start: at, end: at + part.length, text: part });
    at += part.length + 1;
  }
  return { kind: 'name', start, end: start + text.length, text, absolute: false, parts };
}

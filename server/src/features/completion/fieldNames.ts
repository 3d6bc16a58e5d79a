import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { LinkedFile } from '../../compiler/index.ts';
import { toRange } from '../places.ts';
import type { CompletionContext } from './context.ts';
import { nextNumberAt } from './numbers.ts';

const labels: ReadonlySet<string> = new Set(['optional', 'repeated', 'required']);

/** Behind a field's type the rest of the field: the name that the type suggests, the next free number. */
export function fieldNameItems(
  linked: LinkedFile,
  { head, prefix }: CompletionContext,
  offset: number,
): CompletionItem[] {
  const type = labels.has(head[0] ?? '') ? head.slice(1) : head;
  const number = nextNumberAt(linked, offset);
  if (!isTypeName(type) || number === undefined) {
    return [];
  }
  const base = snakeCase(type.at(-1) ?? '');
  const name = head[0] === 'repeated' && !base.endsWith('s') ? `${base}s` : base;
  return [
    {
      label: `${name} = ${number};`,
      kind: CompletionItemKind.Field,
      detail: 'the name that the type suggests, the next free number',
      filterText: name,
      textEdit: { range: toRange(linked.source, prefix), newText: `${name} = ${number};` },
    },
  ];
}

/** Words with dots between them, the last one as messages and enums are called. */
function isTypeName(tokens: readonly string[]): boolean {
  const parts = tokens[0] === '.' ? tokens.slice(1) : tokens;
  return (
    parts.length % 2 === 1 &&
    parts.every((token, index) => (index % 2 === 0 ? /^\w+$/.test(token) : token === '.')) &&
    /^[A-Z]/.test(parts.at(-1) ?? '')
  );
}

/** `HTTPRequest` is `http_request`. */
function snakeCase(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase();
}

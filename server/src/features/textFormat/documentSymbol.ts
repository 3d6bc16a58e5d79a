import { type DocumentSymbol, SymbolKind } from 'vscode-languageserver-types';
import {
  type LiteralFieldNode,
  type MessageLiteralNode,
  messageOf,
  type SourceFile,
  type ValueNode,
} from '../../compiler/index.ts';
import type { Snapshot } from '../../workspace/index.ts';
import { toRange } from '../places.ts';

const maximumDetail = 80;

/** The outline of a document of the text format: its fields, nested as the messages are. */
export function textDocumentSymbol(
  snapshot: Snapshot,
  { uri }: { readonly uri: string },
): DocumentSymbol[] {
  const source = snapshot.source(uri);
  return source === undefined ? [] : symbolsOf(source, messageOf(source));
}

function symbolsOf(source: SourceFile, { fields }: MessageLiteralNode): DocumentSymbol[] {
  return fields.map((field) => symbolOf(source, field));
}

function symbolOf(source: SourceFile, field: LiteralFieldNode): DocumentSymbol {
  const { name, value } = field;
  const messages = messagesIn(value);
  return {
    name: source.text.slice(name.start, name.end),
    detail: detailOf(source, value),
    kind: messages.length > 0 ? SymbolKind.Struct : SymbolKind.Field,
    range: toRange(source, field),
    selectionRange: toRange(source, name),
    children: messages.flatMap((message) => symbolsOf(source, message)),
  };
}

function messagesIn(value: ValueNode | undefined): readonly MessageLiteralNode[] {
  switch (value?.kind) {
    case 'messageLiteral':
      return [value];
    case 'listLiteral':
      return value.items.filter((item) => item.kind === 'messageLiteral');
    default:
      return [];
  }
}

/** A scalar as it is written; of a message the first scalar, which often is its name or its key. */
function detailOf({ text }: SourceFile, value: ValueNode | undefined): string {
  const shown =
    value?.kind === 'messageLiteral'
      ? value.fields.map((field) => field.value).find((each) => each && isScalar(each))
      : value;
  return shown !== undefined && isScalar(shown)
    ? text.slice(shown.start, shown.end).replace(/\s+/g, ' ').slice(0, maximumDetail)
    : '';
}

function isScalar({ kind }: ValueNode): boolean {
  return kind !== 'messageLiteral' && kind !== 'listLiteral';
}

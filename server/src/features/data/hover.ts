import { type Hover, MarkupKind } from 'vscode-languageserver-types';
import { headerOf, type LinkedFile, type ProtoSymbol, type Span } from '../../compiler/index.ts';
import type { Snapshot } from '../../workspace/index.ts';
import { describe } from '../hover/describe.ts';
import { type PositionParams, toOffset, toRange, touches } from '../places.ts';
import { symbolAt } from '../symbolAt.ts';
import { readSchema } from './schema.ts';

/** What a name of a document stands for, or the message that its header names. */
export function dataHover(
  snapshot: Snapshot,
  { uri, position }: PositionParams,
): Hover | undefined {
  const linked = snapshot.linked(uri);
  const offset = linked && toOffset(linked.source, position);
  const named = linked && offset !== undefined ? namedAt(snapshot, uri, linked, offset) : undefined;
  return linked && named
    ? {
        contents: { kind: MarkupKind.Markdown, value: describe(snapshot, uri, named.symbol) },
        range: toRange(linked.source, named.span),
      }
    : undefined;
}

interface Named {
  readonly symbol: ProtoSymbol;
  readonly span: Span;
}

function namedAt(
  snapshot: Snapshot,
  uri: string,
  linked: LinkedFile,
  offset: number,
): Named | undefined {
  const { source } = linked;
  const { message } = headerOf(source);
  if (message === undefined || !touches(message, offset)) {
    return symbolAt(linked, offset);
  }
  const { message: symbol } = readSchema(snapshot, { uri, source });
  return symbol && { symbol, span: message };
}

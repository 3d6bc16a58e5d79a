import type { Position, SelectionRange } from 'vscode-languageserver-types';
import { nodePathAt, type SourceFile, type Span } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { toOffset, toRange } from './places.ts';

/** For each position the ranges to widen a selection to: the word, what is around it, up to the file. */
export function selectionRange(
  snapshot: Snapshot,
  { uri, positions }: { readonly uri: string; readonly positions: readonly Position[] },
): SelectionRange[] {
  const source = snapshot.source(uri);
  return source === undefined
    ? []
    : positions.map((position) => rangesAt(source, toOffset(source, position)));
}

function rangesAt(source: SourceFile, offset: number): SelectionRange {
  const file = { range: toRange(source, source.tree) };
  return spansAt(source, offset).reduce<SelectionRange>(
    (parent, span) => ({ range: toRange(source, span), parent }),
    file,
  );
}

/** The widest first, each smaller than the one before, the file itself left out. */
function spansAt(source: SourceFile, offset: number): Span[] {
  const spans: Span[] = [];
  let around: Span = source.tree;
  for (const node of nodePathAt(source.tree, offset)) {
    const body = 'body' in node ? node.body : undefined;
    const inner = body && body.start <= offset && offset <= body.end ? [node, body] : [node];
    for (const span of inner) {
      if (isWithin(span, around)) {
        spans.push({ start: span.start, end: span.end });
        around = span;
      }
    }
  }
  return spans;
}

function isWithin(inner: Span, outer: Span): boolean {
  return (
    outer.start <= inner.start &&
    inner.end <= outer.end &&
    inner.end - inner.start < outer.end - outer.start
  );
}

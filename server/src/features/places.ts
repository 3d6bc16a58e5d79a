/** Between offsets and LSP positions, and from symbols to locations. */
import type { Location, Position, Range } from 'vscode-languageserver-types';
import type { ProtoSymbol, SourceFile, Span } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';

/** What most requests ask about: a document and a place in it. */
export interface PositionParams {
  readonly uri: string;
  readonly position: Position;
}

export function toPosition(source: SourceFile, offset: number): Position {
  const { line, column } = source.lines.positionAt(offset);
  return { line, character: column };
}

export function toRange(source: SourceFile, { start, end }: Span): Range {
  return { start: toPosition(source, start), end: toPosition(source, end) };
}

/** Clamped to the text: a position of an older version is normal. */
export function toOffset(source: SourceFile, { line, character }: Position): number {
  return source.lines.offsetAt({ line, column: character });
}

export function toSpan(source: SourceFile, range: Range): Span {
  return { start: toOffset(source, range.start), end: toOffset(source, range.end) };
}

/** Where a symbol's name is written; undefined when its file is no document. */
export function locationOf(snapshot: Snapshot, symbol: ProtoSymbol): Location | undefined {
  const uri = snapshot.uriOf(symbol.file);
  return uri === undefined ? undefined : { uri, range: toRange(symbol.file, symbol.nameSpan) };
}

/** Whether two spans share a place; an empty one at an end counts. */
export function meet(a: Span, b: Span): boolean {
  return a.start <= b.end && b.start <= a.end;
}

/** Whether an offset is in a span or at its end, as a cursor touches a word. */
export function touches({ start, end }: Span, offset: number): boolean {
  return start <= offset && offset <= end;
}

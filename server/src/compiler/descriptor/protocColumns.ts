import type { SourceFile } from '../syntax/sourceFile.ts';

/** Line and column as protoc counts them: both from 0, the column in bytes, tabs to the next 8. */
export interface ProtocPosition {
  readonly line: number;
  readonly column: number;
}

/** Gives the position of an offset as protoc's tokenizer counts it. */
export function protocPosition(source: SourceFile, offset: number): ProtocPosition {
  const { line, column } = source.lines.positionAt(offset);
  const start = offset - column;
  return {
    line,
    column:
      column <= stride
        ? columnAfter(source.text, { from: start, to: offset, column: 0 })
        : columnInLongLine(source, start, column),
  };
}

/** How far a column is counted from the start of its line; beyond that, from a mark. */
const stride = 1024;

/** The columns at every `stride`-th code unit of long lines, by where a line starts. */
const marksOf = new WeakMap<SourceFile, Map<number, number[]>>();

/** Without marks, a file of one long line would take a time that grows with its square. */
function columnInLongLine(source: SourceFile, start: number, column: number): number {
  const marks = marksOfLine(source, start);
  const wanted = Math.floor(column / stride);
  for (let last = marks.length - 1; last < wanted; last++) {
    const from = start + last * stride;
    const to = from + stride;
    marks.push(columnAfter(source.text, { from, to, column: marks[last] ?? 0 }));
  }
  const from = start + wanted * stride;
  return columnAfter(source.text, { from, to: start + column, column: marks[wanted] ?? 0 });
}

function marksOfLine(source: SourceFile, start: number): number[] {
  const ofSource = marksOf.get(source) ?? new Map<number, number[]>();
  marksOf.set(source, ofSource);
  const marks = ofSource.get(start) ?? [0];
  ofSource.set(start, marks);
  return marks;
}

/** A part of a line in code units, and the column where it begins. */
interface LinePart {
  readonly from: number;
  readonly to: number;
  readonly column: number;
}

function columnAfter(text: string, part: LinePart): number {
  let { column } = part;
  for (let at = part.from; at < part.to; at++) {
    const code = text.charCodeAt(at);
    column += code === 0x09 ? 8 - (column % 8) : code < 0x80 ? 1 : byteCount(text, at, code);
  }
  return column;
}

/** Bytes of UTF-8 that a code unit stands for; each half of a surrogate pair counts for two. */
function byteCount(text: string, at: number, code: number): number {
  if (code < 0x800) {
    return 2;
  }
  const isHigh = code >= 0xd800 && code < 0xdc00;
  const isLow = code >= 0xdc00 && code < 0xe000;
  const isPaired =
    (isHigh && isUnit(text.charCodeAt(at + 1), 0xdc00)) ||
    (isLow && isUnit(text.charCodeAt(at - 1), 0xd800));
  return isPaired ? 2 : 3;
}

/** Whether a code unit is one of the 1024 from `first` on. */
function isUnit(code: number, first: number): boolean {
  return code >= first && code < first + 0x400;
}

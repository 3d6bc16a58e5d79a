import type { Range, TextEdit } from 'vscode-languageserver-types';
import { nodePathAt, type SourceFile, type Span } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { changedLines, type LineChange } from './format/changedLines.ts';
import { formatText } from './format/formatText.ts';
import { bufStyle, type FormatStyle } from './format/style.ts';
import { type PositionParams, toOffset, toPosition, toRange } from './places.ts';

/** What a person types that formats what it ends. */
export const formattingTriggers = ['}', ';'] as const;

/** Formats a document as `buf format` does, by edits of the lines that differ. */
export function formatting(
  snapshot: Snapshot,
  { uri }: { readonly uri: string },
  style: FormatStyle = bufStyle,
): TextEdit[] {
  const source = snapshot.source(uri);
  return source === undefined ? [] : lineEdits(source, formatText(source, style));
}

/** What turns a text into its formatted form: edits of the lines that differ; none without such a form. */
export function lineEdits(source: SourceFile, formatted: string | undefined): TextEdit[] {
  return formatted === undefined || formatted === source.text
    ? []
    : changedLines(linesOf(source.text), linesOf(formatted)).map((change) =>
        toEdit(source, change),
      );
}

/** The edits of `formatting` within the lines of a range. What would move out of them stays. */
export function rangeFormatting(
  snapshot: Snapshot,
  { uri, range }: { readonly uri: string; readonly range: Range },
  style: FormatStyle = bufStyle,
): TextEdit[] {
  const source = snapshot.source(uri);
  return source === undefined ? [] : editsWithin(source, formatText(source, style), range);
}

/** Formats the statement that a `;` or `}` just ended. */
export function onTypeFormatting(
  snapshot: Snapshot,
  { uri, position }: PositionParams,
  style: FormatStyle = bufStyle,
): TextEdit[] {
  const source = snapshot.source(uri);
  const ended = source && statementEndingAt(source, toOffset(source, position));
  if (source === undefined || ended === undefined) {
    return [];
  }
  return editsWithin(source, formatText(source, style), toRange(source, ended));
}

/** As `lineEdits`, within the lines of a range. */
export function editsWithin(
  source: SourceFile,
  formatted: string | undefined,
  { start, end }: Range,
): TextEdit[] {
  const lastLine = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
  return formatted === undefined
    ? []
    : layoutChanges(linesOf(source.text), linesOf(formatted))
        .filter((change) => change.start >= start.line && change.end <= lastLine)
        .map((change) => toEdit(source, change));
}

/**
 * The changes of white space and separators, in parts as small as can be. What says something else
 * in its new place, because statements were sorted, is left out.
 */
function layoutChanges(before: readonly string[], after: readonly string[]): LineChange[] {
  const parts: LineChange[] = [];
  let fresh = 0;
  let old = 0;
  const end: LineChange = { start: before.length, end: before.length, lines: [] };
  for (const change of [...changedLines(before.map(contentOf), after.map(contentOf)), end]) {
    for (; old < change.start; old++, fresh++) {
      const line = after[fresh] ?? '';
      if (line !== before[old]) {
        parts.push({ start: old, end: old + 1, lines: [line] });
      }
    }
    const lines = after.slice(fresh, fresh + change.lines.length);
    parts.push(...sameContent(before, { ...change, lines }));
    old = change.end;
    fresh += lines.length;
  }
  return parts;
}

/** A change in the smallest parts whose content is the same before and after. */
function sameContent(before: readonly string[], change: LineChange): LineChange[] {
  const parts: LineChange[] = [];
  let { start } = change;
  let from = 0;
  let [old, fresh] = ['', ''];
  for (let end = start, to = 0; end < change.end || to < change.lines.length;) {
    if (end < change.end && (old.length <= fresh.length || to === change.lines.length)) {
      old += contentOf(before[end++] ?? '');
    } else {
      fresh += contentOf(change.lines[to++] ?? '');
    }
    const isEnd = end === change.end && to === change.lines.length;
    if (old === fresh && (isEnd || (old !== '' && end > start && to > from))) {
      parts.push({ start, end, lines: change.lines.slice(from, to) });
      [start, from, old, fresh] = [end, to, '', ''];
    }
  }
  return parts;
}

function contentOf(line: string): string {
  return line.replace(/[\s,;:]/g, '');
}

/** Each with its line break. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function toEdit(source: SourceFile, { start, end, lines }: LineChange): TextEdit {
  const last = { line: end, character: 0 };
  const range = { start: { line: start, character: 0 }, end: last };
  // A last line without a line break ends where the text does.
  const textEnd = toPosition(source, source.text.length);
  return {
    range: end > textEnd.line ? { ...range, end: textEnd } : range,
    newText: lines.join(''),
  };
}

function statementEndingAt(source: SourceFile, offset: number): Span | undefined {
  return nodePathAt(source.tree, offset)
    .slice(1)
    .find((node) => node.end === offset && '};'.includes(source.text.charAt(offset - 1)));
}

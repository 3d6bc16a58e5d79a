/** Statements as pieces of text: with their comments, their lines and their indentation. */
import type { Node, SourceFile, Span, TextEdit } from '../../compiler/index.ts';

/** What ends a line in this file. */
export function eolOf({ text }: SourceFile): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** The white space that the line of an offset begins with. */
export function indentAt({ text }: SourceFile, offset: number): string {
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(lineStart, offset))?.[0] ?? '';
}

/** The statement with the comments right above it and the one behind it on its line. */
export function extentOf(source: SourceFile, { start, end }: Span): Span {
  return { start: startWithComments(source, start), end: endWithComment(source, end) };
}

/** The extent with the whole lines that hold nothing else. */
export function linesOf(source: SourceFile, statement: Span): Span {
  const { text } = source;
  const { start, end } = extentOf(source, statement);
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(end));
  const isAlone = text.slice(lineStart, start).trim() === '' && lineEnd !== null;
  return isAlone ? { start: lineStart, end: end + lineEnd[0].length } : { start, end };
}

function startWithComments({ text, tokens }: SourceFile, start: number): number {
  let first = start;
  for (let index = tokens.indexAt(start) - 1; index >= 0; index--) {
    const kind = tokens.kind(index);
    const at = tokens.start(index);
    if (kind === 'whitespace') {
      if (countLines(text.slice(at, first)) > 1) {
        break;
      }
    } else if ((kind === 'lineComment' || kind === 'blockComment') && isFirstOnLine(text, at)) {
      if (
        countLines(text.slice(at + text.slice(at, tokens.end(index)).trimEnd().length, first)) > 1
      ) {
        break;
      }
      first = at;
    } else {
      break;
    }
  }
  return first;
}

function isFirstOnLine(text: string, offset: number): boolean {
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset).trim() === '';
}

function countLines(text: string): number {
  return text.split('\n').length - 1;
}

function endWithComment({ text }: SourceFile, end: number): number {
  const behind = /^[ \t]*(?:\/\/[^\r\n]*|\/\*(?:[^*\r\n]|\*(?!\/))*\*\/(?=[ \t]*(?:\r?\n|$)))/.exec(
    text.slice(end),
  );
  return end + (behind?.[0].trimEnd().length ?? 0);
}

/** A span's text after some edits within it. */
export function sliceWith(source: SourceFile, span: Span, edits: readonly TextEdit[]): string {
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce(
      (text, { start, end, newText }) =>
        text.slice(0, start - span.start) + newText + text.slice(end - span.start),
      source.text.slice(span.start, span.end),
    );
}

/** Lines moved from one indentation to another; empty lines stay empty. */
export function reindent(text: string, from: string, to: string): string {
  return text
    .split('\n')
    .map((line, index) => {
      const body = index > 0 && line.startsWith(from) ? line.slice(from.length) : line;
      return body.trim() === '' ? body.replace(/[ \t]+/g, '') : to + body;
    })
    .join('\n');
}

/** A node with a block; `body` is between its braces. */
export interface Block extends Span {
  readonly body: Span;
}

/** What is needed to put lines into a block. */
interface Insertion {
  /** The lines, each behind a line break, indented by two spaces more than the block. */
  readonly added: string;
  /** A new line as far in as the block. */
  readonly outer: string;
  /** The text between the braces. */
  readonly inner: string;
}

function insertion(
  source: SourceFile,
  { start, body }: Block,
  lines: readonly string[],
): Insertion {
  const outer = eolOf(source) + indentAt(source, start);
  const added = lines.map((line) => `${outer}  ${line}`).join('');
  return { added, outer, inner: source.text.slice(body.start, body.end) };
}

/** Puts lines at the end of a block. */
export function appendTo(source: SourceFile, block: Block, lines: readonly string[]): TextEdit {
  const { added, outer, inner } = insertion(source, block, lines);
  const at = block.body.start + inner.trimEnd().length;
  return inner.includes('\n')
    ? { start: at, end: at, newText: added }
    : { start: at, end: block.body.end, newText: added + outer };
}

/** Puts lines right behind the opening brace of a block, and the comment behind that. */
export function prependTo(source: SourceFile, block: Block, lines: readonly string[]): TextEdit {
  const { added, outer, inner } = insertion(source, block, lines);
  const at = endWithComment(source, block.body.start);
  const rest = source.text.slice(at, block.body.end);
  if (/^[ \t]*\r?\n/.test(rest)) {
    return { start: at, end: at, newText: added };
  }
  const end = at + rest.length - rest.trimStart().length;
  return { start: at, end, newText: `${added}${outer}${inner.trim() === '' ? '' : '  '}` };
}

/** Whether the place is on the part of a definition before its braces. */
export function isOnHeader(node: Node & { readonly body: Span | undefined }, span: Span): boolean {
  return span.start >= node.start && span.start <= (node.body?.start ?? node.end);
}

/** `name`, or with the first number behind it that makes it new. */
export function freshName(taken: ReadonlySet<string>, name: string): string {
  for (let count = 1; ; count++) {
    const candidate = count === 1 ? name : `${name}${count}`;
    if (!taken.has(candidate)) {
      return candidate;
    }
  }
}

import { type FoldingRange, FoldingRangeKind } from 'vscode-languageserver-types';
import type { Node, SourceFile, Span } from '../compiler/index.ts';
import { children } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { importsOf } from './importAt.ts';

/** What folds: every block in braces or brackets, runs of comments, the imports. */
export function foldingRange(
  snapshot: Snapshot,
  { uri }: { readonly uri: string },
): FoldingRange[] {
  const source = snapshot.source(uri);
  if (source === undefined) {
    return [];
  }
  return [...blocks(source), ...comments(source), ...importRange(source)];
}

function blocks(source: SourceFile): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  const pending: Node[] = [source.tree];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    const span = foldedPart(node);
    const range = span && linesOf(source, span);
    if (range !== undefined) {
      // The closing brace stays in sight.
      ranges.push({ ...range, endLine: Math.max(range.startLine, range.endLine - 1) });
    }
    children(node).forEach((child) => void pending.push(child));
  }
  return ranges
    .filter(({ startLine, endLine }) => endLine > startLine)
    .sort((a, b) => a.startLine - b.startLine);
}

function foldedPart(node: Node): Span | undefined {
  switch (node.kind) {
    case 'message':
    case 'group':
    case 'enum':
    case 'service':
    case 'oneof':
    case 'extend':
    case 'method':
      return node.body === undefined ? undefined : { start: node.start, end: node.body.end + 1 };
    case 'messageLiteral':
      // Without braces it is a document of the text format.
      return node.body.start === node.start ? undefined : node;
    case 'compactOptions':
    case 'listLiteral':
      return node;
    default:
      return undefined;
  }
}

/** Block comments of several lines, and line comments on lines without a gap. */
function comments({ tokens, lines }: SourceFile): FoldingRange[] {
  const ranges: FoldingRange[] = [];
  let previousWasLine = false;
  for (let index = 0; index < tokens.length; index++) {
    const kind = tokens.kind(index);
    if (kind === 'whitespace') {
      continue;
    }
    if (kind !== 'lineComment' && kind !== 'blockComment') {
      previousWasLine = false;
      continue;
    }
    const startLine = lines.positionAt(tokens.start(index)).line;
    const endLine = lines.positionAt(Math.max(tokens.end(index) - 1, 0)).line;
    const last = ranges.at(-1);
    if (kind === 'lineComment' && previousWasLine && last?.endLine === startLine - 1) {
      last.endLine = startLine;
    } else {
      ranges.push({ startLine, endLine, kind: FoldingRangeKind.Comment });
    }
    previousWasLine = kind === 'lineComment';
  }
  return ranges.filter(({ startLine, endLine }) => endLine > startLine);
}

function importRange(source: SourceFile): FoldingRange[] {
  const imports = importsOf(source);
  const first = imports[0];
  const last = imports.at(-1);
  const range = first && last && linesOf(source, { start: first.start, end: last.end });
  return range === undefined ? [] : [{ ...range, kind: FoldingRangeKind.Imports }];
}

function linesOf({ lines }: SourceFile, { start, end }: Span): FoldingRange | undefined {
  const startLine = lines.positionAt(start).line;
  const endLine = lines.positionAt(Math.max(end - 1, start)).line;
  return endLine > startLine ? { startLine, endLine } : undefined;
}

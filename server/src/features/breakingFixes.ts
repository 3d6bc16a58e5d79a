import { type BreakingFinding, type Change, oneofIn } from '../breaking/index.ts';
import {
  enumNumber,
  type Fix,
  type LinkedFile,
  type Node,
  type ProtoSymbol,
  type SourceFile,
  type Span,
  type TextEdit,
} from '../compiler/index.ts';
import type { MessageBlock } from './actions/members.ts';
import { reserve } from './actions/reserve.ts';
import {
  type Block,
  eolOf,
  extentOf,
  indentAt,
  linesOf,
  prependTo,
  reindent,
} from './actions/statements.ts';

/** Longer texts are not told in a title. */
const maximumTitle = 40;

/** How to undo a change, or to make it harmless; the likeliest first, none of them proven. */
export function breakingFixes(
  linked: LinkedFile,
  { change, earlier }: Pick<BreakingFinding, 'change' | 'earlier'>,
): readonly Fix[] {
  const past = earlier?.file.source;
  if (change === undefined) {
    return [];
  }
  switch (change.kind) {
    case 'changed':
      return past === undefined ? [] : [putBack(change, past)];
    case 'deleted':
      return past === undefined ? [] : [...reserving(linked, change), ...restoring(linked, change)];
    case 'statement':
      return statementFix(linked, change, past);
    case 'unreserved':
      return [...reservingAgain(linked, change)];
  }
}

type Of<K extends Change['kind']> = Extract<Change, { kind: K }>;

function putBack({ now, before, what }: Of<'changed'>, past: SourceFile): Fix {
  const newText = past.text.slice(before.start, before.end);
  const isWhole = what === 'field' || newText.endsWith(';');
  const shown = inTitle(newText);
  return {
    title: `Restore ${isWhole && shown !== '' ? '' : `the ${what} `}${shown}`.trimEnd(),
    edits: [{ start: now.start, end: now.end, newText }],
  };
}

function inTitle(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length <= maximumTitle ? line : '';
}

/** What was deleted is kept from being used again. */
function reserving(linked: LinkedFile, { before, owner }: Of<'deleted'>): readonly Fix[] {
  const number = before.kind === 'enumValue' ? enumNumber(before) : before.field?.number;
  const block = owner && blockOf(owner);
  const isNumbered = before.kind === 'field' || before.kind === 'enumValue';
  if (number === undefined || block === undefined || !isNumbered) {
    return [];
  }
  const title = `Reserve the number ${number} and the name "${before.name}"`;
  const edits = reserveIn(linked, block, { numbers: [number], names: [before.name] });
  return [{ title, edits }];
}

function reserveIn(
  linked: LinkedFile,
  block: ReservingBlock,
  reservation: Parameters<typeof reserve>[2],
): readonly TextEdit[] {
  const { edits, statements } = reserve(linked, block, reservation);
  return statements.length === 0 ? edits : [...edits, prependTo(linked.source, block, statements)];
}

type ReservingBlock = MessageBlock | (Extract<Node, { kind: 'enum' }> & Block);

function blockOf({ node }: ProtoSymbol): ReservingBlock | undefined {
  return (node.kind === 'message' || node.kind === 'group' || node.kind === 'enum') && hasBody(node)
    ? node
    : undefined;
}

function hasBody<N extends { readonly body: Span | undefined }>(
  node: N,
): node is N & { readonly body: Span } {
  return node.body !== undefined;
}

/** What was deleted comes back where it stood, with its comments and the empty line above. */
function restoring({ source }: LinkedFile, { before, owner, gap }: Of<'deleted'>): readonly Fix[] {
  const past = before.file;
  const extent = extentOf(past, before.node);
  const oneof = before.field?.oneof?.name;
  const around = owner && (oneofIn(owner, oneof) ?? owner).node;
  const indent = around === undefined ? '' : `${indentAt(source, around.start)}  `;
  const old = past.text.slice(extent.start, extent.end);
  const text = reindent(old, indentAt(past, before.node.start), indent);
  const title = `Restore the ${kindText(before)} "${before.name}"`;
  return [{ title, edits: [insertion(source, gap, text, isApart(past, extent))] }];
}

function kindText({ kind }: ProtoSymbol): string {
  return kind === 'enumValue' ? 'value' : kind === 'method' ? 'rpc' : kind;
}

function isApart({ text }: SourceFile, { start }: Span): boolean {
  return /\n[ \t]*\r?\n[ \t]*$/.test(text.slice(Math.max(start - 200, 0), start));
}

/** Lines into the gap: behind what stands before it, or where the file begins. */
function insertion(source: SourceFile, gap: Span, text: string, isApart: boolean): TextEdit {
  const eol = eolOf(source);
  if (gap.start === 0 && gap.end <= 1) {
    return { start: 0, end: 0, newText: text + eol };
  }
  const at = gap.start + 1;
  const isInLine = /^[^\r\n]*\S/.test(source.text.slice(at));
  const isFirst = source.text[gap.start] === '{';
  const before = isApart && !isFirst ? eol + eol : eol;
  return { start: at, end: at, newText: `${before}${text}${isInLine ? eol : ''}` };
}

function statementFix(
  { source }: LinkedFile,
  { now, before, what }: Of<'statement'>,
  past: SourceFile | undefined,
): readonly Fix[] {
  if (now !== undefined && before === undefined) {
    return [{ title: `Remove the ${what}`, edits: [{ ...linesOf(source, now), newText: '' }] }];
  }
  if (before === undefined || past === undefined) {
    return [];
  }
  const text = past.text.slice(before.start, before.end);
  if (now !== undefined) {
    return [putBack({ kind: 'changed', now, before, what }, past)];
  }
  const head = source.tree.members.filter(({ kind }) => kind === 'syntax' || kind === 'package');
  const at = what === 'syntax' ? 0 : (head.at(-1)?.end ?? 0);
  const eol = eolOf(source);
  const newText = at === 0 ? text + eol : eol + text;
  return [{ title: `Restore the ${what}`, edits: [{ start: at, end: at, newText }] }];
}

function reservingAgain(
  linked: LinkedFile,
  { owner, ranges, names }: Of<'unreserved'>,
): readonly Fix[] {
  const block = blockOf(owner);
  if (block === undefined) {
    return [];
  }
  const max = block.kind === 'enum' ? 0x7fff_ffff : 0x1fff_ffff;
  const numbers = ranges.map(([start, end]) =>
    start === end ? String(start) : `${start} to ${end === max ? 'max' : end}`,
  );
  const what = [...numbers, ...names.map((name) => `"${name}"`)].join(', ');
  const edits = reserveIn(linked, block, { numbers, names });
  return [{ title: `Reserve ${what} again`, edits }];
}

import type { FileMember, SourceFile } from '../../compiler/index.ts';
import { printBetween, printOwn, printTrailing, type SplitGap, splitGap } from './lines.ts';
import { hasBlock, printStatement } from './printStatements.ts';
import { type Comment, type FormatToken, type Gap, joinGaps, readTokens } from './trivia.ts';
import type { FormatStyle } from './style.ts';
import { Writer } from './writer.ts';

/** What a file consists of, in the order in which it is printed. */
type Section = 'syntax' | 'package' | 'imports' | 'options' | 'definitions';

const sections: readonly Section[] = ['syntax', 'package', 'imports', 'options', 'definitions'];

/** A statement of the file with the comments that go where it goes. */
interface Entry {
  readonly member: FileMember;
  readonly section: Section;
  /** Its place in the text, among the statements. */
  readonly index: number;
  /** Index of its first token. */
  readonly token: number;
  readonly before: SplitGap;
  /** Comments behind it on its last line. */
  readonly trailing: readonly Comment[];
}

/** Prints a file without syntax errors, its statements in the order of the sections. */
export function printFile(source: SourceFile, style: FormatStyle): string {
  const tokens = readTokens(source);
  const writer = new Writer(tokens, style);
  const { entries, last } = readEntries(source, tokens);
  if (entries.length === 0) {
    return printCommentsOnly(writer, last);
  }
  const detached = new DetachedComments(writer, entries);
  const ordered = entries.toSorted(compareEntries);
  ordered.forEach((entry, at) => {
    printSeparation(writer, entry, ordered[at - 1]);
    detached.printUpTo(entry.index);
    const { own } = entry.before;
    printOwn(writer, entry.before.isDetached ? [] : attachedOf(own));
    writer.moveTo(entry.token);
    writer.claimGap();
    printStatement(writer, entry.member);
    printTrailing(writer, entry.trailing);
    writer.newline();
  });
  detached.printUpTo(entries.length);
  printBetween(writer, {
    ...last,
    isDetached: false,
    isApart: last.isApart && last.own.length > 0,
  });
  return writer.text;
}

/** A file of comments alone begins with an empty line. */
function printCommentsOnly(writer: Writer, { trailing, own }: SplitGap): string {
  const comments = [...trailing, ...own];
  if (comments.length > 0) {
    writer.newline();
    printOwn(writer, comments);
  }
  return writer.text;
}

/** Comments that an empty line parts from what follows stay in their place when that moves away. */
class DetachedComments {
  readonly #writer: Writer;
  readonly #entries: readonly Entry[];
  #next = 0;

  constructor(writer: Writer, entries: readonly Entry[]) {
    this.#writer = writer;
    this.#entries = entries;
  }

  /** Prints those before the statements up to this one, as far as they have not been printed. */
  printUpTo(index: number): void {
    for (; this.#next <= index; this.#next++) {
      const before = this.#entries[this.#next]?.before;
      const comments = before === undefined ? [] : detachedOf(before);
      if (comments.length > 0) {
        printOwn(this.#writer, comments);
        this.#writer.newline();
      }
    }
  }
}

function detachedOf({ own, isDetached }: SplitGap): readonly Comment[] {
  return isDetached ? own : own.slice(0, own.length - attachedOf(own).length);
}

/** The comments behind the last empty line. */
function attachedOf(own: readonly Comment[]): readonly Comment[] {
  const last = own.findLastIndex(({ newlinesBefore }, index) => index > 0 && newlinesBefore > 1);
  return last === -1 ? own : own.slice(last);
}

function printSeparation(writer: Writer, entry: Entry, previous: Entry | undefined): void {
  if (previous !== undefined && isSeparated(entry, previous, writer.style)) {
    writer.newline();
  }
}

function isSeparated(
  { section, before, member }: Entry,
  previous: Entry,
  { blankLines }: FormatStyle,
): boolean {
  const isSame = section === previous.section;
  if (section === 'imports' || section === 'options') {
    return !isSame;
  }
  const isAroundBlock =
    blankLines === 'aroundBlocks' && (hasBlock(member) || hasBlock(previous.member));
  return (
    before.isApart || isAroundBlock || (previous.section === 'syntax' && section === 'definitions')
  );
}

function compareEntries(left: Entry, right: Entry): number {
  const bySection = sections.indexOf(left.section) - sections.indexOf(right.section);
  return bySection !== 0 ? bySection : compareText(sortKey(left.member), sortKey(right.member));
}

/** Imports go by path, those of options alone last; options by name, custom ones last. */
function sortKey(member: FileMember): string {
  switch (member.kind) {
    case 'import':
      return `${member.modifier?.text === 'option' ? '1' : '0'}${member.path?.value ?? ''}`;
    case 'option':
      return member.name
        .map(({ isExtension, name }) => (isExtension ? `~(${name.text})` : name.text))
        .join('.');
    default:
      return '';
  }
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}

function sectionOf({ kind }: FileMember): Section {
  switch (kind) {
    case 'syntax':
    case 'package':
      return kind;
    case 'import':
      return 'imports';
    case 'option':
      return 'options';
    default:
      return 'definitions';
  }
}

/** Splits the gaps between the statements. `last` is what stands behind the last one. */
function readEntries(
  { tree }: SourceFile,
  tokens: readonly FormatToken[],
): { readonly entries: readonly Entry[]; readonly last: SplitGap } {
  const drafts: { member: FileMember; token: number; gap: Gap }[] = [];
  let token = 0;
  let pending: Gap | undefined;
  for (const member of tree.members) {
    const gap = tokens[token]?.gap;
    pending = pending && gap ? joinGaps(pending, gap, 1) : gap;
    if (member.kind !== 'empty' && pending !== undefined) {
      drafts.push({ member, token, gap: pending });
      pending = undefined;
    }
    while ((tokens[token]?.start ?? Infinity) < member.end) {
      token++;
    }
  }
  const end = tokens.at(-1)?.gap;
  const lastGap = pending && end ? joinGaps(pending, end, 1) : end;
  const splits = [...drafts.map(({ gap }) => gap), ...(lastGap ? [lastGap] : [])].map(
    (gap, index) => splitGap(gap, { keepsLine: index > 0 }),
  );
  const at = (index: number): SplitGap =>
    splits[index] ?? splitGap({ comments: [], newlinesAfter: 0 });
  const entries = drafts.map(({ member, token: first }, index): Entry => ({
    member,
    section: sectionOf(member),
    index,
    token: first,
    before: index === 0 ? withoutTrailing(at(0)) : at(index),
    trailing: at(index + 1).trailing,
  }));
  const last = at(drafts.length);
  return { entries, last: drafts.length === 0 ? last : { ...last, trailing: [] } };
}

/** Before the first statement no comment trails anything. */
function withoutTrailing({ trailing, own, ...rest }: SplitGap): SplitGap {
  return { ...rest, trailing: [], own: [...trailing, ...own] };
}

/**
 * Which comments belong to a declaration, by the rules that protoc follows when it writes
 * `SourceCodeInfo` (`io/tokenizer.cc`, `Tokenizer::NextWithComments`): comments in the gap between
 * two tokens trail the first, lead the second, or are detached from both.
 */
import type { Node, Span } from './ast.ts';
import type { SourceFile } from './sourceFile.ts';
import type { TokenList } from './tokens.ts';
import { nodePathAt } from './walk.ts';

/** Texts without comment markers, line breaks kept, as in a descriptor; an empty one is absent. */
export interface Comments {
  readonly leading: string | undefined;
  readonly trailing: string | undefined;
  readonly detached: readonly string[];
}

/** The comments of a statement: those before its first token, and those behind its `;` or `{`. */
export function commentsOf(file: SourceFile, node: Node): Comments {
  return commentsAround(file, { start: node.start, terminator: terminatorOf(file, node) });
}

/** The comment above a statement alone: what `commentsOf` calls the leading one. */
export function leadingCommentOf(file: SourceFile, { start }: Span): string | undefined {
  return gapBefore(file, start).leading;
}

/** Where a statement begins, and where the `;` or `{` stands that ends it or opens its block. */
export interface StatementPlace {
  readonly start: number;
  /** Absent when the statement lacks one: then it has no trailing comment. */
  readonly terminator: number | undefined;
}

/** As `commentsOf`, by places in the text. */
export function commentsAround(file: SourceFile, { start, terminator }: StatementPlace): Comments {
  const before = gapBefore(file, start);
  const after = terminator === undefined ? undefined : gapBehind(file, terminator);
  return {
    leading: before.leading,
    trailing: after?.trailing,
    detached: [...detachedBeforeEmpty(file, start), ...before.detached],
  };
}

/** Offset of the first `;` or `{` that ends a statement or opens its block. */
export function terminatorOf(file: SourceFile, node: Node): number | undefined {
  const block: Span | undefined = 'body' in node && 'keyword' in node ? node.body : undefined;
  if (block !== undefined) {
    return block.start - 1;
  }
  return file.text[node.end - 1] === ';' ? node.end - 1 : undefined;
}

/**
 * What to show a person about a declaration: its leading comment, else its trailing one, without
 * the space behind each comment marker. Absent without a comment.
 */
export function documentationOf(file: SourceFile, node: Node): string | undefined {
  const { leading, trailing } = commentsOf(file, node);
  const text = (leading ?? trailing)
    ?.split('\n')
    .map((line) => line.replace(/^ /, '').trimEnd())
    .join('\n')
    .replace(/^\n+|\n+$/g, '');
  return text === '' ? undefined : text;
}

/** The comments of one gap. */
interface Gap {
  readonly trailing: string | undefined;
  readonly detached: readonly string[];
  readonly leading: string | undefined;
}

function gapBefore(file: SourceFile, start: number): Gap {
  const end = file.tokens.indexAt(start);
  return readGap(file, previousSignificant(file.tokens, end), end);
}

function gapBehind(file: SourceFile, terminator: number): Gap {
  const first = file.tokens.indexAt(terminator);
  return readGap(file, first, nextSignificant(file.tokens, first));
}

/** protoc passes detached comments on over empty statements, and drops their leading ones. */
function detachedBeforeEmpty(file: SourceFile, start: number): readonly string[] {
  const groups: (readonly string[])[] = [];
  let empty = emptyStatementBefore(file, start);
  while (empty !== undefined) {
    groups.push(gapBefore(file, empty).detached);
    empty = emptyStatementBefore(file, empty);
  }
  return groups.reverse().flat();
}

/** Where the token before `start` begins, when that is an empty statement. */
function emptyStatementBefore(file: SourceFile, start: number): number | undefined {
  const before = previousSignificant(file.tokens, file.tokens.indexAt(start));
  const at = before === -1 ? 0 : file.tokens.start(before);
  if (before === -1 || file.text[at] !== ';') {
    return undefined;
  }
  return nodePathAt(file.tree, at).at(-1)?.kind === 'empty' ? at : undefined;
}

function isTrivia(tokens: TokenList, index: number): boolean {
  const kind = tokens.kind(index);
  return kind === 'whitespace' || kind === 'lineComment' || kind === 'blockComment';
}

function previousSignificant(tokens: TokenList, index: number): number {
  let at = index - 1;
  while (at >= 0 && isTrivia(tokens, at)) {
    at--;
  }
  return at;
}

function nextSignificant(tokens: TokenList, index: number): number {
  let at = index + 1;
  while (at < tokens.length && isTrivia(tokens, at)) {
    at++;
  }
  return at;
}

/** Reads the gap between two tokens; -1 stands for the beginning of the text. */
function readGap(file: SourceFile, previous: number, next: number): Gap {
  const { text, tokens } = file;
  const start = previous === -1 ? 0 : tokens.end(previous);
  const gap = text.slice(start, next < tokens.length ? tokens.start(next) : text.length);
  if (!gap.includes('/')) {
    return emptyGap;
  }
  const isAtEnd = next >= tokens.length;
  return new GapReader(gap, {
    isAtStart: previous === -1,
    isAtEnd,
    closesScope: isAtEnd || '}])'.includes(text.charAt(tokens.start(next))),
  }).read();
}

const emptyGap: Gap = { trailing: undefined, detached: [], leading: undefined };

interface GapPlace {
  readonly isAtStart: boolean;
  readonly isAtEnd: boolean;
  /** Whether a bracket closes behind the gap, or the text ends: no comment leads that. */
  readonly closesScope: boolean;
}

/** Walks over one gap as protoc's tokenizer does, one comment pending at a time. */
class GapReader {
  readonly #gap: string;
  readonly #place: GapPlace;
  readonly #detached: string[] = [];
  #at = 0;
  #trailing = '';
  #hasTrailing = false;
  #canTrail: boolean;
  #flushed = 0;
  #pending: string | undefined;
  #isPendingLine = false;
  /** Where the comment on the line of the token before the gap ends. */
  #firstCommentEnd = -1;

  constructor(gap: string, place: GapPlace) {
    this.#gap = gap;
    this.#place = place;
    this.#canTrail = !place.isAtStart;
  }

  read(): Gap {
    if (this.#place.isAtStart) {
      this.#at = this.#gap.startsWith('\ufeff') ? 1 : 0;
    } else if (!this.#readFirstLine()) {
      return emptyGap;
    }
    while (this.#readLine());
    this.#finish();
    return {
      trailing: textOrAbsent(this.#trailing),
      detached: this.#detached,
      leading: textOrAbsent(this.#pending),
    };
  }

  /** A comment on the line of the token before the gap is that token's. False ends the gap. */
  #readFirstLine(): boolean {
    this.#skipBlanks();
    if (this.#gap.startsWith('//', this.#at)) {
      this.#lineComment();
      this.#firstCommentEnd = this.#at - 1;
      this.#flush();
      return true;
    }
    if (this.#gap.startsWith('/*', this.#at)) {
      this.#blockComment();
      this.#firstCommentEnd = this.#at;
      this.#skipBlanks();
      this.#flush();
      return true;
    }
    return this.#takeNewline();
  }

  /** False at the end of the gap. */
  #readLine(): boolean {
    this.#skipBlanks();
    if (this.#gap.startsWith('//', this.#at)) {
      this.#lineComment();
      return true;
    }
    if (this.#gap.startsWith('/*', this.#at)) {
      this.#blockComment();
      this.#skipBlanks();
      this.#takeNewline();
      return true;
    }
    if (!this.#takeNewline()) {
      return false;
    }
    this.#flush();
    this.#canTrail = false;
    return true;
  }

  #finish(): void {
    if (this.#place.closesScope) {
      this.#flush();
    }
    if (!this.#place.isAtEnd && this.#isUnclear()) {
      this.#detachOnly();
    }
  }

  /** Whether the token behind the gap is on the line of the one before it, or of its comment. */
  #isUnclear(): boolean {
    const lastNewline = this.#gap.lastIndexOf('\n');
    const isOnFirstLine = lastNewline === -1 && !this.#place.isAtStart;
    return isOnFirstLine || (this.#firstCommentEnd !== -1 && lastNewline < this.#firstCommentEnd);
  }

  /** A single comment between two tokens of a line belongs to neither. */
  #detachOnly(): void {
    const count = this.#flushed + (this.#pending === undefined ? 0 : 1);
    if (count !== 1) {
      return;
    }
    if (this.#hasTrailing) {
      this.#detached.unshift(this.#trailing);
      this.#trailing = '';
    }
    this.#flush();
  }

  #flush(): void {
    if (this.#pending === undefined) {
      return;
    }
    if (this.#canTrail) {
      this.#trailing += this.#pending;
      this.#hasTrailing = true;
      this.#canTrail = false;
    } else {
      this.#detached.push(this.#pending);
    }
    this.#pending = undefined;
    this.#flushed++;
  }

  /** Line comments on successive lines are one comment; each keeps its line break. */
  #lineComment(): void {
    if (this.#pending !== undefined && !this.#isPendingLine) {
      this.#flush();
    }
    const newline = this.#gap.indexOf('\n', this.#at);
    const end = newline === -1 ? this.#gap.length : newline + 1;
    this.#pending = (this.#pending ?? '') + this.#gap.slice(this.#at + 2, end);
    this.#isPendingLine = true;
    this.#at = end;
  }

  #blockComment(): void {
    this.#flush();
    const closing = this.#gap.indexOf('*/', this.#at + 2);
    const end = closing === -1 ? this.#gap.length : closing;
    this.#pending = stripBlock(this.#gap.slice(this.#at + 2, end));
    this.#isPendingLine = false;
    this.#at = Math.min(end + 2, this.#gap.length);
  }

  #skipBlanks(): void {
    while (this.#at < this.#gap.length && ' \t\r\v\f'.includes(this.#gap.charAt(this.#at))) {
      this.#at++;
    }
  }

  #takeNewline(): boolean {
    if (this.#gap.charAt(this.#at) !== '\n') {
      return false;
    }
    this.#at++;
    return true;
  }
}

/** Takes the white space, and one asterisk behind it, from the beginning of all lines but the first. */
function stripBlock(content: string): string {
  return content.replace(/\n[ \t\r\v\f]*\*?/g, '\n');
}

function textOrAbsent(text: string | undefined): string | undefined {
  return text === undefined || text === '' ? undefined : text;
}

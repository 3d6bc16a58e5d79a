import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import * as findings from '../diagnostics/syntaxDiagnostics.ts';
import type { Span } from './ast.ts';
import { char, charClasses, charClass } from './characters.ts';
import { kindCode } from './flatTokens.ts';
import type { FlatTokens } from './flatTokens.ts';
import { maxDiagnostics } from './lexer.ts';
import type { LexedText } from './lexer.ts';

/**
 * How the parser goes on behind an error. By `layout`, lines and indentation tell where a statement
 * begins and a block ends, which finds what is missing where it is missing. By `braces`, they mean
 * nothing, as in protoc, whose first error is then ours. By `fields`, for the text format, they mean
 * nothing either, and each field of a message is a statement.
 */
export type Recovery = 'layout' | 'braces' | 'fields';

/**
 * The parser's place among the significant tokens, and its findings.
 *
 * A statement has at most one finding: after the first, `failed` holds until the next statement
 * begins, and `report` is silent. It is silent too about a token that the lexer complained of, and
 * about what follows such a token.
 */
export class Cursor {
  readonly text: string;
  readonly recovery: Recovery;
  readonly diagnostics: Diagnostic[] = [];
  /** How many blocks, or message literals and lists, are open. */
  depth = 0;
  /** Whether the present statement has a finding already. */
  failed = false;

  /** Kind of the current token: a `kindCode`. */
  kind = 0;
  /** Character code of the current token when it is punctuation, else 0. */
  code = 0;
  start = 0;
  end = 0;
  /** Where the token before the current one ends; 0 at the first. */
  previousEnd = 0;
  /** Counts significant tokens. */
  index = -1;

  readonly #tokens: FlatTokens;
  readonly #lexical: readonly Diagnostic[];
  #previousStart = 0;

  constructor(text: string, lexed: LexedText, recovery: Recovery) {
    this.text = text;
    this.recovery = recovery;
    this.#tokens = lexed.tokens;
    this.#lexical = lexed.diagnostics;
    this.advance();
    this.previousEnd = 0;
  }

  get atEnd(): boolean {
    return this.kind === kindCode.end;
  }

  advance(): void {
    this.#previousStart = this.start;
    this.previousEnd = this.end;
    const { kinds, starts, significant } = this.#tokens;
    const token = significant[this.index + 1];
    if (token === undefined) {
      return;
    }
    this.index++;
    const kind = kinds[token] ?? 0;
    const start = starts[token] ?? 0;
    this.kind = kind;
    this.start = start;
    this.end = starts[token + 1] ?? start;
    this.code = kind === kindCode.punctuation ? this.text.charCodeAt(start) : 0;
  }

  /** The current token as written. */
  tokenText(): string {
    return this.text.slice(this.start, this.end);
  }

  /** The current token when it is an identifier, else the empty string. */
  word(): string {
    return this.kind === kindCode.identifier ? this.text.slice(this.start, this.end) : '';
  }

  /** Kind of the token `ahead` of the current one. */
  peekKind(ahead: number): number {
    const token = this.#tokens.significant[this.index + ahead];
    return token === undefined ? kindCode.end : (this.#tokens.kinds[token] ?? kindCode.end);
  }

  /** As `code`, for the token `ahead` of the current one. */
  peekCode(ahead: number): number {
    return this.peekKind(ahead) === kindCode.punctuation
      ? this.text.charCodeAt(this.#peekStart(ahead))
      : 0;
  }

  /** As `word`, for the token `ahead` of the current one. */
  peekWord(ahead: number): string {
    const token = this.#tokens.significant[this.index + ahead];
    if (token === undefined || this.#tokens.kinds[token] !== kindCode.identifier) {
      return '';
    }
    return this.text.slice(this.#tokens.starts[token], this.#tokens.starts[token + 1]);
  }

  /** Whether a line break stands between the current token and the one before it. */
  onNewLine(): boolean {
    return this.text.slice(this.previousEnd, this.start).includes('\n');
  }

  /** As `onNewLine`, where that may tell one statement from the next. */
  beginsLine(): boolean {
    return this.recovery === 'layout' && this.onNewLine();
  }

  /** Passes over the punctuation `code` when it is current. */
  take(code: number): boolean {
    if (this.code !== code) {
      return false;
    }
    this.advance();
    return true;
  }

  /** As `take`, with a finding when something else is current. */
  expect(code: number): boolean {
    if (this.take(code)) {
      return true;
    }
    this.expected(`"${String.fromCharCode(code)}"`);
    return false;
  }

  /** Reports that `what` is missing here: at the current token, or behind the last on its line. */
  expected(what: string): void {
    if (this.failed) {
      return;
    }
    if (this.atEnd || this.onNewLine()) {
      this.report(findings.expected(this.afterPrevious(), what, undefined));
    } else {
      this.report(findings.expected(this.currentSpan(), what, this.tokenText()));
    }
  }

  /** Adds a finding of the present statement, unless it has one. */
  report(diagnostic: Diagnostic): void {
    const isSilent = this.failed || this.#isMalformedHere();
    this.failed = true;
    if (!isSilent && this.diagnostics.length < maxDiagnostics) {
      this.diagnostics.push(diagnostic);
    }
  }

  /** The empty span behind the token before the current one. */
  afterPrevious(): Span {
    return { start: this.previousEnd, end: this.previousEnd };
  }

  currentSpan(): Span {
    return { start: this.start, end: this.end };
  }

  /**
   * Ends a statement at its `;` and returns where. When the `;` is missing, says so and passes over
   * what cannot belong to another statement.
   */
  endStatement(): number {
    if (this.code === char.semicolon) {
      this.advance();
      return this.previousEnd;
    }
    if (!this.failed) {
      this.report(findings.missingSemicolon(this.#semicolonSpan(), this.previousEnd));
    }
    this.recover();
    return this.previousEnd;
  }

  /**
   * Passes over tokens up to a `;` (included), the end of a block that opens on the way, a `}` that
   * closes the block around, or a line that looks like the beginning of a statement.
   */
  recover(): void {
    while (!this.atEnd && this.code !== char.closeBrace && !this.atLikelyStatement()) {
      const { code } = this;
      if (code === char.openBrace) {
        this.skipBlock();
        return;
      }
      this.advance();
      if (code === char.semicolon) {
        return;
      }
    }
  }

  /** Index of the `}` that closes the current `{`, whatever else stands between them. */
  closingBrace(): number | undefined {
    const { significant, starts, kinds } = this.#tokens;
    for (let index = this.index, depth = 0; index < significant.length; index++) {
      const token = significant[index] ?? 0;
      const isPunctuation = kinds[token] === kindCode.punctuation;
      const code = isPunctuation ? this.text.charCodeAt(starts[token] ?? 0) : 0;
      depth += code === char.openBrace ? 1 : code === char.closeBrace ? -1 : 0;
      if (depth === 0) {
        return index;
      }
    }
    return undefined;
  }

  /** Goes to the token of an index, back or forth. */
  goTo(index: number): void {
    this.index = index - 2;
    this.advance();
    this.advance();
  }

  /** Passes over a block, the current token being its `{`. */
  skipBlock(): void {
    let depth = 0;
    while (!this.atEnd) {
      if (this.code === char.openBrace) {
        depth++;
      } else if (this.code === char.closeBrace) {
        depth--;
      }
      this.advance();
      if (depth === 0) {
        return;
      }
    }
  }

  /**
   * Whether the current token begins a line that, going by its indentation, stands outside the
   * block whose statement begins at `statementStart`. Only trusted in a text that lacks a `}`.
   */
  isOutdented(statementStart: number): boolean {
    return (
      this.#tokens.lacksClosingBrace &&
      this.kind === kindCode.identifier &&
      this.beginsLine() &&
      this.#isFirstOnLine(this.start) &&
      this.#indentOf(this.start) <= this.#indentOf(statementStart)
    );
  }

  /** Whether the current token begins a line with a statement's keyword. */
  atStatementLine(): boolean {
    return (
      this.kind === kindCode.identifier && statementWords.has(this.word()) && this.beginsLine()
    );
  }

  /** As `atStatementLine`, or with two words: a field, and nothing within an option's value. */
  atOtherStatement(): boolean {
    return (
      this.atStatementLine() ||
      (this.kind === kindCode.identifier &&
        this.peekKind(1) === kindCode.identifier &&
        this.beginsLine())
    );
  }

  /** As `atStatementLine`, or with what looks like a field or an enum value. */
  atLikelyStatement(): boolean {
    return this.kind === kindCode.identifier && this.beginsLine() && this.#looksLikeStatement();
  }

  #peekStart(ahead: number): number {
    const token = this.#tokens.significant[this.index + ahead];
    return token === undefined ? this.text.length : (this.#tokens.starts[token] ?? 0);
  }

  /** A missing `;` belongs behind the token before; it is the wrong token that shows when on a line. */
  #semicolonSpan(): Span {
    return this.atEnd || this.onNewLine() || this.code === char.closeBrace
      ? this.afterPrevious()
      : this.currentSpan();
  }

  #looksLikeStatement(): boolean {
    const word = this.word();
    return (
      statementWords.has(word) ||
      (!continuationWords.has(word) &&
        (this.peekKind(1) === kindCode.identifier || fieldFollowers.has(this.peekCode(1))))
    );
  }

  #isMalformedHere(): boolean {
    if (this.#lexical.length === 0) {
      return false;
    }
    const at = firstEndingAfter(this.#lexical, this.#previousStart);
    const diagnostic = this.#lexical[at];
    return diagnostic !== undefined && diagnostic.start < Math.max(this.end, this.start + 1);
  }

  #isFirstOnLine(offset: number): boolean {
    const lineStart = this.text.lastIndexOf('\n', offset - 1) + 1;
    return lineStart + this.#indentOf(offset) === offset;
  }

  /** Width of the white space at the beginning of the line of `offset`, a tab counting as one. */
  #indentOf(offset: number): number {
    const lineStart = this.text.lastIndexOf('\n', offset - 1) + 1;
    let at = lineStart;
    while (charClasses[this.text.charCodeAt(at)] === charClass.whitespace && at < offset) {
      at++;
    }
    return at - lineStart;
  }
}

/** Index of the first diagnostic whose end is beyond `offset`; they are in order. */
function firstEndingAfter(diagnostics: readonly Diagnostic[], offset: number): number {
  let low = 0;
  let high = diagnostics.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((diagnostics[middle]?.end ?? 0) <= offset) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

/** What a line begins with when it begins a statement, whatever comes next. */
const statementWords: ReadonlySet<string> = new Set([
  'edition',
  'enum',
  'export',
  'extend',
  'extensions',
  'import',
  'local',
  'message',
  'oneof',
  'option',
  'optional',
  'package',
  'repeated',
  'required',
  'reserved',
  'rpc',
  'service',
  'syntax',
]);

/** What a line of a statement that goes on may begin with. */
const continuationWords: ReadonlySet<string> = new Set(['returns', 'stream', 'to', 'max']);

const fieldFollowers: ReadonlySet<number> = new Set([char.dot, char.less, char.equals]);

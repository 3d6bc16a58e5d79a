import { type Comment, emptyGap, type FormatToken, joinGaps } from '../format/trivia.ts';

const indentWidth = 2;

/**
 * Prints the tokens of a text format's document one after another. A comment ends its line, so what
 * follows one always begins a line; an empty line stays where there was at least one, but not at the
 * begin or the end of a block.
 */
export class TokenPrinter {
  readonly #tokens: readonly FormatToken[];
  /** Ends of lines that have been printed, with the indentation in front of each. */
  readonly #pieces: string[] = [];
  #index = 0;
  #depth = 0;
  #wantsLine = false;
  /** Whether an empty line may stand before the next thing. */
  #mayBeApart = false;
  /** Whether the next token touches what is before it. */
  #touches = true;
  /** The gaps before tokens that were dropped. */
  #gap = emptyGap;

  constructor(tokens: readonly FormatToken[]) {
    this.#tokens = tokens;
  }

  get text(): string {
    return this.#pieces.join('');
  }

  /** Offset of the next token; at the end that of the text. */
  get start(): number {
    return this.#token.start;
  }

  get next(): string {
    return this.#token.text;
  }

  /** Whether no line break and no comment stands between the next token and the last before `end`. */
  isOnOneLine(end: number): boolean {
    for (let index = this.#index + 1; (this.#tokens[index]?.start ?? end) < end; index++) {
      const { comments, newlinesAfter } = this.#tokens[index]?.gap ?? emptyGap;
      if (comments.length > 0 || newlinesAfter > 0) {
        return false;
      }
    }
    return true;
  }

  /** Prints the next token, or another text in its place, behind its comments. */
  take(glue: '' | ' ', text = this.next): void {
    const gap = joinGaps(this.#gap, this.#token.gap, 0);
    this.#gap = emptyGap;
    gap.comments.forEach((comment) => this.#comment(comment));
    const isApart = gap.newlinesAfter > 1;
    this.#print(this.#touches ? '' : glue, text, isApart);
    this.#index++;
  }

  /** Prints what closes a block. */
  close(glue: '' | ' ', text: string): void {
    const before = this.#token.gap;
    const gap = joinGaps(this.#gap, before, 0);
    this.#gap = emptyGap;
    this.#depth++;
    gap.comments.forEach((comment) => this.#comment(comment));
    this.#depth--;
    this.#mayBeApart = false;
    this.#print(glue, text, false);
    this.#index++;
  }

  /** Prints a text that is no token. */
  insert(text: string): void {
    this.#pieces.push(text);
  }

  /** Leaves out the next token where it is one of these; its comments stay. */
  drop(texts: ReadonlySet<string>): void {
    if (texts.has(this.next)) {
      this.#gap = joinGaps(this.#gap, this.#token.gap, 0);
      this.#index++;
    }
  }

  /** What comes next begins a line. */
  breakLine(): void {
    this.#wantsLine = this.#pieces.length > 0;
  }

  /** What comes next touches what is before it. */
  touch(): void {
    this.#touches = true;
  }

  indented(print: () => void): void {
    this.#depth++;
    this.#mayBeApart = false;
    print();
    this.#depth--;
  }

  /** Prints the comments behind the last token, and ends the last line. */
  end(): void {
    joinGaps(this.#gap, this.#token.gap, 0).comments.forEach((comment) => this.#comment(comment));
    if (this.#pieces.length > 0) {
      this.#pieces.push('\n');
    }
  }

  get #token(): FormatToken {
    return this.#tokens[this.#index] ?? endToken;
  }

  #comment({ text, newlinesBefore }: Comment): void {
    if (newlinesBefore === 0 && this.#pieces.length > 0) {
      this.#pieces.push('  ', text);
    } else {
      this.breakLine();
      this.#print('', text, newlinesBefore > 1);
    }
    this.breakLine();
    this.#mayBeApart = true;
  }

  #print(glue: '' | ' ', text: string, isApart: boolean): void {
    if (this.#wantsLine) {
      this.#pieces.push(isApart && this.#mayBeApart ? '\n\n' : '\n', this.#indentation);
    } else {
      this.#pieces.push(glue);
    }
    this.#pieces.push(text);
    this.#wantsLine = false;
    this.#mayBeApart = true;
    this.#touches = false;
  }

  get #indentation(): string {
    return ' '.repeat(this.#depth * indentWidth);
  }
}

const endToken: FormatToken = { start: Infinity, text: '', gap: emptyGap };

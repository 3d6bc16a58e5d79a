import { asBlockComment, commentLines } from './commentText.ts';
import { type Comment, emptyGap, type FormatToken, type Gap, joinGaps } from './trivia.ts';

const indentWidth = 2;

/** What stands between two tokens of a line. */
export type Glue = '' | ' ';

/**
 * Prints tokens one after another. Whoever wants the comments before a token elsewhere than in its
 * line claims them first, so they are printed once.
 */
export class Writer {
  readonly #tokens: readonly FormatToken[];
  readonly #pieces: string[] = [];
  #next = 0;
  /** Index of the token whose comments somebody has claimed. */
  #claimed = -1;
  /** Index of the token behind the last value. */
  #valueEnd = -1;
  #indentation = '';
  #atLineStart = true;

  constructor(tokens: readonly FormatToken[]) {
    this.#tokens = tokens;
  }

  get text(): string {
    return this.#pieces.join('');
  }

  /** Offset and text of the next token; at the end that of the text. */
  get start(): number {
    return this.#at(this.#next).start;
  }

  get next(): string {
    return this.#at(this.#next).text;
  }

  /** Goes on at another token: statements may be printed in another order. */
  moveTo(index: number): void {
    this.#next = index;
    this.#claimed = -1;
  }

  /** What stands before the next token, for the caller to print; empty the second time. */
  claimGap(): Gap {
    if (this.#claimed === this.#next) {
      return emptyGap;
    }
    this.#claimed = this.#next;
    return this.#at(this.#next).gap;
  }

  /** As `claimGap`, leaving out tokens of these texts: see `joinGaps`. */
  claimGapOver(isDropped: (text: string) => boolean, leastNewlines: 0 | 1): Gap {
    let gap = this.claimGap();
    while (isDropped(this.next)) {
      this.#next++;
      gap = joinGaps(gap, this.claimGap(), leastNewlines);
    }
    return gap;
  }

  /** Prints the next token, or another text in its place, and its comments in the line. */
  take(glue: Glue, text = this.next): void {
    const { comments } = this.claimGap();
    this.raw(comments.length === 0 ? glue : this.#inlineComments(comments, glue), text);
    this.#next++;
  }

  /** Prints a text that is no token. */
  raw(glue: Glue, text: string): void {
    this.#pieces.push(this.#atLineStart ? this.#indentation : glue, text);
    this.#atLineStart = false;
  }

  /** Says that the token before the next one ended a value. */
  endValue(): void {
    this.#valueEnd = this.#next;
  }

  newline(): void {
    this.#pieces.push('\n');
    this.#atLineStart = true;
  }

  indented(print: () => void): void {
    const before = this.#indentation;
    this.#indentation += ' '.repeat(indentWidth);
    print();
    this.#indentation = before;
  }

  /** A comment on a line of its own, or at the end of this one. */
  comment(glue: Glue, { text }: Comment): void {
    this.raw(glue, commentLines(text, this.#indentation));
  }

  /** Whether a comment stands before one of the tokens from here up to an offset. */
  hasCommentsBefore(end: number): boolean {
    for (let index = this.#next; this.#at(index).start < end; index++) {
      if (index !== this.#claimed && this.#at(index).gap.comments.length > 0) {
        return true;
      }
    }
    return false;
  }

  /** Answers what stands between the last comment and the token. */
  #inlineComments(comments: readonly Comment[], glue: Glue): Glue {
    const left = this.#at(this.#next - 1).text;
    let before: Glue = glue === '' && (touching.has(left) || touching.has(this.next)) ? '' : ' ';
    for (const comment of comments) {
      if (!comment.isLine) {
        this.comment(before, comment);
      } else if (mayBreak(left) && this.#valueEnd !== this.#next) {
        this.comment(before, comment);
        this.newline();
      } else {
        this.raw(before, asBlockComment(comment.text));
      }
      before = ' ';
    }
    return left === '-' ? ' ' : glue;
  }

  #at(index: number): FormatToken {
    return this.#tokens[index] ?? endToken;
  }
}

/** Tokens that a comment touches when nothing stands between them and their neighbour. */
const touching: ReadonlySet<string> = new Set(['.', '(', '<', '[']);

/**
 * Whether a line comment behind a token stays one, so that what follows begins a line: behind
 * punctuation, a number or a keyword. Behind a name or a value the line goes on.
 */
function mayBreak(left: string): boolean {
  return !/^[\p{L}_"']/u.test(left) || keywords.has(left);
}

const keywords: ReadonlySet<string> = new Set([
  'edition',
  'enum',
  'export',
  'extend',
  'extensions',
  'group',
  'import',
  'local',
  'map',
  'message',
  'oneof',
  'option',
  'optional',
  'package',
  'public',
  'repeated',
  'required',
  'reserved',
  'returns',
  'rpc',
  'service',
  'stream',
  'syntax',
  'to',
  'weak',
]);

const endToken: FormatToken = { start: Infinity, text: '', gap: emptyGap };

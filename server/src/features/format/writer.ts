import { asBlockComment, commentLines } from './commentText.ts';
import type { FormatStyle } from './style.ts';
import { type Comment, emptyGap, type FormatToken, type Gap, joinGaps } from './trivia.ts';

/** What stands between two tokens of a line. */
export type Glue = '' | ' ';

/**
 * Prints tokens one after another. Whoever wants the comments before a token elsewhere than in its
 * line claims them first, so they are printed once.
 */
export class Writer {
  readonly style: FormatStyle;
  readonly #tokens: readonly FormatToken[];
  readonly #pieces: string[] = [];
  #next = 0;
  /** Index of the token whose comments somebody has claimed. */
  #claimed = -1;
  /** Index of the token behind the last value. */
  #valueEnd = -1;
  #indentation = '';
  #atLineStart = true;
  /** Indexes of pieces that may be moved to the right, to stand below each other. */
  readonly #stops = new Set<number>();
  /** Whether the next token is one of these. */
  #isStop = false;

  constructor(tokens: readonly FormatToken[], style: FormatStyle) {
    this.#tokens = tokens;
    this.style = style;
  }

  get text(): string {
    return this.#stops.size === 0 ? this.#pieces.join('') : aligned(this.#pieces, this.#stops);
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
    const between = comments.length === 0 ? glue : this.#inlineComments(comments, glue);
    if (this.#isStop) {
      this.#stops.add(this.#pieces.length);
      this.#isStop = false;
    }
    this.raw(between, text);
    this.#next++;
  }

  /** Prints a text that is no token. */
  raw(glue: Glue, text: string): void {
    this.#pieces.push(this.#atLineStart ? this.#indentation : glue, text);
    this.#atLineStart = false;
  }

  /** Says that the next token stands below that of the line before, when the style wants it. */
  alignNext(): void {
    this.#isStop = this.style.alignNumbers;
  }

  /**
   * Prints what is to end in the line that it begins in, with `reserve` characters to come. Takes it
   * all back, and answers false, when it does not.
   */
  fits(print: () => void, reserve: number): boolean {
    const before = {
      pieces: this.#pieces.length,
      next: this.#next,
      claimed: this.#claimed,
      valueEnd: this.#valueEnd,
    };
    print();
    const printed = this.#pieces.slice(before.pieces).join('');
    if (!printed.includes('\n') && this.#column() + reserve <= this.style.lineLength) {
      return true;
    }
    this.#pieces.length = before.pieces;
    this.#next = before.next;
    this.#claimed = before.claimed;
    this.#valueEnd = before.valueEnd;
    return false;
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
    const { indent } = this.style;
    this.#indentation += indent === 'tab' ? '\t' : ' '.repeat(indent);
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

  /** Characters in the line so far. */
  #column(): number {
    let column = 0;
    for (let index = this.#pieces.length - 1; index >= 0; index--) {
      const piece = this.#pieces[index] ?? '';
      const lineBreak = piece.lastIndexOf('\n');
      column += [...piece.slice(lineBreak + 1)].length;
      if (lineBreak !== -1) {
        break;
      }
    }
    return column;
  }

  #at(index: number): FormatToken {
    return this.#tokens[index] ?? endToken;
  }
}

/** The pieces with spaces before the stops, so that those of lines one below the other do so too. */
function aligned(pieces: readonly string[], stops: ReadonlySet<number>): string {
  const lines: { text: string; stop: number | undefined }[] = [{ text: '', stop: undefined }];
  pieces.forEach((piece, index) => {
    for (const [number, part] of piece.split('\n').entries()) {
      if (number > 0) {
        lines.push({ text: '', stop: undefined });
      }
      const line = lines.at(-1);
      if (line !== undefined) {
        line.stop = number === 0 && stops.has(index) ? line.text.length : line.stop;
        line.text += part;
      }
    }
  });
  for (let start = 0; start < lines.length;) {
    let end = start + 1;
    while (lines[start]?.stop !== undefined && isBelow(lines[end], lines[start])) {
      end++;
    }
    const group = lines.slice(start, end);
    const furthest = group.reduce((most, { stop = 0 }) => Math.max(most, stop), 0);
    for (const line of group) {
      if (line.stop !== undefined) {
        const { text, stop } = line;
        line.text = text.slice(0, stop) + ' '.repeat(furthest - stop) + text.slice(stop);
      }
    }
    start = end;
  }
  return lines.map(({ text }) => text).join('\n');
}

interface StoppedLine {
  readonly text: string;
  readonly stop: number | undefined;
}

/** Whether a line has a stop, and begins as far from the margin as another. */
function isBelow(line: StoppedLine | undefined, other: StoppedLine | undefined): boolean {
  return (
    line?.stop !== undefined && /^\s*/.exec(line.text)?.[0] === /^\s*/.exec(other?.text ?? '')?.[0]
  );
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

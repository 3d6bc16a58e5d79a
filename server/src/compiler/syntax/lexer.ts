import * as findings from '../diagnostics/syntaxDiagnostics.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { char, charClass, charClasses, isDigit } from './characters.ts';
import { kindCode, TokenBuffer } from './flatTokens.ts';
import type { FlatTokens } from './flatTokens.ts';
import { type NumberOptions, scanNumber } from './scanNumber.ts';
import { scanString } from './scanString.ts';

/** All tokens of a text, and what is wrong with single tokens, in order of the text. */
export interface LexedText {
  readonly tokens: FlatTokens;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * The language of a text: `.proto` files, or documents of the text format, which have `#` comments
 * and none of the others, and numbers such as `1.5f`.
 */
export type Dialect = 'proto' | 'text';

/** Findings beyond this many are dropped, so that a binary file cannot drown a reader. */
export const maxDiagnostics = 500;

/**
 * Splits a text into tokens without losing a character, by the rules of protoc's
 * `io/tokenizer.cc`. It differs in what it does after an error: a malformed number takes in the
 * letters, digits and dots that stick to it, and a word with letters outside ASCII is one token.
 */
export function tokenize(text: string, dialect: Dialect = 'proto'): LexedText {
  return new Lexer(text, dialect).run();
}

/** Some tokens in the middle of a text. */
export interface LexedPart extends LexedText {
  /** Where the token behind the last one begins. */
  readonly end: number;
}

/**
 * Splits a text from the beginning of a token on, until the next token begins where `isEnd` says. The
 * text must be without NUL characters.
 */
export function tokenizeFrom(
  text: string,
  start: number,
  isEnd: (at: number) => boolean,
): LexedPart {
  return new Lexer(text, 'proto').runFrom(start, isEnd);
}

/** Texts are many, and read one after the other. */
const sharedBuffer = new TokenBuffer();

class Lexer {
  readonly #text: string;
  readonly #buffer = sharedBuffer;
  readonly #diagnostics: Diagnostic[] = [];
  #hasNul = false;
  readonly #isTextFormat: boolean;
  readonly #numbers: NumberOptions;
  #braces = 0;

  constructor(text: string, dialect: Dialect) {
    this.#text = text;
    this.#isTextFormat = dialect === 'text';
    this.#numbers = { report: this.#report, takesSuffix: this.#isTextFormat };
    this.#buffer.clear();
  }

  run(): LexedText {
    const { length } = this.#text;
    this.#hasNul = this.#text.includes('\0');
    let at = this.#byteOrderMark();
    while (at < length) {
      at = this.#token(at);
    }
    return {
      tokens: this.#buffer.finish(length, this.#braces),
      diagnostics: this.#diagnostics,
    };
  }

  runFrom(start: number, isEnd: (at: number) => boolean): LexedPart {
    const { length } = this.#text;
    let at = start;
    while (at < length && !isEnd(at)) {
      at = this.#token(at);
    }
    return {
      tokens: this.#buffer.finish(at, this.#braces),
      diagnostics: this.#diagnostics,
      end: at,
    };
  }

  #byteOrderMark(): number {
    if (this.#text.charCodeAt(0) !== char.byteOrderMark) {
      return 0;
    }
    this.#buffer.addTrivia(kindCode.whitespace, 0);
    return 1;
  }

  /** Adds the token at `start` and returns its end. */
  #token(start: number): number {
    const text = this.#text;
    const code = text.charCodeAt(start);
    switch (charClasses[code]) {
      case charClass.whitespace:
        this.#buffer.addTrivia(kindCode.whitespace, start);
        return endOfWhitespace(text, start + 1);
      case charClass.letter:
        return this.#identifier(start);
      case charClass.digit:
        return this.#number(start);
      case charClass.quote:
        this.#buffer.add(kindCode.string, start);
        return scanString(text, start, this.#report);
      case charClass.slash:
        return this.#slash(start);
      case charClass.dot:
        return isDigit(text.charCodeAt(start + 1)) ? this.#number(start) : this.#symbol(start);
      case charClass.control:
        return this.#controls(start);
      case charClass.nonAscii:
        return this.#nonAscii(start);
      default:
        if (code === char.hash && this.#isTextFormat) {
          return this.#lineComment(start);
        }
        this.#braces += code === char.openBrace ? 1 : code === char.closeBrace ? -1 : 0;
        return this.#symbol(start);
    }
  }

  #symbol(start: number): number {
    this.#buffer.add(kindCode.punctuation, start);
    return start + 1;
  }

  #identifier(start: number): number {
    const text = this.#text;
    const { length } = text;
    let end = start + 1;
    while (end < length && (charClasses[text.charCodeAt(end)] ?? 0) >= charClass.digit) {
      end++;
    }
    if (end < length && charClasses[text.charCodeAt(end)] === charClass.nonAscii) {
      const wordEnd = endOfWord(text, end);
      if (wordEnd > end) {
        return this.#foreignWord(start, wordEnd);
      }
    }
    this.#buffer.add(kindCode.identifier, start);
    return end;
  }

  #number(start: number): number {
    const { end, isFloat } = scanNumber(this.#text, start, this.#numbers);
    this.#buffer.add(isFloat ? kindCode.float : kindCode.integer, start);
    return end;
  }

  #slash(start: number): number {
    const next = this.#text.charCodeAt(start + 1);
    if (this.#isTextFormat && (next === char.slash || next === char.star)) {
      const span = { start, end: start + 2 };
      this.#report(findings.slashComment(span, this.#text.slice(start, start + 2)));
    }
    if (next === char.slash) {
      return this.#lineComment(start);
    }
    if (next === char.star) {
      this.#buffer.addTrivia(kindCode.blockComment, start);
      return this.#endOfBlockComment(start);
    }
    return this.#symbol(start);
  }

  #lineComment(start: number): number {
    this.#buffer.addTrivia(kindCode.lineComment, start);
    return this.#endOfLineComment(start);
  }

  /** A line comment stops before its line break, and as in protoc before a NUL. */
  #endOfLineComment(start: number): number {
    const newline = this.#text.indexOf('\n', start);
    const end = newline === -1 ? this.#text.length : newline;
    const nul = this.#hasNul ? this.#text.slice(start, end).indexOf('\0') : -1;
    return nul === -1 ? end : start + nul;
  }

  #endOfBlockComment(start: number): number {
    const text = this.#text;
    const closing = text.indexOf('*/', start + 2);
    const end = closing === -1 ? text.length : closing + 2;
    const body = text.slice(start + 2, end - 1);
    for (let at = body.indexOf('/*'); at !== -1; at = body.indexOf('/*', at + 1)) {
      const from = start + 2 + at;
      this.#report(findings.nestedComment({ start: from, end: from + 2 }));
    }
    if (closing === -1) {
      this.#report(findings.unterminatedComment({ start, end: start + 2 }));
    }
    return end;
  }

  #controls(start: number): number {
    let end = start + 1;
    while (charClasses[this.#text.charCodeAt(end)] === charClass.control) {
      end++;
    }
    this.#buffer.addTrivia(kindCode.invalid, start);
    this.#report(findings.controlCharacter({ start, end }));
    return end;
  }

  #nonAscii(start: number): number {
    const wordEnd = endOfWord(this.#text, start);
    if (wordEnd > start) {
      return this.#foreignWord(start, wordEnd);
    }
    const codePoint = this.#text.codePointAt(start) ?? 0;
    const end = start + (codePoint > 0xffff ? 2 : 1);
    this.#buffer.add(kindCode.invalid, start);
    this.#report(findings.unexpectedCharacter({ start, end }, codePoint));
    return end;
  }

  #foreignWord(start: number, end: number): number {
    this.#buffer.add(kindCode.invalid, start);
    this.#report(findings.nonAsciiIdentifier({ start, end }));
    return end;
  }

  readonly #report = (diagnostic: Diagnostic): void => {
    if (this.#diagnostics.length < maxDiagnostics) {
      this.#diagnostics.push(diagnostic);
    }
  };
}

function endOfWhitespace(text: string, from: number): number {
  const { length } = text;
  let end = from;
  while (end < length && charClasses[text.charCodeAt(end)] === charClass.whitespace) {
    end++;
  }
  return end;
}

const wordPattern = /[\p{L}\p{M}\p{N}_]+/uy;

/** End of the letters, marks and digits of any script at `from`; `from` when there are none. */
function endOfWord(text: string, from: number): number {
  wordPattern.lastIndex = from;
  return wordPattern.test(text) ? wordPattern.lastIndex : from;
}

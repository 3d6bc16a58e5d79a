/** Calls such as `name(a, key = [b, "c"])` in the source of a build, whatever is around them. */
import { lineAt } from './claim.ts';

/** What of a language is needed to tell strings and comments from code. */
export interface CallSyntax {
  /** Characters that open and close a string. */
  readonly quotes: string;
  /** What starts a comment that the line ends. */
  readonly lineComment: string;
  readonly hasBlockComments: boolean;
}

export const starlark: CallSyntax = { quotes: `"'`, lineComment: '#', hasBlockComments: false };
/** No single quotes: they are lifetimes. */
export const rust: CallSyntax = { quotes: '"', lineComment: '//', hasBlockComments: true };
export const groovy: CallSyntax = { quotes: `"'`, lineComment: '//', hasBlockComments: true };

export interface Call {
  readonly name: string;
  /** 0-based. */
  readonly line: number;
  readonly arguments: readonly CallArgument[];
}

export interface CallArgument {
  /** Of `key = value`. */
  readonly key: string | undefined;
  /** As it is written, without comments. */
  readonly text: string;
  /** The texts of the strings in it, in order, without escapes that matter. */
  readonly strings: readonly string[];
}

/** More calls, and longer ones, are made by machines. */
const maximumCalls = 500;
const maximumLength = 50_000;

/** The calls of functions whose last name is one of `names`, in order of the text. */
export function findCalls(source: string, names: readonly string[], syntax: CallSyntax): Call[] {
  const text = blankComments(source, syntax);
  const pattern = new RegExp(`(?<![\\w"'])(${names.join('|')})\\s*\\(`, 'g');
  const matches = [...text.matchAll(pattern)].slice(0, maximumCalls);
  return matches.map((match) => ({
    name: match[1] ?? '',
    line: lineAt(text, match.index),
    arguments: argumentsAt(text, match.index + match[0].length, syntax),
  }));
}

/** The text with spaces in place of its comments, so that offsets and lines stay. */
export function blankComments(text: string, syntax: CallSyntax): string {
  const { lineComment, hasBlockComments } = syntax;
  let result = '';
  let at = 0;
  while (at < text.length) {
    let end = stringEnd(text, at, syntax);
    const isLine = end === at && text.startsWith(lineComment, at);
    const isBlock = end === at && hasBlockComments && text.startsWith('/*', at);
    if (isLine || isBlock) {
      const close = isLine ? text.indexOf('\n', at) : text.indexOf('*/', at + 2);
      end = close === -1 ? text.length : close + (isLine ? 0 : 2);
      result += text.slice(at, end).replace(/[^\n]/g, ' ');
    } else {
      end = Math.max(end, at + 1);
      result += text.slice(at, end);
    }
    at = end;
  }
  return result;
}

/** From behind the parenthesis that opens up to the one that closes. */
function argumentsAt(text: string, start: number, syntax: CallSyntax): readonly CallArgument[] {
  const found: CallArgument[] = [];
  const limit = Math.min(text.length, start + maximumLength);
  let depth = 0;
  let from = start;
  let at = start;
  for (; at < limit; at++) {
    const end = stringEnd(text, at, syntax);
    const char = text[at] ?? '';
    if (end > at) {
      at = end - 1;
    } else if ('([{'.includes(char)) {
      depth++;
    } else if (')]}'.includes(char)) {
      depth--;
      if (depth < 0) {
        break;
      }
    } else if (char === ',' && depth === 0) {
      found.push(argumentOf(text.slice(from, at), syntax));
      from = at + 1;
    }
  }
  const last = text.slice(from, at);
  return last.trim() === '' ? found : [...found, argumentOf(last, syntax)];
}

function argumentOf(text: string, syntax: CallSyntax): CallArgument {
  const strings = stringsIn(text, syntax);
  return { key: /^\s*(\w+)\s*=(?!=)/.exec(text)?.[1], text, strings };
}

/** The texts of the strings in a piece of source. */
export function stringsIn(text: string, syntax: CallSyntax): readonly string[] {
  const strings: string[] = [];
  for (let at = 0; at < text.length; at++) {
    const end = stringEnd(text, at, syntax);
    if (end > at) {
      strings.push(text.slice(at + 1, end - 1));
      at = end - 1;
    }
  }
  return strings;
}

/** The offset behind the string that starts at an offset; the offset itself where none does. */
function stringEnd(text: string, start: number, { quotes }: CallSyntax): number {
  const quote = text[start] ?? '';
  if (quote === '' || !quotes.includes(quote)) {
    return start;
  }
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') {
      at++;
    } else if (text[at] === quote) {
      return at + 1;
    } else if (text[at] === '\n') {
      // A string that its line does not close is none.
      return start;
    }
  }
  return start;
}

/**
 * Whether a text is a pattern of RE2 (https://github.com/google/re2/wiki/Syntax), which expressions and the
 * rules of protovalidate take patterns to be. Nothing is matched: the answer is what is wrong, and where.
 */
import type { Span } from '../syntax/ast.ts';
import { isUnicodeClass, posixClasses } from './re2Classes.ts';

/** Offsets are those of the pattern; the message reads as a sentence about what stands there. */
export interface PatternProblem extends Span {
  readonly message: string;
}

/** The first thing that RE2 does not take; undefined for a pattern. */
export function re2Problem(pattern: string): PatternProblem | undefined {
  return new Pattern(pattern).check();
}

/** Repetitions of a thing, however they are nested, come to no more than this. */
const maximumRepeat = 1000;
const maximumDepth = 1000;

/** What of a part of the pattern counts for repetitions: those within, and its own. */
interface Part {
  readonly times: number | undefined;
  readonly parts: readonly Part[];
}

const plain: Part = { times: undefined, parts: [] };

/** What stands between two parentheses, as far as it has been read. */
interface Group {
  readonly start: number;
  readonly parts: Part[];
  /** The part that a repetition would repeat. */
  last: Part | undefined;
}

const counted = /\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}/y;
const flags = /\(\?(?:[imsU]*|[imsU]*-[imsU]+)([:)])/y;
const named = /\(\?P?<([^>]*)>/y;

const looks: readonly (readonly [string, string])[] = [
  ['(?=', 'look-ahead'],
  ['(?!', 'look-ahead'],
  ['(?<=', 'look-behind'],
  ['(?<!', 'look-behind'],
  ['(?>', 'an atomic group'],
  ['(?#', 'a comment'],
  ['(?|', 'a branch reset'],
  ["(?'", 'a name in quotes'],
  ['(?(', 'a condition'],
  ['(?R', 'recursion'],
];

class Pattern {
  readonly #text: string;
  #at = 0;
  #groups: Group[] = [];
  #group: Group = { start: 0, parts: [], last: undefined };
  /** Where the repetition right before began. */
  #repetition: number | undefined;
  #problem: PatternProblem | undefined;

  constructor(text: string) {
    this.#text = text;
  }

  check(): PatternProblem | undefined {
    while (this.#at < this.#text.length && this.#problem === undefined) {
      const repetition = this.#repetition;
      this.#repetition = undefined;
      this.#step(repetition);
    }
    if (this.#problem === undefined && this.#groups.length > 0) {
      const { start } = this.#group;
      this.#fail(start, start + 1, 'the parenthesis is not closed: ")" is missing');
    }
    return this.#problem;
  }

  #step(repetition: number | undefined): void {
    const start = this.#at;
    switch (this.#text[start]) {
      case '(':
        this.#open();
        return;
      case ')':
        this.#close();
        return;
      case '|':
        this.#at++;
        this.#group.last = undefined;
        return;
      case '[':
        this.#takeClass();
        this.#add(plain);
        return;
      case '\\':
        this.#takeEscaped();
        return;
      case '*':
      case '+':
      case '?':
        this.#at++;
        this.#repeat(start, repetition, undefined);
        return;
      case '{':
        this.#takeCount(repetition);
        return;
      default:
        this.#takeCharacter();
        this.#add(plain);
    }
  }

  #add(part: Part): void {
    this.#group.last = part;
    if (part !== plain) {
      this.#group.parts.push(part);
    }
  }

  #open(): void {
    const start = this.#at;
    if (this.#text[start + 1] !== '?') {
      this.#at++;
      this.#push(start);
      return;
    }
    const [opening, what] = looks.find(([each]) => this.#text.startsWith(each, start)) ?? [];
    if (opening !== undefined) {
      const end = start + opening.length;
      this.#fail(start, end, `"${opening}" begins ${what ?? ''}, which RE2 does not have`);
    } else if (/^\(\?P?</.test(this.#text.slice(start, start + 4))) {
      this.#openNamed(start);
    } else {
      this.#openFlags(start);
    }
  }

  #openNamed(start: number): void {
    const match = this.#match(named);
    const name = match?.[1] ?? '';
    const end = this.#at;
    if (!/^\w+$/.test(name)) {
      const what = match === null ? 'the name of a group is not closed: ">" is missing' : undefined;
      this.#fail(start, Math.max(end, start + 3), what ?? `"${name}" is no name of a group`);
    }
    this.#push(start);
  }

  #openFlags(start: number): void {
    const match = this.#match(flags);
    if (match?.[1] === ':') {
      this.#push(start);
    } else if (match === null) {
      const text = /^\(\?[-\w]*./su.exec(this.#text.slice(start))?.[0] ?? '(?';
      this.#fail(start, start + text.length, `"${text}" begins no group that RE2 has`);
    }
  }

  #push(start: number): void {
    this.#groups.push(this.#group);
    this.#group = { start, parts: [], last: undefined };
    if (this.#groups.length > maximumDepth) {
      this.#fail(start, start + 1, 'the pattern is nested too deep');
    }
  }

  #close(): void {
    const start = this.#at++;
    const outer = this.#groups.pop();
    if (outer === undefined) {
      this.#fail(start, start + 1, 'unexpected ")"');
      return;
    }
    const { parts } = this.#group;
    this.#group = outer;
    this.#add(parts.length === 0 ? plain : { times: undefined, parts });
  }

  /** `{2}` and the like; any other brace is a character. */
  #takeCount(repetition: number | undefined): void {
    const start = this.#at;
    const match = this.#match(counted);
    if (match === null) {
      this.#at++;
      this.#add(plain);
      return;
    }
    const [whole, least = '', comma, most = comma === undefined ? least : undefined] = match;
    const [from, to] = [Number(least), most === undefined ? undefined : Number(most)];
    if (from > maximumRepeat || (to !== undefined && to > maximumRepeat)) {
      this.#fail(start, this.#at, `"${whole}" repeats more than ${String(maximumRepeat)} times`);
    } else if (to !== undefined && to < from) {
      this.#fail(start, this.#at, `"${whole}" ends before it begins`);
    } else {
      this.#repeat(start, repetition, to ?? from, Math.max(from, to ?? 0) >= 2);
    }
  }

  /** `before` is where the repetition began that stands right before, `times` how often a count repeats. */
  #repeat(
    start: number,
    before: number | undefined,
    times: number | undefined,
    isLarge = false,
  ): void {
    if (this.#text[this.#at] === '?') {
      this.#at++;
    }
    const { last, parts } = this.#group;
    const written = this.#text.slice(before ?? start, this.#at);
    if (before !== undefined) {
      this.#fail(before, this.#at, `"${written}" repeats a repetition; put it in parentheses`);
    } else if (last === undefined) {
      this.#fail(start, this.#at, `there is nothing for "${written}" to repeat`);
    } else {
      if (last !== plain) {
        parts.pop();
      }
      const part: Part = { times, parts: [last] };
      this.#add(part);
      if (isLarge && !isRepeatable(part, maximumRepeat)) {
        const most = String(maximumRepeat);
        this.#fail(
          start,
          this.#at,
          `"${written}" and what it repeats come to more than ${most} times`,
        );
      }
    }
    this.#repetition = start;
  }

  #takeEscaped(): void {
    const start = this.#at;
    const key = this.#text[start + 1];
    if (key === 'Q') {
      const end = this.#text.indexOf('\\E', start + 2);
      const content = this.#text.slice(start + 2, end === -1 ? undefined : end);
      this.#at = end === -1 ? this.#text.length : end + 2;
      if (content !== '') {
        this.#add(plain);
      }
      return;
    }
    if (key !== undefined && 'AbBz'.includes(key)) {
      this.#at += 2;
    } else if (!this.#takeCharacterClass()) {
      this.#takeEscape();
    }
    this.#add(plain);
  }

  /** `\d`, `\pN`, `\p{Greek}`: what stands for many characters. */
  #takeCharacterClass(): boolean {
    const start = this.#at;
    const key = this.#text[start + 1];
    if (this.#text[start] !== '\\' || key === undefined || !'dDsSwWpP'.includes(key)) {
      return false;
    }
    this.#at += 2;
    if (key !== 'p' && key !== 'P') {
      return true;
    }
    const match = this.#match(/\{\^?([^}]*)\}|\{|[\s\S]?/uy);
    const [whole = '', inBraces] = match ?? [];
    const name = inBraces ?? whole;
    if (whole === '{') {
      this.#fail(start, this.#at, 'the name of the class is not closed: "}" is missing');
    } else if (!isUnicodeClass(name)) {
      this.#fail(start, this.#at, `"${name}" is no class of Unicode that RE2 knows`);
    }
    return true;
  }

  /** One character that is escaped; its code point. */
  #takeEscape(): number {
    const start = this.#at;
    const match = this.#match(
      /\\(?:([0-7])([0-7]{0,2})|x\{([\da-fA-F]+)\}|x([\da-fA-F]{2})|([\s\S]?))/uy,
    );
    const [whole = '\\', digit, more = '', long, short, key = ''] = match ?? [];
    const hex = long ?? short;
    const code = hex === undefined ? undefined : Number.parseInt(hex, 16);
    if (digit !== undefined && (digit === '0' || more !== '')) {
      return Number.parseInt(digit + more, 8);
    }
    if (code !== undefined && code <= 0x10ffff) {
      return code;
    }
    const found = 'afnrtv'.indexOf(key);
    if (key !== '' && found !== -1) {
      return [7, 12, 10, 13, 9, 11][found] ?? 0;
    }
    if (key !== '' && key.charCodeAt(0) < 128 && !/[\dA-Za-z]/.test(key)) {
      return key.charCodeAt(0);
    }
    this.#fail(start, Math.max(this.#at, start + 1), escapeProblem(whole, digit));
    return 0;
  }

  #takeClass(): void {
    const start = this.#at;
    this.#at += this.#text[start + 1] === '^' ? 2 : 1;
    for (let isFirst = true; this.#problem === undefined; isFirst = false) {
      if (this.#at >= this.#text.length) {
        this.#fail(start, start + 1, 'the bracket is not closed: "]" is missing');
      } else if (this.#text[this.#at] === ']' && !isFirst) {
        this.#at++;
        return;
      } else if (!this.#takePosixClass() && !this.#takeCharacterClass()) {
        this.#takeRange();
      }
    }
  }

  #takePosixClass(): boolean {
    const start = this.#at;
    const match = this.#match(/\[:(\^?)(.*?):\]/suy);
    const name = match?.[2];
    if (name !== undefined && !posixClasses.has(name)) {
      this.#fail(start, this.#at, `there is no class "[:${name}:]"`);
    }
    return match !== null;
  }

  #takeRange(): void {
    const start = this.#at;
    const from = this.#takeMember();
    const next = this.#text[this.#at + 1];
    if (this.#text[this.#at] !== '-' || next === ']' || next === undefined) {
      return;
    }
    this.#at++;
    const to = this.#takeMember();
    if (to < from && this.#problem === undefined) {
      const written = this.#text.slice(start, this.#at);
      this.#fail(start, this.#at, `the range "${written}" ends before it begins`);
    }
  }

  #takeMember(): number {
    return this.#text[this.#at] === '\\' ? this.#takeEscape() : this.#takeCharacter();
  }

  #takeCharacter(): number {
    const code = this.#text.codePointAt(this.#at) ?? 0;
    this.#at += code > 0xffff ? 2 : 1;
    return code;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    this.#at += match?.[0].length ?? 0;
    return match;
  }

  #fail(start: number, end: number, message: string): void {
    this.#problem ??= { start, end: Math.min(end, this.#text.length), message };
  }
}

function escapeProblem(whole: string, digit: string | undefined): string {
  if (whole === '\\') {
    return 'the pattern ends with a single "\\"';
  }
  if (digit !== undefined || /\d/.test(whole)) {
    return `"${whole}" is a back reference, which RE2 does not have`;
  }
  return /^\\[kg]/.test(whole)
    ? `"${whole}" begins a back reference, which RE2 does not have`
    : `"${whole}" is no escape of RE2`;
}

/** Whether counts within each other come to no more than `most`. */
function isRepeatable({ times, parts }: Part, most: number): boolean {
  if (times === 0) {
    return true;
  }
  if (times !== undefined && times > most) {
    return false;
  }
  const rest = times === undefined ? most : Math.floor(most / times);
  return parts.every((part) => isRepeatable(part, rest));
}

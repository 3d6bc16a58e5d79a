import type { Span } from '../syntax/ast.ts';
import { celChildren, type CelEntry, type CelField, type CelName, type CelNode } from './celAst.ts';
import { type CelToken, lexCel } from './lexCel.ts';

/** What is wrong with the syntax of an expression, at a part of its text. */
export interface CelProblem extends Span {
  readonly message: string;
}

/** An expression as it was read. */
export interface ParsedCel {
  readonly tokens: readonly CelToken[];
  readonly tree: CelNode;
  /** The first one alone: what follows it is guesswork. */
  readonly problem: CelProblem | undefined;
}

/** Deeper expressions are refused, as every implementation does somewhere. */
const maximumDepth = 250;

/** Parses an expression by the grammar of https://github.com/google/cel-spec. Never throws. */
export function parseCel(text: string): ParsedCel {
  const tokens = lexCel(text);
  const parser = new Parser(tokens.filter(({ kind }) => kind !== 'comment'));
  const whole = parser.whole();
  const tree = isTooDeep(whole) ? parser.refuse() : whole;
  const lexical = tokens.find((token) => token.problem !== undefined);
  const first =
    lexical?.problem === undefined ? undefined : { ...spanOf(lexical), message: lexical.problem };
  const problem =
    first && first.start <= (parser.problem?.start ?? Infinity) ? first : parser.problem;
  return { tokens, tree, problem };
}

/** Words that name nothing. */
export const reservedWords: ReadonlySet<string> = new Set(
  'as break const continue else false for function if import in let loop package namespace null return true var void while'.split(
    ' ',
  ),
);

/** Binary operators by how tightly they bind, the loosest first. */
const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['<', '<=', '>=', '>', '==', '!=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
];

class Parser {
  readonly #tokens: readonly CelToken[];
  #index = 0;
  #depth = 0;
  problem: CelProblem | undefined;

  constructor(tokens: readonly CelToken[]) {
    this.#tokens = tokens;
  }

  whole(): CelNode {
    const tree = this.#expression();
    if (this.#token.kind !== 'end') {
      this.#fail(`expected an operator, found ${this.#found()}`);
    }
    return tree;
  }

  /** In the place of a tree that is too deep to be looked at. */
  refuse(): CelNode {
    this.problem = { start: 0, end: this.#tokens.at(-1)?.end ?? 0, message: tooDeep };
    return { kind: 'error', start: 0, end: 0 };
  }

  get #token(): CelToken {
    return this.#tokens[this.#index] ?? endToken;
  }

  get #previousEnd(): number {
    return this.#tokens[this.#index - 1]?.end ?? 0;
  }

  #expression(): CelNode {
    if (this.#depth >= maximumDepth) {
      this.#fail(tooDeep);
      this.#index = this.#tokens.length - 1;
      return this.#error();
    }
    this.#depth++;
    const condition = this.#binary(0);
    const node = this.#takes('?') ? this.#conditional(condition) : condition;
    this.#depth--;
    return node;
  }

  #conditional(condition: CelNode): CelNode {
    const then = this.#binary(0);
    this.#expect(':');
    const otherwise = this.#expression();
    const { start } = condition;
    return { kind: 'conditional', start, end: otherwise.end, condition, then, otherwise };
  }

  #binary(level: number): CelNode {
    const operators = levels[level];
    if (operators === undefined) {
      return this.#unary();
    }
    let left = this.#binary(level + 1);
    while (operators.includes(this.#token.text) && this.#token.kind !== 'string') {
      const operator = this.#take();
      const right = this.#binary(level + 1);
      left = { kind: 'binary', start: left.start, end: right.end, operator, left, right };
    }
    return left;
  }

  #unary(): CelNode {
    const operators: CelName[] = [];
    const repeated = this.#isAt('!') ? '!' : '-';
    while (this.#isAt(repeated)) {
      operators.push(this.#take());
    }
    return operators.reduceRight<CelNode>(
      (operand, operator) => ({
        kind: 'unary',
        start: operator.start,
        end: operand.end,
        operator,
        operand,
      }),
      this.#member(),
    );
  }

  #member(): CelNode {
    let node = this.#primary();
    for (;;) {
      if (this.#takes('.')) {
        this.#takes('?');
        node = this.#selection(node);
      } else if (this.#takes('[')) {
        this.#takes('?');
        const index = this.#expression();
        this.#expect(']');
        node = { kind: 'index', start: node.start, end: this.#previousEnd, operand: node, index };
      } else if (this.#isAt('{') && isMessageName(node)) {
        node = this.#message(node);
      } else {
        return node;
      }
    }
  }

  #selection(operand: CelNode): CelNode {
    const { start } = operand;
    if (this.#token.kind !== 'name') {
      this.#fail(`expected a field or a function after ".", found ${this.#found()}`);
      const end = this.#previousEnd;
      return { kind: 'select', start, end, operand, field: { text: '', start: end, end } };
    }
    const field = this.#selector();
    if (!this.#takes('(')) {
      return { kind: 'select', start, end: field.end, operand, field };
    }
    const args = this.#arguments();
    return { kind: 'call', start, end: this.#previousEnd, target: operand, name: field, args };
  }

  /** The name of a field or a function behind a dot; words that are literals or operators are none. */
  #selector(): CelName {
    const name = this.#take();
    if (notSelectors.has(name.text)) {
      this.#failAt(name, `"${name.text}" is a keyword: write \`${name.text}\` in backticks`);
    }
    return withoutQuotes(name);
  }

  #message(name: CelNode): CelNode {
    const { start, end } = name;
    this.#take();
    const fields = this.#list('}', () => this.#field());
    const text = nameText(name);
    return { kind: 'message', start, end: this.#previousEnd, name: { text, start, end }, fields };
  }

  #field(): CelField {
    this.#takes('?');
    const isName = this.#token.kind === 'name';
    if (!isName) {
      this.#fail(`expected the name of a field, found ${this.#found()}`);
    }
    const { start } = this.#token;
    const name = isName ? this.#selector() : { text: '', start, end: start };
    this.#expect(':');
    return { name, value: this.#expression() };
  }

  #primary(): CelNode {
    const { kind, start, text } = this.#token;
    switch (kind) {
      case 'int':
      case 'uint':
      case 'double':
      case 'string':
      case 'bytes':
        return { ...this.#take(), kind: 'literal', type: kind };
      case 'name':
        return this.#name(start, false);
      default:
    }
    switch (text) {
      case '.':
        this.#take();
        return this.#token.kind === 'name' ? this.#name(start, true) : this.#missing();
      case '(': {
        this.#take();
        const inner = this.#expression();
        this.#expect(')');
        return { ...inner, start, end: this.#previousEnd };
      }
      case '[': {
        this.#take();
        const items = this.#list(']', () => this.#item());
        return { kind: 'list', start, end: this.#previousEnd, items };
      }
      case '{': {
        this.#take();
        const entries = this.#list('}', () => this.#entry());
        return { kind: 'map', start, end: this.#previousEnd, entries };
      }
      default:
        return this.#missing();
    }
  }

  #item(): CelNode {
    this.#takes('?');
    return this.#expression();
  }

  #entry(): CelEntry {
    const key = this.#item();
    this.#expect(':');
    return { key, value: this.#expression() };
  }

  #name(start: number, isAbsolute: boolean): CelNode {
    const name = this.#take();
    const { end, text } = name;
    if (isAbsolute && notSelectors.has(text)) {
      this.#failAt(name, `"${text}" is a reserved word`);
    }
    if (text === 'true' || text === 'false') {
      return { kind: 'literal', start, end, type: 'bool', text };
    }
    if (text === 'null') {
      return { kind: 'literal', start, end, type: 'null_type', text };
    }
    if (reservedWords.has(text) || text.startsWith('`')) {
      this.#failAt(name, `"${text}" is a reserved word`);
    }
    if (this.#takes('(')) {
      const args = this.#arguments();
      return { kind: 'call', start, end: this.#previousEnd, target: undefined, name, args };
    }
    return { kind: 'name', start, end, name, isAbsolute };
  }

  /** Behind a comma one must follow, so that a half-typed one is there. */
  #arguments(): CelNode[] {
    const args: CelNode[] = [];
    if (!this.#isAt(')')) {
      do {
        args.push(this.#expression());
      } while (this.#takes(','));
    }
    this.#expect(')');
    return args;
  }

  /** Elements up to a closing bracket; a comma may end them. */
  #list<T>(close: string, element: () => T): T[] {
    const items: T[] = [];
    while (!this.#isAt(close) && this.#token.kind !== 'end') {
      items.push(element());
      if (!this.#takes(',')) {
        break;
      }
    }
    this.#expect(close);
    return items;
  }

  #missing(): CelNode {
    this.#fail(`expected an expression, found ${this.#found()}`);
    return this.#error();
  }

  #error(): CelNode {
    const start = this.#previousEnd;
    return { kind: 'error', start, end: Math.max(start, this.#token.start) };
  }

  #take(): CelName {
    const { start, end, text } = this.#token;
    this.#index = Math.min(this.#index + 1, this.#tokens.length - 1);
    return { start, end, text };
  }

  #isAt(text: string): boolean {
    return this.#token.kind === 'symbol' && this.#token.text === text;
  }

  #takes(text: string): boolean {
    const is = this.#isAt(text);
    if (is) {
      this.#take();
    }
    return is;
  }

  #expect(text: string): void {
    if (!this.#takes(text)) {
      this.#fail(`expected "${text}", found ${this.#found()}`);
    }
  }

  #found(): string {
    return this.#token.kind === 'end' ? 'the end' : `"${this.#token.text}"`;
  }

  #fail(message: string): void {
    this.#failAt(this.#token, message);
  }

  #failAt(span: Span, message: string): void {
    this.problem ??= { ...spanOf(span), message };
  }
}

const notSelectors: ReadonlySet<string> = new Set(['true', 'false', 'null', 'in']);

const tooDeep = 'the expression is nested too deep';

/** Long chains of operators are deep trees, too. */
function isTooDeep(tree: CelNode): boolean {
  const pending: (readonly [CelNode, number])[] = [[tree, 0]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [node, depth] = next;
    if (depth > 2 * maximumDepth) {
      return true;
    }
    celChildren(node).forEach((child) => void pending.push([child, depth + 1]));
  }
  return false;
}

const endToken: CelToken = { kind: 'end', start: 0, end: 0, text: '' };

function spanOf({ start, end }: Span): Span {
  return { start, end };
}

/** A name in backticks may have what others may not. */
function withoutQuotes({ text, ...span }: CelName): CelName {
  return { ...span, text: text.replace(/^`|`$/g, '') };
}

function isMessageName(node: CelNode): boolean {
  return node.kind === 'name' || (node.kind === 'select' && isMessageName(node.operand));
}

/** The dotted name that a chain of selections spells; empty for any other expression. */
export function nameText(node: CelNode): string {
  switch (node.kind) {
    case 'name':
      return node.name.text;
    case 'select': {
      const before = nameText(node.operand);
      return before === '' ? '' : `${before}.${node.field.text}`;
    }
    default:
      return '';
  }
}

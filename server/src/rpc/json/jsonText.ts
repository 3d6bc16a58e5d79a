/** A JSON value that knows where it stands; offsets are UTF-16 units, `end` is exclusive. */
export type JsonNode = ObjectNode | ArrayNode | StringNode | NumberNode | BooleanNode | NullNode;

interface NodeBase {
  readonly start: number;
  readonly end: number;
}

export interface JsonMember {
  readonly key: string;
  readonly keyStart: number;
  readonly value: JsonNode;
}

export interface ObjectNode extends NodeBase {
  readonly kind: 'object';
  /** In order of the text; no key comes twice. */
  readonly members: readonly JsonMember[];
}

export interface ArrayNode extends NodeBase {
  readonly kind: 'array';
  readonly items: readonly JsonNode[];
}

export interface StringNode extends NodeBase {
  readonly kind: 'string';
  readonly value: string;
}

export interface NumberNode extends NodeBase {
  readonly kind: 'number';
  /** As written: a number of JavaScript cannot hold every 64-bit integer. */
  readonly text: string;
}

export interface BooleanNode extends NodeBase {
  readonly kind: 'boolean';
  readonly value: boolean;
}

export interface NullNode extends NodeBase {
  readonly kind: 'null';
}

/** Text that is not JSON. The message says what was expected, in lower case. */
export class JsonSyntaxError extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.name = 'JsonSyntaxError';
    this.offset = offset;
  }
}

/**
 * Parses one value by RFC 8259; a key that comes twice is refused, as protobuf's JSON mapping asks.
 *
 * @throws JsonSyntaxError
 */
export function parseJson(text: string): JsonNode {
  const parser = new Parser(text);
  const node = parser.value(0);
  parser.skipBlank();
  if (parser.offset < text.length) {
    throw new JsonSyntaxError('only one JSON value is expected here', parser.offset);
  }
  return node;
}

/**
 * Splits text that holds any number of JSON values, one after another with or without blanks and
 * line ends between them, as `grpcurl -d` takes them.
 *
 * @throws JsonSyntaxError
 */
export function splitJsonValues(text: string): string[] {
  const parser = new Parser(text);
  const values: string[] = [];
  parser.skipBlank();
  while (parser.offset < text.length) {
    const { start, end } = parser.value(0);
    values.push(text.slice(start, end));
    parser.skipBlank();
  }
  return values;
}

/** Line and column, both from 1, columns in UTF-16 units. */
export function positionAt(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: offset - lineStart + 1 };
}

const maxDepth = 200;
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const wordPattern = /[A-Za-z_$][\w$]*/y;
const stringBodyPattern = /[^"\\\n\r]*/y;

class Parser {
  readonly #text: string;
  offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): JsonNode {
    this.skipBlank();
    if (depth > maxDepth) {
      throw new JsonSyntaxError(`nested deeper than ${maxDepth} levels`, this.offset);
    }
    switch (this.#peek()) {
      case '{':
        return this.#object(depth);
      case '[':
        return this.#array(depth);
      case '"':
        return this.#string();
      default:
        return this.#numberOrWord();
    }
  }

  skipBlank(): void {
    while (/[ \t\r\n\uFEFF]/.test(this.#peek())) {
      this.offset += 1;
    }
  }

  #object(depth: number): ObjectNode {
    const start = this.offset++;
    const members: JsonMember[] = [];
    const seen = new Set<string>();
    this.#list('}', () => {
      const member = this.#member(depth);
      if (seen.has(member.key)) {
        throw new JsonSyntaxError(`the key "${member.key}" comes twice`, member.keyStart);
      }
      seen.add(member.key);
      members.push(member);
    });
    return { kind: 'object', start, end: this.offset, members };
  }

  #member(depth: number): JsonMember {
    const keyStart = this.offset;
    if (this.#peek() !== '"') {
      throw new JsonSyntaxError(
        `expected a key in double quotes, found ${this.#found()}`,
        keyStart,
      );
    }
    const key = this.#string().value;
    this.skipBlank();
    if (this.#peek() !== ':') {
      throw new JsonSyntaxError(
        `expected ":" after the key "${key}", found ${this.#found()}`,
        this.offset,
      );
    }
    this.offset += 1;
    return { key, keyStart, value: this.value(depth + 1) };
  }

  #array(depth: number): ArrayNode {
    const start = this.offset++;
    const items: JsonNode[] = [];
    this.#list(']', () => items.push(this.value(depth + 1)));
    return { kind: 'array', start, end: this.offset, items };
  }

  /** What stands between the brackets, the closing one included. */
  #list(close: '}' | ']', element: () => void): void {
    this.skipBlank();
    if (this.#peek() === close) {
      this.offset += 1;
      return;
    }
    for (;;) {
      this.skipBlank();
      element();
      this.skipBlank();
      const next = this.#peek();
      if (next !== ',' && next !== close) {
        throw new JsonSyntaxError(
          `expected "," or "${close}", found ${this.#found()}`,
          this.offset,
        );
      }
      const comma = this.offset++;
      if (next === close) {
        return;
      }
      this.skipBlank();
      if (this.#peek() === close) {
        throw new JsonSyntaxError(`remove this comma: "${close}" follows`, comma);
      }
    }
  }

  #string(): StringNode {
    const start = this.offset++;
    for (;;) {
      this.#match(stringBodyPattern);
      const next = this.#peek();
      if (next === '"') {
        this.offset += 1;
        return { kind: 'string', start, end: this.offset, value: this.#unquote(start) };
      }
      if (next !== '\\') {
        throw new JsonSyntaxError('this string is not closed', start);
      }
      this.offset += 2;
    }
  }

  #unquote(start: number): string {
    const source = this.#text.slice(start, this.offset);
    try {
      return String(JSON.parse(source));
    } catch {
      throw new JsonSyntaxError('this string holds an escape or character that JSON lacks', start);
    }
  }

  #numberOrWord(): JsonNode {
    const start = this.offset;
    const text = this.#match(numberPattern);
    if (text !== '' && !/[\w.$]/.test(this.#peek())) {
      return { kind: 'number', start, end: this.offset, text };
    }
    this.offset = start;
    const word = this.#match(wordPattern);
    const end = this.offset;
    switch (word) {
      case 'true':
      case 'false':
        return { kind: 'boolean', start, end, value: word === 'true' };
      case 'null':
        return { kind: 'null', start, end };
      default:
        this.offset = start;
        throw new JsonSyntaxError(`expected a JSON value, found ${this.#found()}`, start);
    }
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.offset;
    const text = pattern.exec(this.#text)?.[0] ?? '';
    this.offset += text.length;
    return text;
  }

  #peek(): string {
    return this.#text.charAt(this.offset);
  }

  #found(): string {
    const rest = this.#text.slice(this.offset, this.offset + 40);
    const token = /^(?:[\w$.+-]+|.)/su.exec(rest)?.[0];
    return token === undefined ? 'the end of the text' : `\`${token}\``;
  }
}

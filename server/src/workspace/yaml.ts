/**
 * As much of YAML as `buf.yaml` is written in, read without a library: block and flow collections,
 * plain and quoted scalars, comments. Scalars stay strings. What it does not know (anchors, tags,
 * block scalars) reads as text, and no input makes it throw.
 */

export type YamlValue = string | readonly YamlValue[] | YamlMap;
export type YamlMap = ReadonlyMap<string, YamlValue>;

/** Deeper collections read as empty. */
const maximumDepth = 32;

const key = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s"'#[\]{},][^:]*?)\s*:(?:\s+(.*))?$/;

/** The document of a text; the first one when there are several. */
export function readYaml(text: string): YamlValue {
  const lines = linesOf(text);
  return lines[0] === undefined ? '' : new BlockReader(lines).read(lines[0].indent, 0);
}

/** The map under a key, empty when there is none. */
export function mapAt(value: YamlValue | undefined, name: string): YamlMap {
  const found = isMap(value) ? value.get(name) : undefined;
  return isMap(found) ? found : new Map();
}

export function isMap(value: YamlValue | undefined): value is YamlMap {
  return value instanceof Map;
}

/** The scalar under a key, empty when there is none. */
export function textAt(value: YamlMap, name: string): string {
  const found = value.get(name);
  return typeof found === 'string' ? found : '';
}

/** The items of the list under a key. */
export function listAt(value: YamlMap, name: string): readonly YamlValue[] {
  const found = value.get(name);
  return found === undefined || typeof found === 'string' || isMap(found) ? [] : found;
}

/** The scalars of the list under a key. */
export function textsAt(value: YamlMap, name: string): readonly string[] {
  return listAt(value, name).filter((item) => typeof item === 'string');
}

interface Line {
  readonly indent: number;
  readonly text: string;
}

/** Lines with something on them; a flow collection is one line. */
function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let open = 0;
  for (const raw of text.replace(/^\ufeff/, '').split(/\r?\n/)) {
    const { content, depth } = scanLine(raw);
    const last = lines.at(-1);
    if (/^(---|\.\.\.)(\s|$)/.test(raw)) {
      if (lines.length > 0) {
        break;
      }
    } else if (open > 0 && last !== undefined) {
      lines[lines.length - 1] = { indent: last.indent, text: `${last.text} ${content.trim()}` };
      open += depth;
    } else if (content.trim() !== '') {
      lines.push({ indent: content.search(/\S/), text: content.trim() });
      open = depth;
    }
  }
  return lines;
}

/** A line without its comment, and how many more brackets it opens than it closes. */
function scanLine(line: string): { readonly content: string; readonly depth: number } {
  let depth = 0;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    const isFirst = at === 0 || /[\s[{,:-]/.test(line.charAt(at - 1));
    if (quote !== '') {
      quote = char === quote ? '' : quote;
    } else if (char === '#' && (at === 0 || /\s/.test(line.charAt(at - 1)))) {
      return { content: line.slice(0, at), depth };
    } else if ((char === '"' || char === "'") && isFirst) {
      quote = char;
    } else if (char === '[' || char === '{') {
      depth += isFirst ? 1 : 0;
    } else if ((char === ']' || char === '}') && depth > -1) {
      depth--;
    }
  }
  return { content: line, depth };
}

/** Reads collections by indentation. */
class BlockReader {
  readonly #lines: Line[];
  #at = 0;

  constructor(lines: Line[]) {
    this.#lines = lines;
  }

  read(indent: number, depth: number): YamlValue {
    const first = this.#lines[this.#at];
    if (first === undefined || depth > maximumDepth) {
      this.#skipBelow(indent);
      return '';
    }
    if (isItem(first.text)) {
      return this.#readList(indent, depth);
    }
    if (key.test(first.text) && !isFlow(first.text)) {
      return this.#readMap(indent, depth);
    }
    this.#at++;
    return readFlow(first.text);
  }

  #readList(indent: number, depth: number): YamlValue {
    const items: YamlValue[] = [];
    for (let line = this.#next(indent); line !== undefined; line = this.#next(indent)) {
      if (!isItem(line.text)) {
        break;
      }
      const rest = line.text.slice(1).trimStart();
      if (rest === '') {
        this.#at++;
        items.push(this.#readBelow(indent + 1, depth));
      } else {
        const inner = indent + line.text.length - rest.length;
        this.#lines[this.#at] = { indent: inner, text: rest };
        items.push(this.read(inner, depth + 1));
      }
    }
    return items;
  }

  #readMap(indent: number, depth: number): YamlValue {
    const map = new Map<string, YamlValue>();
    for (let line = this.#next(indent); line !== undefined; line = this.#next(indent)) {
      const match = isItem(line.text) ? null : key.exec(line.text);
      if (match === null) {
        break;
      }
      this.#at++;
      const [, name = '', value = ''] = match;
      map.set(unquote(name), value === '' ? this.#readValue(indent, depth) : readFlow(value));
    }
    return map;
  }

  /** What stands below a key: a list may be no deeper than the key itself. */
  #readValue(indent: number, depth: number): YamlValue {
    const next = this.#lines[this.#at];
    const isList = next?.indent === indent && isItem(next.text);
    return isList ? this.read(indent, depth + 1) : this.#readBelow(indent + 1, depth);
  }

  #readBelow(indent: number, depth: number): YamlValue {
    const next = this.#lines[this.#at];
    return next !== undefined && next.indent >= indent ? this.read(next.indent, depth + 1) : '';
  }

  /** The line at exactly this indentation, past what is deeper and was not understood. */
  #next(indent: number): Line | undefined {
    this.#skipBelow(indent);
    const line = this.#lines[this.#at];
    return line?.indent === indent ? line : undefined;
  }

  #skipBelow(indent: number): void {
    while ((this.#lines[this.#at]?.indent ?? -1) > indent) {
      this.#at++;
    }
  }
}

function isItem(text: string): boolean {
  return text === '-' || text.startsWith('- ');
}

function isFlow(text: string): boolean {
  return text.startsWith('[') || text.startsWith('{');
}

/** A flow collection or a scalar. */
function readFlow(text: string): YamlValue {
  return isFlow(text) ? new FlowReader(text).read(0) : unquote(text);
}

/** Reads `[a, "b"]` and `{a: b}`. */
class FlowReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(depth: number): YamlValue {
    this.#skipBlanks();
    const open = this.#text.charAt(this.#at);
    if (depth > maximumDepth || (open !== '[' && open !== '{')) {
      return this.#scalar();
    }
    this.#at++;
    return open === '[' ? this.#list(depth) : this.#map(depth);
  }

  #list(depth: number): YamlValue {
    const items: YamlValue[] = [];
    while (!this.#closes(']')) {
      items.push(this.read(depth + 1));
    }
    return items;
  }

  #map(depth: number): YamlValue {
    const map = new Map<string, YamlValue>();
    while (!this.#closes('}')) {
      const name = this.#scalar();
      this.#skipBlanks();
      const hasValue = this.#text.charAt(this.#at) === ':';
      this.#at += hasValue ? 1 : 0;
      map.set(name, hasValue ? this.read(depth + 1) : '');
    }
    return map;
  }

  /** Passes what separates items; true at the closing bracket and at the end of the text. */
  #closes(bracket: string): boolean {
    const start = this.#at;
    while (/[\s,]/.test(this.#text.charAt(this.#at))) {
      this.#at++;
    }
    const char = this.#text.charAt(this.#at);
    const isStuck = this.#at === start && this.#lastStart === start;
    this.#at += char === bracket || isStuck ? 1 : 0;
    this.#lastStart = this.#at;
    return char === bracket || char === '';
  }

  #lastStart = -1;

  #scalar(): string {
    this.#skipBlanks();
    const rest = this.#text.slice(this.#at);
    const match = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,[\]{}:]*(?::(?!\s|$)[^,[\]{}:]*)*)/.exec(
      rest,
    );
    this.#at += match?.[0].length ?? 0;
    return unquote(match?.[0] ?? '');
  }

  #skipBlanks(): void {
    while (/\s/.test(this.#text.charAt(this.#at))) {
      this.#at++;
    }
  }
}

function unquote(text: string): string {
  const plain = text.trim();
  if (plain.length > 1 && plain.startsWith('"') && plain.endsWith('"')) {
    return plain.slice(1, -1).replace(/\\(["\\/])/g, '$1');
  }
  if (plain.length > 1 && plain.startsWith("'") && plain.endsWith("'")) {
    return plain.slice(1, -1).replaceAll("''", "'");
  }
  return plain;
}

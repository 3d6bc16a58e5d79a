/** An element as an XML parser sees it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** Of the element itself, references resolved. */
  readonly text: string;
}

interface Open {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: XmlElement[];
  text: string;
}

const tag = /<(\/?)([A-Za-z][\w:-]*)((?:\s+[A-Za-z][\w:-]*="[^"<]*")*)\s*(\/?)>/y;
const characters = /[^<&]+|&(?:amp|lt|gt|quot|#39);/y;

/**
 * Reads XML 1.0 as strictly as its grammar: elements, attributes in double quotes, text and the
 * predefined references. Throws for anything else, such as a comment, a character that XML does not
 * have, or a tag that is not closed.
 */
export function parseXml(source: string): XmlElement {
  const illegal = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.exec(source);
  if (illegal !== null) {
    throw new Error(`illegal character at ${illegal.index}`);
  }
  const root: Open = { name: '', attributes: new Map(), children: [], text: '' };
  const open: Open[] = [root];
  let at = /^<\?xml [^<>]*\?>\s*/.exec(source)?.[0].length ?? 0;
  while (at < source.length) {
    at = readTag(source, at, open) ?? readText(source, at, open) ?? fail(source, at);
  }
  const [document] = root.children;
  if (open.length !== 1 || document === undefined || root.children.length !== 1) {
    throw new Error('not exactly one element, or one that is not closed');
  }
  return document;
}

/** An element and all below it. */
export function allElements(element: XmlElement): readonly XmlElement[] {
  return [element, ...element.children.flatMap(allElements)];
}

function readTag(source: string, at: number, open: Open[]): number | undefined {
  tag.lastIndex = at;
  const [whole, slash, name = '', attributes = '', end] = tag.exec(source) ?? [];
  const current = open.at(-1);
  if (whole === undefined || current === undefined) {
    return undefined;
  }
  if (slash === '/') {
    const closed = open.pop();
    if (closed?.name !== name) {
      throw new Error(`</${name}> closes <${closed?.name ?? ''}>`);
    }
    return at + whole.length;
  }
  const element: Open = { name, attributes: readAttributes(attributes), children: [], text: '' };
  current.children.push(element);
  if (end !== '/') {
    open.push(element);
  }
  return at + whole.length;
}

function readAttributes(source: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = '', value = ''] of source.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (found.has(name)) {
      throw new Error(`${name} is there twice`);
    }
    found.set(name, resolved(value));
  }
  return found;
}

function readText(source: string, at: number, open: readonly Open[]): number | undefined {
  characters.lastIndex = at;
  const [found] = characters.exec(source) ?? [];
  const current = open.at(-1);
  if (found === undefined || current === undefined) {
    return undefined;
  }
  current.text += resolved(found);
  return at + found.length;
}

const references: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
};

function resolved(text: string): string {
  return text.replaceAll(/&([^;]*);/g, (whole, name: string) => references[name] ?? whole);
}

function fail(source: string, at: number): never {
  throw new Error(`not well formed at ${at}: ${source.slice(at, at + 40)}`);
}

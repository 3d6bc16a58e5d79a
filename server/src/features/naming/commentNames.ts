import {
  type LinkedFile,
  type Node,
  nodePathAt,
  type ProtoSymbol,
  type Span,
} from '../../compiler/index.ts';

/** `[Foo]`, `` `Foo` `` and the like, with a name that may be qualified. */
const reference = /(?<=[`[]\.?)[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?=[`\]])/g;

/** The places in comments that name a symbol in brackets or backticks, as its scope finds it. */
export function commentNamesOf(linked: LinkedFile, symbol: ProtoSymbol): readonly Span[] {
  const { text, tokens } = linked.source;
  const found: Span[] = [];
  const places = Array.from(bracketed(text, symbol.name), (at) => tokens.indexAt(at));
  for (const index of new Set(places)) {
    const kind = tokens.kind(index);
    if (kind !== 'lineComment' && kind !== 'blockComment') {
      continue;
    }
    const comment = text.slice(tokens.start(index), tokens.end(index));
    for (const match of comment.matchAll(reference)) {
      const start = tokens.start(index) + match.index;
      const span = partNaming(linked, symbol, { name: match[0], start, index });
      found.push(...(span === undefined ? [] : [span]));
    }
  }
  return found;
}

/** Whether a text may have what {@link commentNamesOf} looks for. */
export function mayNameInComment(text: string, word: string): boolean {
  return bracketed(text, word).next().done !== true;
}

/** Where a word stands behind a bracket or a backtick, a qualifier between them or not. */
function* bracketed(text: string, word: string): Generator<number> {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    let start = at;
    while (/[\w.]/.test(text.charAt(start - 1))) {
      start--;
    }
    if (/[`[]/.test(text.charAt(start - 1))) {
      yield at;
    }
  }
}

interface Mention {
  readonly name: string;
  readonly start: number;
  /** Of the comment among the tokens. */
  readonly index: number;
}

function partNaming(
  linked: LinkedFile,
  symbol: ProtoSymbol,
  { name, start, index }: Mention,
): Span | undefined {
  const isAbsolute = linked.source.text[start - 1] === '.';
  let target = isAbsolute ? linked.lookup(name) : lookUp(linked, scopesAround(linked, index), name);
  let end = start + name.length;
  while (target !== undefined && target !== symbol) {
    end -= target.name.length + 1;
    target = end > start ? target.parent : undefined;
  }
  return target === undefined || end - symbol.name.length < start
    ? undefined
    : { start: end - symbol.name.length, end };
}

function lookUp(
  linked: LinkedFile,
  scopes: readonly string[],
  name: string,
): ProtoSymbol | undefined {
  for (const scope of scopes) {
    const found = linked.lookup(scope === '' ? name : `${scope}.${name}`);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/** The scopes that a comment stands in, the innermost first: that of what it leads counts too. */
function scopesAround({ source, packageName }: LinkedFile, index: number): readonly string[] {
  const next = nextStatement(source, index);
  const path = nodePathAt(source.tree, source.tokens.start(index));
  const leads = nodePathAt(source.tree, next).find(
    (node) => node.start === next && !path.includes(node),
  );
  const names = [...path, ...(leads === undefined ? [] : [leads])].flatMap(scopeName);
  const parts = [...(packageName === '' ? [] : packageName.split('.')), ...names];
  return [...parts.map((_, count) => parts.slice(0, parts.length - count).join('.')), ''];
}

function scopeName(node: Node): readonly string[] {
  switch (node.kind) {
    case 'message':
    case 'group':
    case 'service':
      return node.name === undefined ? [] : [node.name.text];
    default:
      return [];
  }
}

function nextStatement({ tokens, text }: LinkedFile['source'], index: number): number {
  for (let at = index + 1; at < tokens.length; at++) {
    const kind = tokens.kind(at);
    if (kind !== 'whitespace' && kind !== 'lineComment' && kind !== 'blockComment') {
      return tokens.start(at);
    }
  }
  return text.length;
}

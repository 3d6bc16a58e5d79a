import {
  isScalar,
  type LinkedFile,
  type Node,
  nodePathAt,
  type Span,
} from '../../compiler/index.ts';
import { keywordHelp } from './keywords.ts';
import { numberHelp } from './numberHelp.ts';
import { scalarHelp } from './scalarHelp.ts';

/** Markdown about a place, and the part of the text that it is about. */
export interface WordHelp {
  readonly markdown: string;
  readonly span: Span;
}

/** About a word of the language or a field's number; undefined where a name of the file stands. */
export function wordHelp(linked: LinkedFile, offset: number): WordHelp | undefined {
  const path = nodePathAt(linked.source.tree, offset);
  const node = path.at(-1);
  const around = path.at(-2);
  if (node === undefined) {
    return undefined;
  }
  return (
    ofNumber(linked, path) ??
    ofScalar(path) ??
    ofPseudoOption(path) ??
    (isKeyword(node, around) ? ofKeyword(linked, node) : ofLooseWord(linked, node, offset))
  );
}

function ofNumber(linked: LinkedFile, path: readonly Node[]): WordHelp | undefined {
  const around = path.findLast(
    ({ kind }) => kind === 'field' || kind === 'group' || kind === 'enumValue',
  );
  const number = around !== undefined && 'number' in around ? around.number : undefined;
  if (number === undefined || !path.includes(number)) {
    return undefined;
  }
  for (const symbol of linked.symbols.values()) {
    const isIt = symbol.node === around && symbol.kind !== 'message';
    const markdown = isIt ? numberHelp(symbol) : undefined;
    if (markdown !== undefined) {
      return { markdown, span: number };
    }
  }
  return undefined;
}

/** `default` and `json_name` are options by syntax alone: no definition says what they are. */
function ofPseudoOption(path: readonly Node[]): WordHelp | undefined {
  const part = path.find((node) => node.kind === 'optionNamePart');
  const word = part?.isExtension === false ? part.name.text : undefined;
  if (part === undefined || (word !== 'default' && word !== 'json_name')) {
    return undefined;
  }
  const markdown = keywordHelp(word);
  return markdown === undefined ? undefined : { markdown, span: part };
}

/** The name of a scalar type is a name like any other to the tree. */
function ofScalar(path: readonly Node[]): WordHelp | undefined {
  const at = path.findLastIndex(({ kind }) => kind === 'name');
  const name = path[at];
  const around = path[at - 1];
  const isType = (around?.kind === 'field' && around.type === name) || around?.kind === 'mapType';
  return name?.kind === 'name' && isType && isScalar(name.text)
    ? { markdown: scalarHelp(name.text), span: name }
    : undefined;
}

function isKeyword(node: Node, around: Node | undefined): boolean {
  if (node.kind === 'label' || node.kind === 'visibility') {
    return true;
  }
  if (around === undefined || node.kind !== 'identifier') {
    return false;
  }
  return (
    ('keyword' in around && around.keyword === node) ||
    ('modifier' in around && around.modifier === node) ||
    ('stream' in around && around.stream === node)
  );
}

function ofKeyword({ source }: LinkedFile, { start, end }: Span): WordHelp | undefined {
  const markdown = keywordHelp(source.text.slice(start, end));
  return markdown === undefined ? undefined : { markdown, span: { start, end } };
}

/** Words that are no nodes of the tree, by what they stand in. */
const looseWords: Readonly<Partial<Record<Node['kind'], readonly string[]>>> = {
  option: ['option'],
  method: ['returns'],
  mapType: ['map'],
  range: ['to', 'max'],
};

function ofLooseWord(linked: LinkedFile, node: Node, offset: number): WordHelp | undefined {
  const { tokens, text } = linked.source;
  const words = looseWords[node.kind];
  for (const at of words === undefined ? [] : [offset, offset - 1]) {
    const index = tokens.indexAt(at);
    const span = { start: tokens.start(index), end: tokens.end(index) };
    if (index !== -1 && words?.includes(text.slice(span.start, span.end)) === true) {
      return ofKeyword(linked, span);
    }
  }
  return undefined;
}

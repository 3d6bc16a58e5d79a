import type { SourceFile, Span } from '../../compiler/index.ts';

/** What a `{` opens; `literal` is a message in an option's value. */
export type BlockKind =
  'file' | 'message' | 'enum' | 'service' | 'method' | 'oneof' | 'extend' | 'literal';

export interface Block {
  readonly kind: BlockKind;
  readonly name: string;
  /** The statement that the brace stands in, up to the brace. */
  readonly head: readonly string[];
}

/** The dotted word left of the cursor, empty when there is none. */
export interface Prefix extends Span {
  readonly text: string;
}

/** The unclosed bracket between the start of the statement and the cursor. */
export type Bracket = '(' | '[' | '<' | undefined;

/** What stands around the cursor, read off the tokens: a half-typed statement has no reliable tree. */
export interface CompletionContext {
  readonly place: 'code' | 'comment' | 'string';
  /** Of a string: from after the opening quote up to the closing one or the end of the line. */
  readonly stringSpan: Span | undefined;
  readonly prefix: Prefix;
  /** Significant tokens of the statement before the prefix, those within brackets included. */
  readonly head: readonly string[];
  /** Where in `head` the innermost unclosed bracket stands. */
  readonly bracketAt: number;
  readonly bracket: Bracket;
  /** Outermost first; never empty, the first is the file. */
  readonly blocks: readonly Block[];
}

/** Reads the context of an offset from the text before it. */
export function completionContext(source: SourceFile, offset: number): CompletionContext {
  const inside = insideToken(source, offset);
  const prefix = inside.place === 'code' ? prefixAt(source, offset) : emptyPrefix(offset);
  const end = inside.place === 'string' ? (inside.tokenStart ?? offset) : prefix.start;
  const before = significantBefore(source, end);
  return {
    place: inside.place,
    stringSpan: inside.stringSpan,
    prefix,
    ...statementContext(splitStatement(before)),
  };
}

/** The context of the place before the brace that opened a block. */
export function contextBefore(context: CompletionContext, block: Block): CompletionContext {
  const blocks = context.blocks.slice(0, context.blocks.indexOf(block));
  const prefix = emptyPrefix(context.prefix.start);
  return { ...context, prefix, ...statementContext({ head: block.head, blocks }) };
}

type Statement = Pick<CompletionContext, 'head' | 'blocks'>;

function statementContext({
  head,
  blocks,
}: Statement): Pick<CompletionContext, 'head' | 'blocks' | 'bracketAt' | 'bracket'> {
  const bracketAt = unclosedBracket(head);
  return { head, blocks, bracketAt, bracket: toBracket(head[bracketAt]) };
}

/** The innermost block. */
export function innermost({ blocks }: CompletionContext): Block {
  return blocks.at(-1) ?? { kind: 'file', name: '', head: [] };
}

interface Inside {
  readonly place: CompletionContext['place'];
  readonly stringSpan?: Span;
  readonly tokenStart?: number;
}

function insideToken({ tokens, text }: SourceFile, offset: number): Inside {
  const index = offset === 0 ? -1 : tokens.indexAt(offset - 1);
  if (index === -1) {
    return { place: 'code' };
  }
  const start = tokens.start(index);
  const end = tokens.end(index);
  const first = text[start];
  if (first === '"' || first === "'") {
    const lineEnd = text.slice(start, end).search(/[\r\n]/);
    const isClosed = end > start + 1 && text[end - 1] === first && lineEnd === -1;
    const contentEnd = isClosed ? end - 1 : lineEnd === -1 ? end : start + lineEnd;
    return offset <= contentEnd
      ? {
          place: 'string',
          stringSpan: { start: start + 1, end: contentEnd },
          tokenStart: start,
        }
      : { place: 'code' };
  }
  const kind = tokens.kind(index);
  const isComment =
    (kind === 'lineComment' && !text.slice(start, offset).includes('\n')) ||
    (kind === 'blockComment' && (offset < end || !text.slice(start, end).endsWith('*/')));
  return { place: isComment ? 'comment' : 'code' };
}

function prefixAt({ text }: SourceFile, offset: number): Prefix {
  let start = offset;
  while (start > 0 && /[\w.]/.test(text.charAt(start - 1))) {
    start--;
  }
  return { start, end: offset, text: text.slice(start, offset) };
}

function emptyPrefix(offset: number): Prefix {
  return { start: offset, end: offset, text: '' };
}

function significantBefore({ tokens, text }: SourceFile, end: number): string[] {
  const significant: string[] = [];
  for (let index = 0; index < tokens.length && tokens.end(index) <= end; index++) {
    const kind = tokens.kind(index);
    if (kind !== 'whitespace' && kind !== 'lineComment' && kind !== 'blockComment') {
      significant.push(text.slice(tokens.start(index), tokens.end(index)));
    }
  }
  return significant;
}

/** Splits the tokens at braces and semicolons into the open blocks and the unfinished statement. */
function splitStatement(tokens: readonly string[]): { head: string[]; blocks: Block[] } {
  const blocks: Block[] = [{ kind: 'file', name: '', head: [] }];
  const heads: string[][] = [];
  let head: string[] = [];
  for (const token of tokens) {
    if (token === '{') {
      blocks.push(blockOf(head, blocks.at(-1)));
      heads.push(head);
      head = [];
    } else if (token === '}') {
      const isLiteral = blocks.length > 1 && blocks.pop()?.kind === 'literal';
      const outer = heads.pop();
      head = isLiteral && outer !== undefined ? [...outer, '{}'] : [];
    } else if (token === ';') {
      head = [];
    } else {
      head.push(token);
    }
  }
  return { head, blocks };
}

function blockOf(head: readonly string[], outer: Block | undefined): Block {
  if (outer?.kind === 'literal' || head.includes('[') || head[0] === 'option') {
    return { kind: 'literal', name: '', head };
  }
  const group = head.indexOf('group');
  if (group !== -1) {
    return { kind: 'message', name: head[group + 1] ?? '', head };
  }
  const words = head.filter((word) => word !== 'export' && word !== 'local');
  const [keyword, name = ''] = words;
  switch (keyword) {
    case 'message':
    case 'enum':
    case 'service':
    case 'oneof':
    case 'extend':
      return { kind: keyword, name, head };
    case 'rpc':
      return { kind: 'method', name, head };
    default:
      return { kind: 'literal', name: '', head };
  }
}

const closing: Readonly<Record<string, string>> = { ')': '(', ']': '[', '>': '<' };

function unclosedBracket(head: readonly string[]): number {
  const open: number[] = [];
  for (const [index, token] of head.entries()) {
    if (toBracket(token) !== undefined) {
      open.push(index);
    } else if (closing[token] !== undefined && head[open.at(-1) ?? -1] === closing[token]) {
      open.pop();
    }
  }
  return open.at(-1) ?? -1;
}

function toBracket(token: string | undefined): Bracket {
  return token === '(' || token === '[' || token === '<' ? token : undefined;
}

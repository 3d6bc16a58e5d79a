import type { Range, SemanticTokens, SemanticTokensLegend } from 'vscode-languageserver-types';
import type {
  IdentifierNode,
  LinkedFile,
  ProtoSymbol,
  Span,
  SymbolKind,
} from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { celReferences } from './cel/expressionAt.ts';
import { celTokens } from './cel/tokens.ts';
import { toPosition, toSpan } from './places.ts';

const tokenTypes = [
  'namespace',
  'class',
  'enum',
  'enumMember',
  'interface',
  'method',
  'property',
  'decorator',
  'keyword',
  'variable',
  'function',
  'number',
  'string',
  'operator',
  'comment',
] as const;
type TokenType = (typeof tokenTypes)[number];

const declarationModifier = 1;

/** What the numbers of `semanticTokens` stand for. Lexical colours are the grammar's part. */
export const semanticTokensLegend: SemanticTokensLegend = {
  tokenTypes: [...tokenTypes],
  tokenModifiers: ['declaration'],
};

const typeOfKind: Readonly<Record<SymbolKind, TokenType>> = {
  message: 'class',
  enum: 'enum',
  enumValue: 'enumMember',
  field: 'property',
  extension: 'decorator',
  oneof: 'property',
  service: 'interface',
  method: 'method',
};

interface Token extends Span {
  readonly type: TokenType;
  readonly isDeclaration: boolean;
}

/** Names by what they stand for: of the whole document, or of a range. */
export function semanticTokens(
  snapshot: Snapshot,
  { uri, range }: { readonly uri: string; readonly range?: Range },
): SemanticTokens {
  const linked = snapshot.linked(uri);
  if (linked === undefined) {
    return { data: [] };
  }
  const all = [
    ...declarations(linked),
    ...references(linked),
    ...packageNames(linked),
    ...inExpressions(linked),
  ];
  const span = range && toSpan(linked.source, range);
  const wanted = span ? all.filter(({ start, end }) => start < span.end && end > span.start) : all;
  return { data: encode(linked, wanted) };
}

function declarations(linked: LinkedFile): Token[] {
  return [...linked.symbols.values()].map(({ nameSpan, kind }) => ({
    start: nameSpan.start,
    end: nameSpan.end,
    type: typeOfKind[kind],
    isDeclaration: true,
  }));
}

function references(linked: LinkedFile): Token[] {
  return [...linked.references].flatMap(([reference, symbol]) => {
    if (!('kind' in reference)) {
      return [tokenOf(reference, typeOfKind[symbol.kind])];
    }
    switch (reference.kind) {
      case 'name':
        return nameTokens(reference.parts, symbol);
      case 'optionNamePart':
        return nameTokens(reference.name.parts, symbol);
      case 'literalField':
        return reference.name.kind === 'identifier'
          ? nameTokens([reference.name], symbol)
          : nameTokens(reference.name.name.parts, symbol);
      default:
        return [tokenOf(reference, typeOfKind[symbol.kind])];
    }
  });
}

/** The last part is the symbol, those before it what is around it, and the rest the package. */
function nameTokens(parts: readonly IdentifierNode[], target: ProtoSymbol): Token[] {
  const tokens: Token[] = [];
  let symbol: ProtoSymbol | undefined = target;
  for (const part of parts.toReversed()) {
    tokens.push(tokenOf(part, symbol === undefined ? 'namespace' : typeOfKind[symbol.kind]));
    symbol = symbol?.parent;
  }
  return tokens;
}

/** Fields and enum values that expressions name, and their other tokens. */
function inExpressions(linked: LinkedFile): Token[] {
  return [
    ...celReferences(linked).map(([span, { kind }]) => tokenOf(span, typeOfKind[kind])),
    ...celTokens(linked).map(({ type, ...span }) => tokenOf(span, type)),
  ];
}

function packageNames(linked: LinkedFile): Token[] {
  return linked.source.tree.members
    .filter((member) => member.kind === 'package')
    .flatMap(({ name }) => name?.parts ?? [])
    .map((part) => tokenOf(part, 'namespace'));
}

function tokenOf({ start, end }: Span, type: TokenType): Token {
  return { start, end, type, isDeclaration: false };
}

/** Five numbers a token, places relative to the token before; of overlapping ones the first stays. */
function encode(linked: LinkedFile, tokens: readonly Token[]): number[] {
  const data: number[] = [];
  let end = 0;
  let line = 0;
  let character = 0;
  for (const token of tokens.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const place = toPosition(linked.source, token.start);
    if (token.start < end || token.start === token.end) {
      continue;
    }
    data.push(
      place.line - line,
      place.line === line ? place.character - character : place.character,
      token.end - token.start,
      tokenTypes.indexOf(token.type),
      token.isDeclaration ? declarationModifier : 0,
    );
    end = token.end;
    ({ line, character } = place);
  }
  return data;
}

/** Where protoc puts what it finds: it keeps few places for a definition, and none for an option. */
import type { Node } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import type { Diagnostic } from './diagnostic.ts';

type Place = 'name' | 'type' | 'extendee';

const placed: Readonly<Record<Place, readonly string[]>> = {
  name: [
    'feature-not-allowed',
    'features-before-editions',
    'map-entry-name',
    'option-deprecated',
    'option-edition',
    'option-target',
    'packed-in-editions',
    'reserved-name-twice',
    'unsupported-edition',
  ],
  type: [
    'ctype-edition',
    'extension-required',
    'group-in-proto3',
    'jstype-not-allowed',
    'lazy-not-allowed',
    'map-key',
    'map-value-enum',
    'message-set-extension',
    'packed-not-allowed',
    'required-in-proto3',
  ],
  extendee: ['extension-declaration', 'extension-in-proto3', 'lite-extension'],
};

const placeOfCode = new Map(
  (['name', 'type', 'extendee'] as const).flatMap((place) =>
    placed[place].map((code) => [code, place] as const),
  ),
);

/** The offset at which protoc reports a finding; `path` leads to it from the file. */
export function protocOffset(source: SourceFile, found: Diagnostic, path: readonly Node[]): number {
  const place = placeOfCode.get(found.code);
  if (place !== undefined) {
    return offsetOf(place, path) ?? fileOffset(source, found);
  }
  const end = blockEnd(source, found, path);
  if (end !== undefined) {
    return end;
  }
  const literal = path.find((node) => isLiteralAround(node, found));
  return literal !== undefined && !isLexical(found.code)
    ? literal.start
    : tokenOffset(source, found);
}

/** Where protoc is when it finds a whole block wanting: at its last brace, or past it. */
function blockEnd(
  source: SourceFile,
  { code }: Diagnostic,
  path: readonly Node[],
): number | undefined {
  if (code === 'empty-block') {
    const block = path.findLast((node) => node.kind === 'extend' || node.kind === 'oneof');
    return block && block.end - 1;
  }
  const node = path.findLast((one) => one.kind === 'enum');
  return code === 'needless-alias' && node !== undefined ? nextToken(source, node.end) : undefined;
}

/** Whether a node is the literal that a finding is about; what is missing behind its end is not. */
export function isLiteralAround(node: Node, found: Diagnostic): boolean {
  return node.kind === 'messageLiteral' && found.start < node.end;
}

/** Whether a finding is of the tokenizer, which reads message literals too. */
export function isLexical(code: string): boolean {
  return lexical.has(code);
}

const lexical: ReadonlySet<string> = new Set([
  'control-character',
  'invalid-escape',
  'invalid-number',
  'nested-comment',
  'non-ascii-identifier',
  'unclosed-block',
  'unexpected-character',
  'unterminated-comment',
  'unterminated-string',
]);

function offsetOf(place: Place, path: readonly Node[]): number | undefined {
  if (place === 'extendee') {
    return path.findLast((node) => node.kind === 'extend')?.extendee?.start;
  }
  const node = path.findLast(isDeclaration);
  if (node === undefined) {
    return undefined;
  }
  return place === 'type' ? typeOffset(node) : node.name?.start;
}

type Declaration = Extract<Node, { readonly name?: unknown; readonly kind: DeclarationKind }>;

type DeclarationKind =
  'message' | 'enum' | 'service' | 'oneof' | 'field' | 'group' | 'enumValue' | 'method';

const declarationKinds: ReadonlySet<string> = new Set<DeclarationKind>([
  'message',
  'enum',
  'service',
  'oneof',
  'field',
  'group',
  'enumValue',
  'method',
]);

function isDeclaration(node: Node): node is Declaration {
  return declarationKinds.has(node.kind);
}

function typeOffset(node: Declaration): number | undefined {
  switch (node.kind) {
    case 'field':
      return node.type?.start;
    case 'group':
      return node.keyword.start;
    default:
      return node.name?.start;
  }
}

/** The name of a file is its package. */
function fileOffset({ tree }: SourceFile, { code }: Diagnostic): number {
  const first = tree.members[0]?.start ?? 0;
  return code.startsWith('feature') || code === 'unsupported-edition'
    ? first
    : (tree.members.find((member) => member.kind === 'package')?.start ?? first);
}

/** What is missing at a line's end is missed at the next token; a `}`, at the end of the text. */
function tokenOffset(source: SourceFile, { code, start, end }: Diagnostic): number {
  if (code === 'unclosed-block' || code === 'unterminated-comment') {
    return source.text.length;
  }
  const isMissing = start === end && (code === 'expected-syntax' || code === 'missing-semicolon');
  return isMissing ? nextToken(source, start) : start;
}

const trivia: ReadonlySet<string> = new Set(['whitespace', 'lineComment', 'blockComment']);

function nextToken({ tokens, text }: SourceFile, offset: number): number {
  for (let index = Math.max(tokens.indexAt(offset), 0); index < tokens.length; index++) {
    if (!trivia.has(tokens.kind(index)) && tokens.start(index) >= offset) {
      return tokens.start(index);
    }
  }
  return text.length;
}

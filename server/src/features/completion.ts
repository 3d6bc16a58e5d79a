import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
} from 'vscode-languageserver-types';
import type { LinkedFile } from '../compiler/index.ts';
import { type Definition, parentUri, pathBelow, type Snapshot } from '../workspace/index.ts';
import { commentItems } from './completion/commentItems.ts';
import { celItems } from './cel/completion.ts';
import { type CompletionContext, completionContext, innermost } from './completion/context.ts';
import { fieldNameItems } from './completion/fieldNames.ts';
import { importPathItems } from './completion/importPaths.ts';
import { mapKeyTypes, scalarTypes, statementKeywords } from './completion/keywords.ts';
import { literalItems } from './completion/literals.ts';
import { numberItems } from './completion/numbers.ts';
import { optionContext, optionItems } from './completion/options.ts';
import { reservedItems } from './completion/reserved.ts';
import { snippetItems } from './completion/snippets.ts';
import { typeItems } from './completion/types.ts';
import { type PositionParams, toOffset, toRange } from './places.ts';

/** Characters that open the list without a letter being typed. */
export const completionTriggers: readonly string[] = [
  '.',
  '"',
  "'",
  '/',
  '(',
  '=',
  '<',
  '[',
  ':',
  '`',
];

/** What may stand at a position. */
export function completion(snapshot: Snapshot, { uri, position }: PositionParams): CompletionList {
  const linked = snapshot.linked(uri);
  if (linked === undefined) {
    return emptyList;
  }
  const offset = toOffset(linked.source, position);
  const context = completionContext(linked.source, offset);
  const request: Request = { snapshot, uri, linked, context, offset };
  switch (context.place) {
    case 'comment':
      return list(commentItems(uri, linked, offset));
    case 'string':
      return inString(request);
    case 'code':
      return inCode(request);
  }
}

interface Request {
  readonly snapshot: Snapshot;
  readonly uri: string;
  readonly linked: LinkedFile;
  readonly context: CompletionContext;
  readonly offset: number;
}

const emptyList: CompletionList = { items: [], isIncomplete: false };

function inString({ snapshot, uri, linked, context, offset }: Request): CompletionList {
  const expression = celItems(linked, offset);
  if (expression !== undefined) {
    return list(expression);
  }
  const { head, stringSpan } = context;
  if (stringSpan === undefined) {
    return emptyList;
  }
  if (head[0] === 'import' && head.length <= 2) {
    const { items, isIncomplete } = importPathItems(snapshot, linked, { span: stringSpan, offset });
    return { items: [...items], isIncomplete };
  }
  if (head[0] === 'reserved') {
    return list(reservedItems(snapshot, linked, { uri, context, offset }));
  }
  if (head.length === 2 && head[1] === '=') {
    const range = toRange(linked.source, stringSpan);
    return list(
      dialects(head[0]).map((label) => ({
        label,
        kind: CompletionItemKind.Value,
        textEdit: { range, newText: label },
      })),
    );
  }
  return emptyList;
}

function inCode(request: Request): CompletionList {
  const { snapshot, linked, context, offset } = request;
  if (innermost(context).kind === 'literal') {
    return list(literalItems(snapshot, linked, context));
  }
  const option = optionContext(context);
  if (option !== undefined) {
    return list(optionItems(snapshot, linked, context, option));
  }
  const { head, bracket } = context;
  const block = innermost(context).kind;
  const [first] = head;
  if (bracket === '(') {
    return first === 'rpc' ? rpcType(request) : emptyList;
  }
  if (bracket === '<') {
    return head.at(-1) === '<' ? list(keywordItems(mapKeyTypes)) : fieldType(request, []);
  }
  if (head.at(-1) === '=') {
    return beforeValue(request, offset);
  }
  if (head.length === 0) {
    return statement(request);
  }
  switch (first) {
    case 'package':
      return packageName(request);
    case 'import':
      return list(keywordItems(head.length === 1 ? ['public', 'weak'] : []));
    case 'extend':
      return head.length === 1 ? types(request, ['message']) : emptyList;
    case 'rpc':
      return list(
        keywordItems(head.at(-1) === ')' && !head.includes('returns') ? ['returns'] : []),
      );
    case 'reserved':
      return list(reservedItems(snapshot, linked, request));
    case 'optional':
    case 'repeated':
    case 'required':
      return head.length === 1 && (block === 'message' || block === 'extend')
        ? fieldType(request, linked.syntax === 'proto2' ? ['group'] : [])
        : fieldName(request);
    default:
      return fieldName(request);
  }
}

function statement(request: Request): CompletionList {
  const { linked, context } = request;
  const block = innermost(context).kind;
  const keywords = [...statementKeywords(block, linked.syntax), ...fileKeywords(request)];
  const isType = block === 'message' || block === 'oneof' || block === 'extend';
  if (context.prefix.text.includes('.')) {
    return isType ? fieldType(request, []) : emptyList;
  }
  const snippets = snippetItems(linked, block, request.offset);
  if (!isType || (block === 'extend' && linked.syntax === 'proto2')) {
    return list([...keywordItems(keywords), ...snippets]);
  }
  const found = fieldType(request, keywords);
  return { ...found, items: [...snippets, ...found.items] };
}

/** `syntax` and `edition` stand at the top, once. */
function fileKeywords({ linked, context, offset }: Request): readonly string[] {
  if (innermost(context).kind !== 'file') {
    return [];
  }
  const members = linked.source.tree.members;
  const isTop = !members.some(
    ({ kind, end }) => kind !== 'empty' && kind !== 'error' && end < offset,
  );
  return isTop && !members.some(({ kind }) => kind === 'syntax') ? ['syntax', 'edition'] : [];
}

function fieldName({ linked, context, offset }: Request): CompletionList {
  const block = innermost(context).kind;
  const isField = block === 'message' || block === 'oneof' || block === 'extend';
  return list(isField ? fieldNameItems(linked, context, offset) : []);
}

function beforeValue({ linked, context }: Request, offset: number): CompletionList {
  const { head } = context;
  if (head[0] === 'syntax' || head[0] === 'edition') {
    return list(
      dialects(head[0]).map((value) => ({
        label: `"${value}"`,
        kind: CompletionItemKind.Value,
      })),
    );
  }
  return list(numberItems(linked, offset));
}

function dialects(keyword: string | undefined): readonly string[] {
  switch (keyword) {
    case 'syntax':
      return ['proto3', 'proto2'];
    case 'edition':
      return ['2024', '2023'];
    default:
      return [];
  }
}

function rpcType(request: Request): CompletionList {
  const { head } = request.context;
  const found = types(request, ['message']);
  const isFirst = head.at(-1) === '(' && !request.context.prefix.text.includes('.');
  return isFirst ? { ...found, items: [...keywordItems(['stream']), ...found.items] } : found;
}

function fieldType(request: Request, keywords: readonly string[]): CompletionList {
  const found = types(request, ['message', 'enum']);
  if (request.context.prefix.text.includes('.')) {
    return found;
  }
  return { ...found, items: [...keywordItems([...scalarTypes, ...keywords]), ...found.items] };
}

function types(
  { snapshot, uri, linked, context }: Request,
  kinds: readonly Definition['kind'][],
): CompletionList {
  const { items, isIncomplete } = typeItems({ snapshot, uri, linked, context, kinds });
  return { items: [...items], isIncomplete };
}

/** What the folder says: packages follow folders below a root. */
function packageName({ snapshot, uri, linked, context }: Request): CompletionList {
  const root = snapshot.rootOf(uri);
  const path = root && pathBelow(root.uri, parentUri(uri));
  const isName = path !== undefined && /^[A-Za-z_]\w*(?:\/[A-Za-z_]\w*)*$/.test(path);
  if (!isName || context.head.length > 1) {
    return emptyList;
  }
  const newText = path.replaceAll('/', '.');
  return list([
    {
      label: newText,
      kind: CompletionItemKind.Module,
      filterText: context.prefix.text === '' ? newText : context.prefix.text,
      textEdit: { range: toRange(linked.source, context.prefix), newText },
    },
  ]);
}

function keywordItems(words: readonly string[]): CompletionItem[] {
  return words.map((label) => ({
    label,
    kind: CompletionItemKind.Keyword,
    sortText: `0${label}`,
  }));
}

function list(items: readonly CompletionItem[]): CompletionList {
  return { items: [...items], isIncomplete: false };
}

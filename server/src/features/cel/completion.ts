import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
} from 'vscode-languageserver-types';
import {
  type CelExpression,
  celFunctions,
  celMacros,
  type CelNode,
  celTypeName,
  type CelType,
  celTypeOfField,
  type LinkedFile,
} from '../../compiler/index.ts';
import { documented } from '../data/symbolItem.ts';
import { toRange } from '../places.ts';
import { expressionAt, nodeAround } from './expressionAt.ts';

/** What may stand at a place of an expression; undefined outside of expressions. */
export function celItems(linked: LinkedFile, offset: number): CompletionItem[] | undefined {
  const place = expressionAt(linked, offset);
  if (place === undefined) {
    return undefined;
  }
  const { expression, at } = place;
  const { text, tokens } = expression;
  const inside = tokens.find(({ start, end }) => start < at && at < end);
  if (inside !== undefined && inside.kind !== 'name' && inside.kind !== 'symbol') {
    return [];
  }
  const before = text.value.slice(0, at);
  const prefix = /[A-Za-z_]\w*$/.exec(before)?.[0] ?? '';
  const start = at - prefix.length;
  const isMember = /\.\s*$/.test(before.slice(0, start));
  const items = isMember ? memberItems(expression, at) : nameItems(linked, expression, at);
  const range = toRange(linked.source, text.place({ start, end: at }));
  return items.map(({ newText, ...item }) => ({
    ...item,
    textEdit: { range, newText: newText ?? item.label },
  }));
}

type Item = CompletionItem & { readonly newText?: string };

function isMemberNode(node: CelNode): node is Extract<CelNode, { kind: 'select' | 'call' }> {
  return node.kind === 'select' || (node.kind === 'call' && node.target !== undefined);
}

/** Fields and functions of what stands before the dot. */
function memberItems(expression: CelExpression, at: number): Item[] {
  const node = nodeAround(
    expression,
    at,
    (each): each is Extract<CelNode, { kind: 'select' | 'call' }> =>
      isMemberNode(each) && isAtName(each, at),
  );
  const target = node?.kind === 'select' ? node.operand : node?.target;
  const type = target && expression.types.get(target)?.type;
  return type === undefined ? [] : [...fieldItems(type), ...functionItems(type)];
}

function isAtName(node: CelNode, at: number): boolean {
  const name = node.kind === 'select' ? node.field : node.kind === 'call' ? node.name : undefined;
  return name !== undefined && name.start <= at && at <= name.end;
}

function fieldItems(type: CelType): Item[] {
  if (type.kind !== 'message') {
    return [];
  }
  return type.symbol.children
    .filter(({ kind }) => kind === 'field')
    .map((field) =>
      documented(field, {
        label: field.name,
        kind: CompletionItemKind.Property,
        detail: celTypeName(celTypeOfField(field)),
        sortText: `0${String(field.field?.number ?? 0).padStart(9, '0')}`,
      }),
    );
}

function functionItems(type: CelType): Item[] {
  const name = type.kind === 'simple' ? type.name : type.kind;
  const functions = [...celFunctions.values()]
    .flat()
    .filter(({ on }) => on !== undefined && (name === 'dyn' || on.some((each) => each === name)))
    .map((each) => functionItem(each.name, each.help, each.args[1]));
  const hasElements = name === 'list' || name === 'map' || name === 'dyn';
  const macros = hasElements ? [...celMacros].filter(([macro]) => macro !== 'existsOne') : [];
  return [
    ...functions,
    ...macros.map(([label, { help }]): Item => {
      const variables = label.startsWith('transform') ? '${1:key}, ${2:value}' : '${1:each}';
      return {
        label,
        kind: CompletionItemKind.Method,
        detail: 'macro',
        documentation: help,
        sortText: `1${label}`,
        insertTextFormat: InsertTextFormat.Snippet,
        newText: `${label}(${variables}, $0)`,
      };
    }),
  ];
}

function functionItem(label: string, documentation: string, most: number): Item {
  const item = { label, kind: CompletionItemKind.Function, documentation, sortText: `1${label}` };
  return most === 0
    ? { ...item, newText: `${label}()` }
    : { ...item, insertTextFormat: InsertTextFormat.Snippet, newText: `${label}($0)` };
}

const maximumEnumValues = 200;

/** Variables, functions, words and the values of enums. */
function nameItems(linked: LinkedFile, expression: CelExpression, at: number): Item[] {
  const around = nodeAround(expression, at, (each): each is CelNode => each.end >= 0);
  const scope = (around && expression.types.get(around)?.scope) ?? expression.scope;
  const variables = [...scope].map(([label, type]): Item => ({
    label,
    kind: CompletionItemKind.Variable,
    detail: celTypeName(type),
    sortText: `0${label}`,
  }));
  const functions = [...celFunctions.values()]
    .flat()
    .filter(({ on }) => on === undefined)
    .map(({ name, help, args }) => functionItem(name, help, args[1]));
  const has = functionItem('has', 'Whether a field is set.', 1);
  const words = ['true', 'false', 'null', 'in'].map((label): Item => ({
    label,
    kind: CompletionItemKind.Keyword,
    sortText: `2${label}`,
  }));
  return [...variables, has, ...functions, ...words, ...enumItems(linked)];
}

function enumItems({ visible }: LinkedFile): Item[] {
  return visible
    .flatMap(({ symbols }) => [...symbols.values()])
    .filter(({ kind, fullName }) => kind === 'enum' && !isDescription(fullName))
    .flatMap(({ fullName, children }) =>
      children.map((value) =>
        documented(value, {
          label: `${fullName}.${value.name}`,
          kind: CompletionItemKind.EnumMember,
          filterText: value.name,
          sortText: `3${fullName}`,
        }),
      ),
    )
    .slice(0, maximumEnumValues);
}

function isDescription(fullName: string): boolean {
  return fullName.startsWith('google.protobuf.') || fullName.startsWith('buf.validate.');
}

import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
} from 'vscode-languageserver-types';
import type { LinkedFile, OptionsType, ProtoSymbol } from '../../compiler/index.ts';
import type { Snapshot } from '../../workspace/index.ts';
import { toRange } from '../places.ts';
import { type CompletionContext, innermost } from './context.ts';
import { documented } from './documented.ts';
import { findInScopes, scopeOf, shortestName } from './names.ts';
import { OptionSymbols } from './optionSymbols.ts';

/** An option being written: its name so far, or its value. */
export interface OptionContext {
  readonly options: OptionsType;
  /** Complete steps of the name before the cursor; an extension's is in parentheses. */
  readonly steps: readonly string[];
  readonly part: 'name' | 'extensionName' | 'value';
}

/** Whether the cursor is in an option's name or value, as a statement or within brackets. */
export function optionContext(context: CompletionContext): OptionContext | undefined {
  const { head, bracketAt } = context;
  const compactAt = head.lastIndexOf('[');
  const isStatement = head[0] === 'option' && innermost(context).kind !== 'literal';
  const isCompact = compactAt !== -1 && !head.slice(compactAt).includes(']');
  if (!isStatement && !isCompact) {
    return undefined;
  }
  const options = isStatement ? statementTarget(context) : compactTarget(context);
  const start = isStatement ? 1 : Math.max(compactAt, head.lastIndexOf(',')) + 1;
  const written = head.slice(start);
  const equals = written.indexOf('=');
  if (options === undefined) {
    return undefined;
  }
  if (equals !== -1) {
    return written.length === equals + 1
      ? { options, steps: stepsOf(written.slice(0, equals)), part: 'value' }
      : undefined;
  }
  const inParentheses = head[bracketAt] === '(';
  const complete = inParentheses ? written.slice(0, -1) : written;
  const prefixSteps = inParentheses ? [] : context.prefix.text.split('.').slice(0, -1);
  return {
    options,
    steps: [...stepsOf(complete), ...prefixSteps].filter((step) => step !== ''),
    part: inParentheses ? 'extensionName' : 'name',
  };
}

/** Names or values that fit, built-in and custom. */
export function optionItems(
  snapshot: Snapshot,
  linked: LinkedFile,
  context: CompletionContext,
  option: OptionContext,
): CompletionItem[] {
  const known = new OptionSymbols(snapshot, linked);
  const describedBy = describer(snapshot, linked);
  const holder = known.messageAfter(option.options, option.steps, context);
  if (option.part === 'value') {
    const isDefault = option.options === 'FieldOptions' && option.steps.join() === 'default';
    return isDefault
      ? defaultItems(linked, context, describedBy)
      : valueItems(known.fieldAt(option.options, option.steps, context), describedBy);
  }
  if (holder === undefined) {
    return [];
  }
  const fields =
    option.part === 'name'
      ? holder.children
          .filter(({ kind, name }) => kind === 'field' && name !== 'uninterpreted_option')
          .map((field) => ({ ...fieldItem(linked, context, field), ...describedBy(field) }))
      : [];
  const pseudo =
    option.options === 'FieldOptions' && option.steps.length === 0 ? ['default', 'json_name'] : [];
  return [
    ...fields,
    ...(option.part === 'name'
      ? pseudo.map((label) => ({ label, kind: CompletionItemKind.Property }))
      : []),
    ...known.extensionsOf(holder).map((symbol) => ({
      ...extensionItem(linked, context, option, symbol),
      ...describedBy(symbol),
    })),
  ];
}

/** What makes the item of a symbol one that can be described. */
export type DescribedBy = (symbol: ProtoSymbol) => Pick<CompletionItem, 'data'>;

/** For items of a document. */
export function describer(snapshot: Snapshot, { source }: LinkedFile): DescribedBy {
  const from = snapshot.uriOf(source) ?? '';
  return (symbol) => documented(from, snapshot.uriOf(symbol.file), symbol);
}

/** The values of the field itself: `default` is no option of which a message knows the type. */
function defaultItems(
  linked: LinkedFile,
  { head, blocks }: CompletionContext,
  describedBy: DescribedBy,
): CompletionItem[] {
  const written = head.slice(0, head.indexOf('=') - 1);
  const type = written.filter((word) => !fieldLabels.has(word)).join('');
  const symbol = findInScopes(linked, scopeOf(linked.packageName, blocks), type);
  return symbol?.kind === 'enum'
    ? symbol.children.map((value) => valueItem(value, describedBy))
    : booleans(type);
}

const fieldLabels: ReadonlySet<string> = new Set(['optional', 'repeated', 'required']);

/** The name of a field, as a step or in a literal. */
export function fieldItem(
  { source }: LinkedFile,
  { prefix }: CompletionContext,
  field: ProtoSymbol,
): CompletionItem {
  const start = prefix.start + prefix.text.lastIndexOf('.') + 1;
  return {
    label: field.name,
    kind: CompletionItemKind.Property,
    detail: field.fullName,
    sortText: `0${field.name}`,
    textEdit: { range: toRange(source, { start, end: prefix.end }), newText: field.name },
  };
}

function extensionItem(
  linked: LinkedFile,
  { prefix, blocks }: CompletionContext,
  { part }: OptionContext,
  { fullName }: ProtoSymbol,
): CompletionItem {
  const name = shortestName(linked, scopeOf(linked.packageName, blocks), fullName);
  const isName = part === 'name';
  const start = isName ? prefix.start + prefix.text.lastIndexOf('.') + 1 : prefix.start;
  return {
    label: `(${name})`,
    kind: CompletionItemKind.Field,
    detail: fullName,
    sortText: `1${name}`,
    filterText: isName ? name : prefix.text.includes('.') ? prefix.text : name,
    textEdit: {
      range: toRange(linked.source, { start, end: prefix.end }),
      newText: isName ? `(${name})` : name,
    },
  };
}

/** Words that a field may be set to. */
export function valueItems(
  field: ProtoSymbol | undefined,
  describedBy: DescribedBy = () => ({}),
): CompletionItem[] {
  const type = field?.field?.type;
  if (type?.kind === 'enum') {
    return type.symbol.children.map((value) => valueItem(value, describedBy));
  }
  if (type?.kind === 'message') {
    return [
      {
        label: '{ … }',
        kind: CompletionItemKind.Struct,
        detail: type.symbol.fullName,
        insertTextFormat: InsertTextFormat.Snippet,
        insertText: '{\n\t$0\n}',
      },
    ];
  }
  return type?.kind === 'scalar' ? booleans(type.scalar) : [];
}

function booleans(type: string): CompletionItem[] {
  return type === 'bool'
    ? ['true', 'false'].map((label) => ({ label, kind: CompletionItemKind.Value }))
    : [];
}

function valueItem(value: ProtoSymbol, describedBy: DescribedBy): CompletionItem {
  return {
    label: value.name,
    kind: CompletionItemKind.EnumMember,
    detail: value.fullName,
    ...describedBy(value),
  };
}

/** `['(', 'a.b', ')', '.', 'c']` is the steps `(a.b)` and `c`. */
function stepsOf(tokens: readonly string[]): string[] {
  return tokens.join('').match(/\([^)]*\)|[^.()]+/g) ?? [];
}

function statementTarget(context: CompletionContext): OptionsType | undefined {
  switch (innermost(context).kind) {
    case 'file':
      return 'FileOptions';
    case 'message':
      return 'MessageOptions';
    case 'enum':
      return 'EnumOptions';
    case 'service':
      return 'ServiceOptions';
    case 'method':
      return 'MethodOptions';
    case 'oneof':
      return 'OneofOptions';
    case 'extend':
    case 'literal':
      return undefined;
  }
}

function compactTarget(context: CompletionContext): OptionsType | undefined {
  switch (innermost(context).kind) {
    case 'enum':
      return 'EnumValueOptions';
    case 'message':
      return context.head[0] === 'extensions' ? 'ExtensionRangeOptions' : 'FieldOptions';
    case 'oneof':
    case 'extend':
      return 'FieldOptions';
    default:
      return undefined;
  }
}

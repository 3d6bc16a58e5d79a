import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { LinkedFile, ProtoSymbol } from '../../compiler/index.ts';
import type { Snapshot } from '../../workspace/index.ts';
import { type Block, type CompletionContext, contextBefore } from './context.ts';
import { OptionSymbols } from './optionSymbols.ts';
import { toRange } from '../places.ts';
import { describer, fieldItem, optionContext, valueItems } from './options.ts';

/** Fields and values within a message in an option's value. */
export function literalItems(
  snapshot: Snapshot,
  linked: LinkedFile,
  context: CompletionContext,
): CompletionItem[] {
  const symbols = new OptionSymbols(snapshot, linked);
  const place = literalPlace(context, symbols);
  if (place === undefined) {
    return [];
  }
  const { message, field } = place;
  const describedBy = describer(snapshot, linked);
  if (field !== undefined) {
    return valueItems(fieldOf(message, field), describedBy);
  }
  const extensions = symbols
    .extensionsOf(message)
    .map((each) => ({ ...extensionKey(linked, context, each), ...describedBy(each) }));
  return context.head.at(-1) === '['
    ? extensions
    : [
        ...message.children
          .filter(({ kind }) => kind === 'field')
          .map((each) => ({ ...fieldItem(linked, context, each), ...describedBy(each) })),
        ...extensions,
      ];
}

/** `[pkg.extension]`; literals know no scope, so the name is the full one. */
function extensionKey(
  { source }: LinkedFile,
  { head, prefix }: CompletionContext,
  { fullName }: ProtoSymbol,
): CompletionItem {
  const isOpen = head.at(-1) === '[';
  return {
    label: `[${fullName}]`,
    kind: CompletionItemKind.Field,
    sortText: `1${fullName}`,
    filterText: isOpen && prefix.text.includes('.') ? prefix.text : fullName,
    textEdit: { range: toRange(source, prefix), newText: isOpen ? fullName : `[${fullName}]` },
  };
}

/** A place within a message in an option's value. */
export interface LiteralPlace {
  readonly message: ProtoSymbol;
  /** Of the field whose value is being written; absent where a name is. */
  readonly field: string | undefined;
}

/** What is being written in the innermost literal; undefined where its type is not known. */
export function literalPlace(
  context: CompletionContext,
  symbols: OptionSymbols,
): LiteralPlace | undefined {
  const { head, blocks } = context;
  const literals = blocks.filter(({ kind }) => kind === 'literal');
  const message = messageOf(literals, context, symbols);
  const isValue = head.at(-1) === ':' || isInList(head);
  return message && { message, field: isValue ? (fieldName(head) ?? '') : undefined };
}

/** The type of the innermost literal: the outermost is an option's, each other one a field's. */
function messageOf(
  [outermost, ...inner]: readonly Block[],
  context: CompletionContext,
  symbols: OptionSymbols,
): ProtoSymbol | undefined {
  const before = outermost && contextBefore(context, outermost);
  const option = before && optionContext(before);
  if (before === undefined || option === undefined) {
    return undefined;
  }
  const field = symbols.fieldAt(option.options, option.steps, before);
  return inner.reduce(
    (message, { head }) => message && messageType(fieldOf(message, fieldName(head))),
    messageType(field),
  );
}

/** The message that a field holds; of a map its entry. */
export function messageType(field: ProtoSymbol | undefined): ProtoSymbol | undefined {
  const type = field?.field?.type;
  switch (type?.kind) {
    case 'message':
    case 'group':
      return type.symbol;
    case 'map':
      return type.entry;
    default:
      return undefined;
  }
}

function fieldOf(message: ProtoSymbol, name: string | undefined): ProtoSymbol | undefined {
  return message.children.find((field) => field.kind === 'field' && field.name === name);
}

/** The field that is being set where its colon, or a list behind that, has begun. */
function fieldName(head: readonly string[]): string | undefined {
  const list = head.lastIndexOf('[');
  const isOpen = list !== -1 && !head.includes(']', list);
  const upTo = isOpen ? head.slice(0, list) : head;
  return upTo.findLast((token) => token !== ':');
}

function isInList(head: readonly string[]): boolean {
  return head.lastIndexOf('[') > head.lastIndexOf(']') && head.includes(':');
}

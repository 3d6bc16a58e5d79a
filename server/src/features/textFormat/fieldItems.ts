import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
} from 'vscode-languageserver-types';
import {
  type LinkedFile,
  type LiteralFieldNode,
  type MessageLiteralNode,
  messageOf,
  nodePathAt,
  type ProtoSymbol,
  type Span,
} from '../../compiler/index.ts';
import { typeName } from '../hover/describe.ts';
import { toRange } from '../places.ts';
import { documented } from '../data/symbolItem.ts';

/** Types that an Any may hold are many; more than so many are not offered. */
const maximumTypes = 300;

/** What may be set in a message and is not yet: its fields, extensions, the content of an Any. */
export function nameItems(
  linked: LinkedFile,
  message: ProtoSymbol,
  prefix: Span,
): CompletionItem[] {
  const set = setFields(linked, prefix);
  const isNameOnly = /^[ \t]*[:{<]/.test(linked.source.text.slice(prefix.end));
  const fields = message.children.filter((field) => field.kind === 'field' && isFree(field, set));
  const named = fields.map((field) => fieldItem(field, isNameOnly));
  const bracketed = bracketedNames(linked, message)
    .filter(({ symbol }) => symbol.kind === 'message' || isFree(symbol, set))
    .map((each) => bracketItem(each, isNameOnly));
  const range = toRange(linked.source, prefix);
  return [...named, ...bracketed].map(({ newText, ...item }) => ({
    ...item,
    textEdit: { range, newText },
  }));
}

/** The same behind a `[`, without the fields. */
export function bracketItems(
  linked: LinkedFile,
  message: ProtoSymbol,
  prefix: Span,
): CompletionItem[] {
  const range = toRange(linked.source, prefix);
  const isClosed = linked.source.text.startsWith(']', prefix.end);
  return bracketedNames(linked, message).map(({ symbol, name }) =>
    documented(symbol, {
      label: name,
      kind: kindOf(symbol),
      detail: symbol.field === undefined ? 'content of the Any' : typeName(symbol.field.type),
      textEdit: { range, newText: isClosed ? name : `${name}]` },
    }),
  );
}

type Offer = CompletionItem & { readonly newText: string };

function fieldItem(field: ProtoSymbol, isNameOnly: boolean): Offer {
  const { field: facts } = field;
  const name = facts?.type.kind === 'group' ? facts.type.symbol.name : field.name;
  const item = documented(field, {
    label: name,
    kind: CompletionItemKind.Property,
    detail: facts === undefined ? '' : detailOf(facts),
    sortText: `0${String(facts?.number ?? 0).padStart(9, '0')}`,
  });
  return isNameOnly ? { ...item, newText: name } : { ...item, ...assignment(name, field) };
}

function detailOf({ label, type, number }: NonNullable<ProtoSymbol['field']>): string {
  const repeated = label === 'repeated' && type.kind !== 'map' ? 'repeated ' : '';
  return `${repeated}${typeName(type)} = ${String(number ?? '?')}`;
}

interface Bracketed {
  readonly symbol: ProtoSymbol;
  /** Without the brackets. */
  readonly name: string;
}

function bracketedNames({ visible }: LinkedFile, message: ProtoSymbol): readonly Bracketed[] {
  const all = visible.flatMap(({ symbols }) => [...symbols.values()]);
  if (message.fullName === 'google.protobuf.Any') {
    return all
      .filter((symbol) => symbol.kind === 'message' && symbol.parent?.kind !== 'enum')
      .slice(0, maximumTypes)
      .map((symbol) => ({ symbol, name: `type.googleapis.com/${symbol.fullName}` }));
  }
  return all
    .filter(({ field }) => field?.extendee?.fullName === message.fullName)
    .map((symbol) => ({ symbol, name: symbol.fullName }));
}

function bracketItem({ symbol, name }: Bracketed, isNameOnly: boolean): Offer {
  const label = `[${name}]`;
  const item = documented(symbol, {
    label,
    kind: kindOf(symbol),
    filterText: symbol.name,
    detail: symbol.field === undefined ? symbol.fullName : detailOf(symbol.field),
    sortText: `1${name}`,
  });
  return isNameOnly ? { ...item, newText: label } : { ...item, ...assignment(label, symbol) };
}

function kindOf({ kind }: ProtoSymbol): CompletionItemKind {
  return kind === 'message' ? CompletionItemKind.Class : CompletionItemKind.Field;
}

/** The name with what follows it: a colon and quotes, or braces, and the cursor within. */
function assignment(name: string, { field }: ProtoSymbol) {
  const insertTextFormat = InsertTextFormat.Snippet;
  const type = field?.type;
  switch (type?.kind) {
    case 'scalar':
      return type.scalar === 'string' || type.scalar === 'bytes'
        ? { newText: `${name}: "$1"$0`, insertTextFormat }
        : suggesting(`${name}: `);
    case 'map':
      return { newText: `${name} { key: $1 value: $2 }$0`, insertTextFormat };
    case 'enum':
    case 'unresolved':
      return suggesting(`${name}: `);
    default:
      return { newText: `${name} {\n  $0\n}`, insertTextFormat };
  }
}

function suggesting(newText: string) {
  return {
    newText,
    command: { title: 'Suggest', command: 'editor.action.triggerSuggest' },
  };
}

/** Neither set itself nor, for a member of a oneof, instead of another one. */
function isFree(field: ProtoSymbol, set: ReadonlySet<ProtoSymbol>): boolean {
  const { label, oneof } = field.field ?? {};
  if (label === 'repeated') {
    return true;
  }
  return (
    !set.has(field) &&
    (oneof === undefined || ![...set].some((other) => other.field?.oneof === oneof))
  );
}

/** The fields that the message around a place sets, but for the one that is being written there. */
function setFields({ source, references }: LinkedFile, place: Span): ReadonlySet<ProtoSymbol> {
  const around = nodePathAt(source.tree, place.start).findLast(
    (node): node is MessageLiteralNode =>
      node.kind === 'messageLiteral' &&
      node.body.start <= place.start &&
      place.start <= node.body.end,
  );
  const others = (around ?? messageOf(source)).fields.filter((field) => !isAt(field, place));
  return new Set(others.flatMap((field) => references.get(field) ?? []));
}

function isAt({ name }: LiteralFieldNode, { end }: Span): boolean {
  return name.start <= end && end <= name.end;
}

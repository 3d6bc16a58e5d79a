import {
  type CompletionItem,
  CompletionItemKind,
  type CompletionList,
} from 'vscode-languageserver-types';
import {
  fieldsByJsonKey,
  jsonNameOf,
  type LinkedFile,
  type ProtoSymbol,
} from '../../compiler/index.ts';
import type { Snapshot } from '../../workspace/index.ts';
import { documented } from '../data/symbolItem.ts';
import { typeName } from '../hover/describe.ts';
import { readSchema } from '../data/schema.ts';
import { type PositionParams, toOffset, toRange } from '../places.ts';
import { type JsonPlace, jsonPlaceAt } from './place.ts';
import { jsonValueItems } from './valueItems.ts';

/** Keys and values that fit at a position of a JSON document that holds a message. */
export function jsonCompletion(
  snapshot: Snapshot,
  { uri, position }: PositionParams,
): CompletionList {
  const linked = snapshot.linked(uri);
  if (linked === undefined) {
    return { items: [], isIncomplete: false };
  }
  const { source } = linked;
  const offset = toOffset(source, position);
  const { message } = readSchema(snapshot, { uri, source });
  const place = message && jsonPlaceAt(linked, message, offset);
  return { items: place === undefined ? [] : itemsAt(linked, place), isIncomplete: false };
}

function itemsAt(linked: LinkedFile, place: JsonPlace): CompletionItem[] {
  switch (place.kind) {
    case 'key':
      return keyItems(linked, place);
    case 'value':
      return jsonValueItems(linked.source, place);
    case 'typeUrl':
      return typeUrlItems(linked, place);
  }
}

/** The keys that are not there yet. */
function keyItems(
  linked: LinkedFile,
  { message, object, name, hasColon, span }: Extract<JsonPlace, { kind: 'key' }>,
): CompletionItem[] {
  const others = object.fields.filter((field) => field.name !== name);
  const set = new Set(others.flatMap((field) => linked.references.get(field) ?? []));
  const oneofs = new Set([...set].flatMap(({ field }) => field?.oneof ?? []));
  const range = toRange(linked.source, span);
  const fields = [...new Set(fieldsByJsonKey(message).values())].filter(
    (field) => !set.has(field) && !(field.field?.oneof && oneofs.has(field.field.oneof)),
  );
  const isAny = message.fullName === 'google.protobuf.Any';
  const items = isAny ? [] : fields.map((field) => keyItem(field));
  const hasType = others.some(
    (each) => each.name.kind === 'identifier' && each.name.text === '@type',
  );
  const typeKey = { label: '@type', kind: CompletionItemKind.Keyword, detail: 'type URL' };
  return [...items, ...(isAny && !hasType ? [typeKey] : [])].map((item) => ({
    ...item,
    filterText: `"${item.label}"`,
    textEdit: { range, newText: JSON.stringify(item.label) + (hasColon ? '' : ': ') },
  }));
}

function keyItem(field: ProtoSymbol): CompletionItem {
  const { type, number, label } = field.field ?? {};
  const many = label === 'repeated' && type?.kind !== 'map' ? 'repeated ' : '';
  return documented(field, {
    label: jsonNameOf(field),
    kind: CompletionItemKind.Property,
    detail: type === undefined ? '' : many + typeName(type),
    sortText: String(number ?? 0).padStart(9, '0'),
  });
}

const maximumTypes = 300;

function typeUrlItems(
  { visible, source }: LinkedFile,
  { span }: Extract<JsonPlace, { kind: 'typeUrl' }>,
): CompletionItem[] {
  const range = toRange(source, span);
  return visible
    .flatMap(({ symbols }) => [...symbols.values()])
    .filter(({ kind }) => kind === 'message')
    .slice(0, maximumTypes)
    .map((symbol) => {
      const newText = `"type.googleapis.com/${symbol.fullName}"`;
      return documented(symbol, {
        label: symbol.fullName,
        kind: CompletionItemKind.Class,
        filterText: newText,
        textEdit: { range, newText },
      });
    });
}

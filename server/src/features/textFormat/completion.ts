import type { CompletionItem, CompletionList } from 'vscode-languageserver-types';
import type { Snapshot } from '../../workspace/index.ts';
import { type PositionParams, toOffset } from '../places.ts';
import { bracketItems, nameItems } from './fieldItems.ts';
import { headerItems } from './headerItems.ts';
import { placeAt } from './place.ts';
import { readSchema } from '../data/schema.ts';
import { valueItems } from './valueItems.ts';

/** What may stand at a position of a document of the text format. */
export function textCompletion(
  snapshot: Snapshot,
  { uri, position }: PositionParams,
): CompletionList {
  return { items: itemsAt(snapshot, { uri, position }), isIncomplete: false };
}

function itemsAt(snapshot: Snapshot, { uri, position }: PositionParams): CompletionItem[] {
  const linked = snapshot.linked(uri);
  if (linked === undefined) {
    return [];
  }
  const { source } = linked;
  const offset = toOffset(source, position);
  const place = placeAt(linked, readSchema(snapshot, { uri, source }).message, offset);
  switch (place.kind) {
    case 'comment':
      return place.isHeader
        ? headerItems(snapshot, { uri, source, comment: place.comment, offset })
        : [];
    case 'name':
      return nameItems(linked, place.message, place.prefix);
    case 'bracket':
      return bracketItems(linked, place.message, place.prefix);
    case 'value':
      return valueItems(linked.source, place);
    case 'none':
      return [];
  }
}

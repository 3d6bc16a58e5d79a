import type { CompletionItem } from 'vscode-languageserver-types';
import type { ProtoSymbol, SourceFile } from '../../compiler/index.ts';
import { typeName } from '../hover/describe.ts';
import { toRange } from '../places.ts';
import type { TextPlace } from './place.ts';
import { enumOffers, type Offer, offerItems, snippetOffer, wordOffer } from '../data/offers.ts';

type ValuePlace = Extract<TextPlace, { kind: 'value' }>;

/** What a field may be set to, as far as it can be known: enum values, words, and brackets. */
export function valueItems(source: SourceFile, place: ValuePlace): CompletionItem[] {
  const range = toRange(source, place.prefix);
  const { field } = place;
  const list =
    field.field?.label === 'repeated' && !place.isInList ? [snippetOffer('[ … ]', '[$0]')] : [];
  return offerItems([...single(field), ...list], range);
}

function single({ field }: ProtoSymbol): Offer[] {
  const type = field?.type;
  switch (type?.kind) {
    case 'enum':
      return enumOffers(type.symbol, (name) => name);
    case 'scalar':
      return scalarOffers(type.scalar);
    case 'message':
    case 'group':
      return [snippetOffer('{ … }', '{\n  $0\n}', typeName(type))];
    case 'map':
      return [snippetOffer('{ … }', '{ key: $1 value: $2 }$0', typeName(type))];
    default:
      return [];
  }
}

function scalarOffers(scalar: string): Offer[] {
  switch (scalar) {
    case 'bool':
      return ['true', 'false'].map(wordOffer);
    case 'float':
    case 'double':
      return ['inf', 'nan'].map(wordOffer);
    case 'string':
    case 'bytes':
      return [snippetOffer('" … "', '"$0"', scalar)];
    default:
      return [];
  }
}

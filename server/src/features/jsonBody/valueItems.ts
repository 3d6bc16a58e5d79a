import type { CompletionItem } from 'vscode-languageserver-types';
import { jsonShape, type ProtoSymbol, type SourceFile } from '../../compiler/index.ts';
import { enumOffers, type Offer, offerItems, snippetOffer, wordOffer } from '../data/offers.ts';
import { typeName } from '../hover/describe.ts';
import { toRange } from '../places.ts';
import type { JsonPlace } from './place.ts';

/** What the value of a field may be, as far as it can be known. */
export function jsonValueItems(
  source: SourceFile,
  { field, isElement, span }: Extract<JsonPlace, { kind: 'value' }>,
): CompletionItem[] {
  const range = toRange(source, span);
  const { type, label } = field.field ?? {};
  const isList = label === 'repeated' && type?.kind !== 'map' && !isElement;
  const offers = isList ? [snippetOffer('[ … ]', '[$0]')] : singleOffers(field);
  return offerItems(offers, range);
}

function singleOffers({ field }: ProtoSymbol): Offer[] {
  const type = field?.type;
  switch (type?.kind) {
    case 'enum':
      return enumOffers(type.symbol, (name) => JSON.stringify(name));
    case 'scalar':
      return type.scalar === 'bool' ? ['true', 'false'].map(wordOffer) : [];
    case 'message':
    case 'group':
      return messageOffers(type.symbol);
    case 'map':
      return [snippetOffer('{ … }', '{\n  $0\n}', typeName(type))];
    default:
      return [];
  }
}

function messageOffers(type: ProtoSymbol): Offer[] {
  const shape = jsonShape(type);
  switch (shape.kind) {
    case 'text':
      return [wordOffer(JSON.stringify(shape.example))];
    case 'wrapper':
      return shape.scalar === 'bool'
        ? ['true', 'false', 'null'].map(wordOffer)
        : [wordOffer('null')];
    case 'array':
      return [snippetOffer('[ … ]', '[$0]')];
    case 'any':
      return [snippetOffer('{ … }', '{\n  "@type": "$1"$0\n}', type.fullName)];
    default:
      return [snippetOffer('{ … }', '{\n  $0\n}', type.fullName)];
  }
}

import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  type Range,
} from 'vscode-languageserver-types';
import type { ProtoSymbol } from '../../compiler/index.ts';
import { documented } from './symbolItem.ts';

/** A value to choose, and the text that it stands for. */
export interface Offer {
  readonly item: CompletionItem;
  readonly newText: string;
}

/** A word that stands for itself. */
export function wordOffer(label: string): Offer {
  return { item: { label, kind: CompletionItemKind.Value }, newText: label };
}

/** A text with places to fill in. */
export function snippetOffer(label: string, newText: string, detail = ''): Offer {
  const item = {
    label,
    kind: CompletionItemKind.Struct,
    ...(detail !== '' && { detail }),
    insertTextFormat: InsertTextFormat.Snippet,
  };
  return { item, newText };
}

/** The values of an enum in their order, each written as `write` says. */
export function enumOffers({ children }: ProtoSymbol, write: (name: string) => string): Offer[] {
  return children.map((value, index) => ({
    item: documented(value, {
      label: value.name,
      kind: CompletionItemKind.EnumMember,
      detail: value.fullName,
      sortText: String(index).padStart(5, '0'),
    }),
    newText: write(value.name),
  }));
}

/** The items of some offers, which take the place of a range and are found by what they write. */
export function offerItems(offers: readonly Offer[], range: Range): CompletionItem[] {
  return offers.map(({ item, newText }) => ({
    filterText: newText,
    ...item,
    textEdit: { range, newText },
  }));
}

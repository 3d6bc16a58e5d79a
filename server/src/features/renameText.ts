import { defaultJsonName, jsonNameOf, type SourceFile } from '../compiler/index.ts';
import type { DataLanguage } from './data/documents.ts';
import { pseudoOption } from './hover/optionValues.ts';
import { isGroupField, type NamedSymbol } from './symbolAt.ts';

/**
 * What takes the place of a name when its symbol is given another one; undefined where the text stays
 * right. `language` is that of a document that holds a message.
 */
export function renamedText(
  source: SourceFile,
  named: NamedSymbol,
  { newName, language }: { readonly newName: string; readonly language?: DataLanguage | undefined },
): string | undefined {
  const { symbol, span } = named;
  const written = source.text.slice(span.start, span.end);
  const fieldName = isGroupField(symbol) ? newName.toLowerCase() : newName;
  if (language === 'json' && symbol.kind === 'field') {
    return jsonKey(named, written, fieldName);
  }
  // A reference to a group's field is in lower case, unless it is written as the group is.
  return written === symbol.name && written !== symbol.node.name?.text ? fieldName : newName;
}

/** A key that is the JSON name follows it, and one that is the field's own name follows that. */
function jsonKey({ symbol }: NamedSymbol, written: string, fieldName: string): string | undefined {
  if (written === jsonNameOf(symbol)) {
    const isSet = pseudoOption(symbol, 'json_name') !== undefined;
    return isSet ? undefined : defaultJsonName(fieldName);
  }
  return written === symbol.name ? fieldName : undefined;
}

import { type DocumentHighlight, DocumentHighlightKind } from 'vscode-languageserver-types';
import type { Snapshot } from '../workspace/index.ts';
import { type PositionParams, toOffset, toRange } from './places.ts';
import { namesOf, symbolAt } from './symbolAt.ts';

/** Every place of the same document that names what the position names. */
export function documentHighlight(
  snapshot: Snapshot,
  { uri, position }: PositionParams,
): DocumentHighlight[] {
  const linked = snapshot.linked(uri);
  const named = linked && symbolAt(linked, toOffset(linked.source, position));
  if (linked === undefined || named === undefined) {
    return [];
  }
  return namesOf(linked, named.symbol).map(({ span, isDefinition }) => ({
    range: toRange(linked.source, span),
    kind: isDefinition ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}

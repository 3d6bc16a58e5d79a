import type { Location } from 'vscode-languageserver-types';
import type { Snapshot } from '../workspace/index.ts';
import { type PositionParams, toOffset, toRange } from './places.ts';
import type { Steps } from './steps.ts';
import { declaredTogether, namesOfAll, symbolAt } from './symbolAt.ts';

/** Every place of the workspace that names what the position names. Wants every file read. */
export function* references(
  snapshot: Snapshot,
  { uri, position, includeDeclaration }: PositionParams & { readonly includeDeclaration: boolean },
): Steps<Location[]> {
  const linked = snapshot.linked(uri);
  const symbol = linked && symbolAt(linked, toOffset(linked.source, position))?.symbol;
  const home = symbol && snapshot.uriOf(symbol.file);
  if (symbol === undefined) {
    return [];
  }
  const found: Location[] = [];
  const symbols = declaredTogether(symbol);
  for (const other of snapshot.uris()) {
    yield;
    if (other !== home && !symbols.some(({ name }) => snapshot.mentions(other, name))) {
      continue;
    }
    const file = snapshot.linked(other);
    for (const { span, isDefinition } of file ? namesOfAll(file, symbols) : []) {
      if (file !== undefined && (includeDeclaration || !isDefinition)) {
        found.push({ uri: other, range: toRange(file.source, span) });
      }
    }
  }
  return found;
}

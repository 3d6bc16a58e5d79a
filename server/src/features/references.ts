import type { Location } from 'vscode-languageserver-types';
import type { ProtoSymbol } from '../compiler/index.ts';
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
  if (symbol === undefined) {
    return [];
  }
  const known = latest.get(snapshot);
  const places = known?.symbol === symbol ? known.places : yield* placesOf(snapshot, symbol);
  latest.set(snapshot, { symbol, places });
  return places
    .filter(({ isDefinition }) => includeDeclaration || !isDefinition)
    .map(({ location }) => location);
}

interface Place {
  readonly location: Location;
  readonly isDefinition: boolean;
}

/** What was found last in a state of the workspace: editors ask for the same again and again. */
const latest = new WeakMap<
  Snapshot,
  { readonly symbol: ProtoSymbol; readonly places: readonly Place[] }
>();

function* placesOf(snapshot: Snapshot, symbol: ProtoSymbol): Steps<readonly Place[]> {
  const home = snapshot.uriOf(symbol.file);
  const places: Place[] = [];
  const symbols = declaredTogether(symbol);
  for (const uri of snapshot.uris()) {
    yield;
    if (uri !== home && !symbols.some(({ name }) => snapshot.mentions(uri, name))) {
      continue;
    }
    const file = snapshot.linked(uri);
    for (const { span, isDefinition } of file ? namesOfAll(file, symbols) : []) {
      if (file !== undefined) {
        places.push({ location: { uri, range: toRange(file.source, span) }, isDefinition });
      }
    }
  }
  return places;
}

import type { Location } from 'vscode-languageserver-types';
import type { Snapshot } from '../workspace/index.ts';
import { namingPlaces } from './naming/namingFiles.ts';
import { type PositionParams, toOffset } from './places.ts';
import type { Steps } from './steps.ts';
import { symbolAt } from './symbolAt.ts';

/** Every place of the workspace that names what the position names. Wants every file read. */
export function* references(
  snapshot: Snapshot,
  { uri, position, includeDeclaration }: PositionParams & { readonly includeDeclaration: boolean },
): Steps<Location[]> {
  const linked = snapshot.linked(uri);
  const symbol = linked && symbolAt(linked, toOffset(linked.source, position))?.symbol;
  const places = symbol === undefined ? [] : yield* namingPlaces(snapshot, symbol);
  return places
    .filter(({ isDefinition }) => includeDeclaration || !isDefinition)
    .map((place) => ({ uri: place.uri, range: place.range }));
}

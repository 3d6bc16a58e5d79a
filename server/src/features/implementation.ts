import type { Location } from 'vscode-languageserver-types';
import type { ProtoSymbol } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { locationOf, type PositionParams, toOffset } from './places.ts';
import type { Steps } from './steps.ts';
import { symbolAt } from './symbolAt.ts';

/**
 * What others add to a message: its extensions anywhere in the workspace, and so the custom options
 * where it is one of the messages of options. Wants every file read. An rpc or a service is implemented
 * in code that is not ours to know, so there is nothing to tell about them.
 */
export function* implementation(
  snapshot: Snapshot,
  { uri, position }: PositionParams,
): Steps<Location[]> {
  const linked = snapshot.linked(uri);
  const symbol = linked && symbolAt(linked, toOffset(linked.source, position))?.symbol;
  const found: Location[] = [];
  if (symbol?.kind !== 'message') {
    return found;
  }
  for (const other of snapshot.uris()) {
    yield;
    if (mayExtend(snapshot, other, symbol)) {
      found.push(...extensionsIn(snapshot, other, symbol));
    }
  }
  return found;
}

function mayExtend(snapshot: Snapshot, uri: string, { name }: ProtoSymbol): boolean {
  return (
    snapshot.mentions(uri, name) &&
    snapshot.summary(uri).definitions.some(({ kind }) => kind === 'extension')
  );
}

function extensionsIn(snapshot: Snapshot, uri: string, { fullName }: ProtoSymbol): Location[] {
  const symbols = snapshot.linked(uri)?.symbols.values() ?? [];
  return [...symbols]
    .filter(({ kind, field }) => kind === 'extension' && field?.extendee?.fullName === fullName)
    .flatMap((extension) => locationOf(snapshot, extension) ?? []);
}

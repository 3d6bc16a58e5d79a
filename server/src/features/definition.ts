import type { Location } from 'vscode-languageserver-types';
import type { Snapshot } from '../workspace/index.ts';
import { importAt } from './importAt.ts';
import { locationOf, type PositionParams, toOffset } from './places.ts';
import { symbolAt } from './symbolAt.ts';

/** Where the name at a position is defined; for an import, the start of the file that it means. */
export function definition(
  snapshot: Snapshot,
  { uri, position }: PositionParams,
): Location | undefined {
  const source = snapshot.source(uri);
  const linked = snapshot.linked(uri);
  if (source === undefined || linked === undefined) {
    return undefined;
  }
  const offset = toOffset(source, position);
  const imported = importAt(source, offset);
  if (imported !== undefined) {
    const target = snapshot.resolveImport(uri, imported.path.value);
    const start = { line: 0, character: 0 };
    return target === undefined ? undefined : { uri: target, range: { start, end: start } };
  }
  const named = symbolAt(linked, offset);
  return named && locationOf(snapshot, named.symbol);
}

import type { ProtoSymbol } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import type { Steps } from './steps.ts';
import { namesOf } from './symbolAt.ts';
import { TypeSearch } from './naming/typeSearch.ts';

export interface ReferenceCount {
  readonly count: number;
  /** Whether there may be more: not every file that could name the symbol was read. */
  readonly isCut: boolean;
}

/** Files that are linked for a count, at most; the references themselves are found without a limit. */
const maximumFiles = 200;

/**
 * How often a symbol is named beside its definition, by the files that can see its own and by documents
 * of the snapshot that hold messages.
 */
export function* countReferences(
  snapshot: Snapshot,
  symbol: ProtoSymbol,
  documents: readonly string[] = [],
): Steps<ReferenceCount> {
  const home = snapshot.uriOf(symbol.file);
  const search = TypeSearch.of(snapshot, symbol);
  let count = 0;
  let files = 0;
  const seeing = home === undefined ? [] : yield* filesThatSee(snapshot, home);
  for (const uri of [...seeing, ...documents]) {
    if (uri !== home && !snapshot.mentions(uri, symbol.name)) {
      continue;
    }
    yield;
    const places = search?.placesIn(uri);
    if (places !== undefined) {
      count += places.length;
      continue;
    }
    if (files++ === maximumFiles) {
      return { count, isCut: true };
    }
    const linked = snapshot.linked(uri);
    const names = linked === undefined ? [] : namesOf(linked, symbol);
    count += names.filter(({ isDefinition }) => !isDefinition).length;
  }
  return { count, isCut: false };
}

/** A file, those that import it, and those that import what re-exports it. */
function* filesThatSee(snapshot: Snapshot, home: string): Steps<ReadonlySet<string>> {
  const found = new Set([home]);
  const exporters = new Set([home]);
  for (const exporter of exporters) {
    const name = lastPart(snapshot.importPathOf(exporter));
    for (const uri of snapshot.uris()) {
      yield;
      const { imports } = snapshot.summary(uri);
      const direct = imports.find(
        ({ path }) => lastPart(path) === name && snapshot.resolveImport(uri, path) === exporter,
      );
      if (direct !== undefined) {
        found.add(uri);
      }
      if (direct?.isPublic === true) {
        exporters.add(uri);
      }
    }
  }
  return found;
}

function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

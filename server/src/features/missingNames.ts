import type { Diagnostic, LinkedFile } from '../compiler/index.ts';
import { nodePathAt } from '../compiler/index.ts';
import type { Definition, Snapshot } from '../workspace/index.ts';
import { sharedLength } from '../workspace/index.ts';

/** A file of the workspace that defines a name which another one lacks. */
export interface Provider {
  readonly uri: string;
  readonly importPath: string;
  readonly fullName: string;
  /** The name as written finds it once the file is imported. */
  readonly resolvesAsWritten: boolean;
}

/** Code of the compiler's finding that a name is defined nowhere in sight. */
export const notDefinedCode = 'not-defined';

const maximumProviders = 5;

/**
 * For each finding of an undefined name, the files that define one, the best first.
 */
export function findProviders(
  snapshot: Snapshot,
  uri: string,
  linked: LinkedFile,
): ReadonlyMap<Diagnostic, readonly Provider[]> {
  const missing = new Map(
    linked.diagnostics
      .filter(({ code }) => code === notDefinedCode)
      .map((finding) => [finding, missingName(linked, finding)]),
  );
  if (missing.size === 0) {
    return new Map();
  }
  const byLastPart = definitionsByName(
    snapshot,
    uri,
    new Set([...missing.values()].map(({ name }) => lastPart(name))),
  );
  return new Map(
    [...missing].map(([finding, name]) => [finding, providersOf(snapshot, uri, name, byLastPart)]),
  );
}

interface MissingName {
  /** As written. */
  readonly name: string;
  /** Full names that it may mean, the innermost scope first. */
  readonly meanings: readonly string[];
}

function missingName(linked: LinkedFile, { start, end }: Diagnostic): MissingName {
  const name = linked.source.text.slice(start, end).replace(/\s+/g, '');
  if (name.startsWith('.')) {
    return { name, meanings: [name.slice(1)] };
  }
  const scope = scopeAt(linked, start);
  const parts = scope === '' ? [] : scope.split('.');
  const scopes = parts.map((_, index) => parts.slice(0, parts.length - index).join('.'));
  return { name, meanings: [...scopes.map((each) => `${each}.${name}`), name] };
}

/** The full name of the message around an offset, else the package. */
export function scopeAt({ source, packageName }: LinkedFile, offset: number): string {
  const messages = nodePathAt(source.tree, offset).flatMap((node) =>
    node.kind === 'message' || node.kind === 'group' ? [node.name?.text ?? ''] : [],
  );
  return [packageName, ...messages].filter((part) => part !== '').join('.');
}

interface Found {
  readonly uri: string;
  readonly definition: Definition;
}

function definitionsByName(
  snapshot: Snapshot,
  except: string,
  names: ReadonlySet<string>,
): ReadonlyMap<string, Found[]> {
  const foundAs = (name: string): Found[] =>
    Array.from(snapshot.definitionsNamed(name)).flatMap(([uri, definitions]) =>
      uri === except ? [] : definitions.map((definition) => ({ uri, definition })),
    );
  return new Map(Array.from(names, (name) => [name, foundAs(name)]));
}

function providersOf(
  snapshot: Snapshot,
  uri: string,
  { name, meanings }: MissingName,
  byLastPart: ReadonlyMap<string, readonly Found[]>,
): Provider[] {
  const suffix = `.${name.replace(/^\./, '')}`;
  return (byLastPart.get(lastPart(name)) ?? [])
    .filter(
      ({ definition: { kind, fullName } }) =>
        kind !== 'service' && kind !== 'method' && `.${fullName}`.endsWith(suffix),
    )
    .map((found) => ({ ...found, rank: meanings.indexOf(found.definition.fullName) }))
    .sort(
      (a, b) =>
        rankValue(a.rank) - rankValue(b.rank) ||
        sharedLength(b.uri, uri) - sharedLength(a.uri, uri) ||
        a.uri.length - b.uri.length ||
        (a.uri < b.uri ? -1 : 1),
    )
    .slice(0, maximumProviders)
    .map(({ uri: provider, definition, rank }) => ({
      uri: provider,
      importPath: snapshot.importPathOf(provider),
      fullName: definition.fullName,
      resolvesAsWritten: rank !== -1,
    }));
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

/** A meaning that fits comes before none. */
function rankValue(rank: number): number {
  return rank === -1 ? Number.MAX_SAFE_INTEGER : rank;
}

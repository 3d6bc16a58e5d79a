import { SymbolKind, SymbolTag, type WorkspaceSymbol } from 'vscode-languageserver-types';
import { type Definition, hasInOrder, type Snapshot, wellKnownPathOf } from '../workspace/index.ts';
import type { Steps } from './steps.ts';

const maximumResults = 500;

const kinds: Readonly<Record<Definition['kind'], SymbolKind>> = {
  message: SymbolKind.Struct,
  enum: SymbolKind.Enum,
  service: SymbolKind.Interface,
  method: SymbolKind.Method,
  extension: SymbolKind.Field,
};

/** Smaller is better: the name itself, its beginning, a part of it, letters of the full name. */
const ranks = [0, 1, 2, 3] as const;
type Rank = (typeof ranks)[number];

interface Found {
  readonly uri: string;
  readonly definition: Definition;
}

/**
 * Definitions of the workspace whose name or full name has the letters of the query in order. Wants
 * every file read.
 */
export function* workspaceSymbol(
  snapshot: Snapshot,
  { query }: { readonly query: string },
): Steps<WorkspaceSymbol[]> {
  const wanted = query.toLowerCase();
  const found: readonly Found[][] = ranks.map(() => []);
  for (const uri of snapshot.uris()) {
    yield;
    if (wellKnownPathOf(uri) !== undefined) {
      continue;
    }
    for (const definition of snapshot.summary(uri).definitions) {
      const rank = rankOf(definition, wanted);
      if (rank !== undefined) {
        found[rank]?.push({ uri, definition });
      }
    }
  }
  const best: Found[] = [];
  for (const ofRank of found) {
    yield;
    if (best.length < maximumResults) {
      best.push(...ofRank.sort(byName).slice(0, maximumResults - best.length));
    }
  }
  return best.map(symbolOf);
}

function rankOf({ name, fullName }: Definition, wanted: string): Rank | undefined {
  const at = name.toLowerCase().indexOf(wanted);
  if (at !== -1) {
    return at === 0 ? (name.length === wanted.length ? 0 : 1) : 2;
  }
  return hasInOrder(fullName.toLowerCase(), wanted) ? 3 : undefined;
}

function byName({ definition: one }: Found, { definition: other }: Found): number {
  return one.name < other.name ? -1 : one.name > other.name ? 1 : 0;
}

function symbolOf({ uri, definition }: Found): WorkspaceSymbol {
  const { kind, name, fullName, line, column, isDeprecated } = definition;
  return {
    name,
    kind: kinds[kind],
    ...(isDeprecated && { tags: [SymbolTag.Deprecated] }),
    containerName: fullName.slice(0, Math.max(fullName.length - name.length - 1, 0)),
    location: {
      uri,
      range: {
        start: { line, character: column },
        end: { line, character: column + name.length },
      },
    },
  };
}

import { SymbolKind, SymbolTag, type WorkspaceSymbol } from 'vscode-languageserver-types';
import { type Definition, hasInOrder, type Snapshot, wellKnownPathOf } from '../workspace/index.ts';

const maximumResults = 500;

const kinds: Readonly<Record<Definition['kind'], SymbolKind>> = {
  message: SymbolKind.Struct,
  enum: SymbolKind.Enum,
  service: SymbolKind.Interface,
  method: SymbolKind.Method,
  extension: SymbolKind.Field,
};

/** Definitions of the workspace whose name or full name has the letters of the query in order. */
export function workspaceSymbol(
  snapshot: Snapshot,
  { query }: { readonly query: string },
): WorkspaceSymbol[] {
  const found: { readonly rank: number; readonly symbol: WorkspaceSymbol }[] = [];
  for (const uri of snapshot.uris()) {
    if (wellKnownPathOf(uri) !== undefined) {
      continue;
    }
    for (const item of snapshot.summary(uri).definitions) {
      const rank = rankOf(item, query);
      if (rank !== undefined) {
        found.push({ rank, symbol: symbolOf(uri, item) });
      }
    }
  }
  return found
    .sort((a, b) => a.rank - b.rank || (a.symbol.name < b.symbol.name ? -1 : 1))
    .slice(0, maximumResults)
    .map(({ symbol }) => symbol);
}

/** Smaller is better: the name itself, its beginning, a part of it, letters of the full name. */
function rankOf({ name, fullName }: Definition, query: string): number | undefined {
  const wanted = query.toLowerCase();
  const at = name.toLowerCase().indexOf(wanted);
  if (at !== -1) {
    return at === 0 ? (name.length === wanted.length ? 0 : 1) : 2;
  }
  return hasInOrder(fullName.toLowerCase(), wanted) ? 3 : undefined;
}

function symbolOf(
  uri: string,
  { kind, name, fullName, line, column, isDeprecated }: Definition,
): WorkspaceSymbol {
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

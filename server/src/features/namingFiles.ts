import type { LinkedFile, ProtoSymbol } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import type { Steps } from './steps.ts';
import { declaredTogether, type NamedSymbol, namesOfAll } from './symbolAt.ts';

/** A file that has the word that is a symbol's name, and where it names the symbol: perhaps nowhere. */
export interface NamingFile {
  readonly uri: string;
  readonly file: LinkedFile;
  /** Of the symbol and those that are declared together with it. */
  readonly names: readonly NamedSymbol[];
}

/** What was found last in a state of the workspace: editors ask for the same again and again. */
const latest = new WeakMap<
  Snapshot,
  { readonly symbol: ProtoSymbol; readonly files: readonly NamingFile[] }
>();

/**
 * The files that may name a symbol, its own among them, in the order of the workspace. Wants every file
 * read. Gives the same array for the same question.
 */
export function* namingFiles(
  snapshot: Snapshot,
  symbol: ProtoSymbol,
): Steps<readonly NamingFile[]> {
  const known = latest.get(snapshot);
  const files = known?.symbol === symbol ? known.files : yield* find(snapshot, symbol);
  latest.set(snapshot, { symbol, files });
  return files;
}

function* find(snapshot: Snapshot, symbol: ProtoSymbol): Steps<readonly NamingFile[]> {
  const home = snapshot.uriOf(symbol.file);
  const symbols = declaredTogether(symbol);
  const found: NamingFile[] = [];
  for (const uri of snapshot.uris()) {
    yield;
    const mayName = uri === home || symbols.some(({ name }) => snapshot.mentions(uri, name));
    const file = mayName ? snapshot.linked(uri) : undefined;
    if (file !== undefined) {
      found.push({ uri, file, names: namesOfAll(file, symbols) });
    }
  }
  return found;
}

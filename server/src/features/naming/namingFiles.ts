import type { Range } from 'vscode-languageserver-types';
import type { ProtoSymbol, SourceFile } from '../../compiler/index.ts';
import type { Snapshot } from '../../workspace/index.ts';
import { toRange, toSpan } from '../places.ts';
import type { Steps } from '../steps.ts';
import { declaredTogether, type NamedSymbol, namesOfAll } from '../symbolAt.ts';
import { TypeSearch } from './typeSearch.ts';

/** A file that may name a symbol, and where it does: perhaps in comments alone, or nowhere. */
export interface NamingFile {
  readonly uri: string;
  readonly source: SourceFile;
  /** Of the symbol and those that are declared together with it. */
  readonly names: readonly NamedSymbol[];
}

/**
 * The files that may name a symbol, its own among them, in the order of the workspace. Wants every file
 * read, and reads those again that have the symbol's name in any sense.
 */
export function* namingFiles(
  snapshot: Snapshot,
  symbol: ProtoSymbol,
): Steps<readonly NamingFile[]> {
  const symbols = declaredTogether(symbol);
  const search = TypeSearch.of(snapshot, symbol);
  const found: NamingFile[] = [];
  for (const uri of snapshot.uris()) {
    yield;
    if (!mentionsOne(snapshot, uri, symbols)) {
      continue;
    }
    const places = mayName(snapshot, uri, symbols) ? search?.placesIn(uri) : [];
    const isOut = places?.length === 0 && search?.sees(uri) === false;
    const source = isOut ? undefined : snapshot.source(uri);
    if (source !== undefined) {
      const known = places && namesAt(source, symbol, places);
      const file = known === undefined ? snapshot.linked(uri) : undefined;
      found.push({ uri, source, names: known ?? (file && namesOfAll(file, symbols)) ?? [] });
    }
  }
  return found;
}

function mentionsOne(snapshot: Snapshot, uri: string, symbols: readonly ProtoSymbol[]): boolean {
  return symbols.some(
    ({ name, file }) => snapshot.mentions(uri, name) || uri === snapshot.uriOf(file),
  );
}

/** Undefined where the file has changed since the index has read it. */
function namesAt(
  source: SourceFile,
  symbol: ProtoSymbol,
  places: readonly NamingPlace[],
): readonly NamedSymbol[] | undefined {
  const names = places.map(({ range }) => {
    return { symbol, span: toSpan(source, range), isDefinition: false };
  });
  const isWritten = names.every(
    ({ span }) => source.text.slice(span.start, span.end) === symbol.name,
  );
  return isWritten ? names : undefined;
}

/** A place that names a symbol. */
export interface NamingPlace {
  readonly uri: string;
  readonly range: Range;
  readonly isDefinition: boolean;
}

/**
 * Every place that names a symbol or one that is declared together with it, in the order of the
 * workspace. Wants every file read, and links those alone of which the index does not say enough.
 */
export function* namingPlaces(
  snapshot: Snapshot,
  symbol: ProtoSymbol,
): Steps<readonly NamingPlace[]> {
  const symbols = declaredTogether(symbol);
  const search = TypeSearch.of(snapshot, symbol);
  const found: NamingPlace[] = [];
  for (const uri of snapshot.uris()) {
    yield;
    if (mayName(snapshot, uri, symbols)) {
      found.push(...(search?.placesIn(uri) ?? linkedPlaces(snapshot, uri, symbols)));
    }
  }
  return found;
}

function linkedPlaces(
  snapshot: Snapshot,
  uri: string,
  symbols: readonly ProtoSymbol[],
): readonly NamingPlace[] {
  const file = snapshot.linked(uri);
  return file === undefined
    ? []
    : namesOfAll(file, symbols).map(({ span, isDefinition }) => {
        return { uri, range: toRange(file.source, span), isDefinition };
      });
}

/** Comments aside, types are named anywhere, other symbols in options. */
function mayName(snapshot: Snapshot, uri: string, symbols: readonly ProtoSymbol[]): boolean {
  const indexed = snapshot.indexed(uri);
  return symbols.some(({ name, kind, file }) => {
    const isType = kind === 'message' || kind === 'enum';
    const mentions =
      isType || indexed === undefined
        ? snapshot.mentions(uri, name)
        : indexed.hasOtherWord(name) || indexed.typesNamed(name).length > 0;
    return mentions || uri === snapshot.uriOf(file);
  });
}

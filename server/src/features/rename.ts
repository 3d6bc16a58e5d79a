import type { Range, TextEdit as LspEdit, WorkspaceEdit } from 'vscode-languageserver-types';
import type { LinkedFile, ProtoSymbol, TextEdit } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { type PositionParams, toOffset, toRange } from './places.ts';
import { checkRename } from './renameCheck.ts';
import { RequestError } from './requestError.ts';
import type { Steps } from './steps.ts';
import { type NamedSymbol, namesOf, symbolAt } from './symbolAt.ts';

/**
 * The name at a position when it can be renamed; undefined when there is none. Throws a
 * `RequestError` that says why a name has to stay.
 */
export function prepareRename(
  snapshot: Snapshot,
  { uri, position }: PositionParams,
): { readonly range: Range; readonly placeholder: string } | undefined {
  const linked = snapshot.linked(uri);
  const named = linked && symbolAt(linked, toOffset(linked.source, position));
  if (linked === undefined || named === undefined) {
    return undefined;
  }
  expectOwn(snapshot, named.symbol);
  const { start, end } = named.span;
  return {
    range: toRange(linked.source, named.span),
    placeholder: linked.source.text.slice(start, end),
  };
}

/**
 * The edits that give what the position names another name, everywhere. Wants every file read. Throws
 * a `RequestError` when the name is no name, when a file with the name is not the workspace's, or when
 * anything would mean something else or no longer compile.
 */
export function* rename(
  snapshot: Snapshot,
  { uri, position, newName }: PositionParams & { readonly newName: string },
): Steps<WorkspaceEdit> {
  const linked = snapshot.linked(uri);
  const named = linked && symbolAt(linked, toOffset(linked.source, position));
  if (named === undefined) {
    throw new RequestError('There is no name here that can be renamed.');
  }
  expectOwn(snapshot, named.symbol);
  expectIdentifier(newName);
  const edits = yield* collectEdits(snapshot, renamedTogether(named.symbol), newName);
  yield* checkRename(snapshot, { symbols: renamedTogether(named.symbol), newName, edits });
  return {
    changes: Object.fromEntries([...edits].map(([each, list]) => toChange(snapshot, each, list))),
  };
}

/** A group's field and message share one name in the text. */
function renamedTogether(symbol: ProtoSymbol): readonly ProtoSymbol[] {
  const siblings = symbol.node.kind === 'group' ? (symbol.parent?.children ?? []) : [];
  const others = siblings.filter((other) => other !== symbol && other.node === symbol.node);
  return [symbol, ...others];
}

function* collectEdits(
  snapshot: Snapshot,
  symbols: readonly ProtoSymbol[],
  newName: string,
): Steps<ReadonlyMap<string, readonly TextEdit[]>> {
  const edits = new Map<string, readonly TextEdit[]>();
  for (const uri of snapshot.uris()) {
    if (
      !symbols.some(({ name }) => snapshot.mentions(uri, name)) &&
      !isHome(snapshot, uri, symbols)
    ) {
      continue;
    }
    yield;
    const file = snapshot.linked(uri);
    const found = file === undefined ? [] : editsIn(file, symbols, newName);
    if (found.length > 0) {
      expectEditable(snapshot, uri);
      edits.set(uri, found);
    }
  }
  return edits;
}

function isHome(snapshot: Snapshot, uri: string, symbols: readonly ProtoSymbol[]): boolean {
  return symbols.some(({ file }) => snapshot.uriOf(file) === uri);
}

function editsIn(
  file: LinkedFile,
  symbols: readonly ProtoSymbol[],
  newName: string,
): readonly TextEdit[] {
  const edits = new Map<number, TextEdit>();
  for (const name of symbols.flatMap((symbol) => namesOf(file, symbol))) {
    const { start, end } = name.span;
    edits.set(start, { start, end, newText: newTextOf(file, name, newName) });
  }
  return [...edits.values()].sort((a, b) => a.start - b.start);
}

/** A reference to a group's field is in lower case, unless it is written as the group is. */
function newTextOf({ source }: LinkedFile, { symbol, span }: NamedSymbol, newName: string): string {
  const isGroupField = symbol.node.kind === 'group' && symbol.kind !== 'message';
  const written = source.text.slice(span.start, span.end);
  return isGroupField && written === symbol.name && written !== symbol.node.name?.text
    ? newName.toLowerCase()
    : newName;
}

function expectIdentifier(newName: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(newName)) {
    throw new RequestError(
      `"${newName}" is not a name: it must consist of letters, digits and "_", and not begin with a digit.`,
    );
  }
}

function expectOwn(snapshot: Snapshot, symbol: ProtoSymbol): void {
  const uri = snapshot.uriOf(symbol.file);
  if (uri === undefined || !snapshot.isOwn(uri)) {
    throw new RequestError(
      `${symbol.fullName} cannot be renamed: it is defined in ${symbol.file.path}, which is not part of this workspace.`,
    );
  }
}

function expectEditable(snapshot: Snapshot, uri: string): void {
  if (!snapshot.isOwn(uri)) {
    throw new RequestError(
      `The name is used in ${snapshot.importPathOf(uri)}, which is not part of this workspace. Add its folder to the workspace first.`,
    );
  }
}

function toChange(
  snapshot: Snapshot,
  uri: string,
  edits: readonly TextEdit[],
): [string, LspEdit[]] {
  const source = snapshot.source(uri);
  const changes =
    source === undefined
      ? []
      : edits.map(({ newText, ...span }) => ({ range: toRange(source, span), newText }));
  return [uri, changes];
}

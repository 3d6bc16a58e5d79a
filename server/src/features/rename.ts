import type { Range, WorkspaceEdit } from 'vscode-languageserver-types';
import type { LinkedFile, ProtoSymbol, TextEdit } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { type PositionParams, toOffset, toRange } from './places.ts';
import { commentNamesOf } from './commentNames.ts';
import { checkRename, expectEditable } from './renameCheck.ts';
import { effectOf, effectOfPackage, toWorkspaceEdit } from './renameEffects.ts';
import { packageStatementAt, planPackageRename } from './renamePackage.ts';
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
  if (linked === undefined) {
    return undefined;
  }
  const { source } = linked;
  const offset = toOffset(source, position);
  const named = symbolAt(linked, offset);
  if (named !== undefined) {
    expectOwn(snapshot, named.symbol);
  }
  const inPackage = named === undefined ? packageStatementAt(source, offset) : undefined;
  if (inPackage !== undefined) {
    expectOwnPackage(snapshot, uri, inPackage.name.text);
  }
  const span = named?.span ?? inPackage?.name;
  return (
    span && { range: toRange(source, span), placeholder: source.text.slice(span.start, span.end) }
  );
}

/** What is asked of a rename. */
export interface RenameParams extends PositionParams {
  readonly newName: string;
  /** Whether the client shows what a change means before it is made. */
  readonly annotates?: boolean;
}

/**
 * The edits that give what the position names another name, everywhere. Wants every file read. Throws
 * a `RequestError` when the name is no name, when a file with the name is not the workspace's, or when
 * anything would mean something else or no longer compile.
 */
export function* rename(
  snapshot: Snapshot,
  { uri, position, newName, annotates = false }: RenameParams,
): Steps<WorkspaceEdit> {
  const linked = snapshot.linked(uri);
  const offset = linked && toOffset(linked.source, position);
  const named = linked && symbolAt(linked, offset ?? 0);
  const inPackage = linked && packageStatementAt(linked.source, offset ?? 0);
  if (named !== undefined) {
    const edits = yield* renameSymbol(snapshot, named.symbol, newName);
    return toWorkspaceEdit(snapshot, edits, annotates ? effectOf(named.symbol) : undefined);
  }
  if (inPackage === undefined) {
    throw new RequestError('There is no name here that can be renamed.');
  }
  expectOwnPackage(snapshot, uri, inPackage.name.text);
  const plan = yield* planPackageRename(snapshot, { oldName: inPackage.name.text, newName });
  yield* checkRename(snapshot, plan);
  return toWorkspaceEdit(snapshot, plan.edits, annotates ? effectOfPackage : undefined);
}

function* renameSymbol(
  snapshot: Snapshot,
  symbol: ProtoSymbol,
  newName: string,
): Steps<ReadonlyMap<string, readonly TextEdit[]>> {
  expectOwn(snapshot, symbol);
  expectIdentifier(newName);
  const symbols = renamedTogether(symbol);
  const edits = yield* collectEdits(snapshot, symbols, newName);
  const futureName = (name: string): string => nameAfter(symbols, newName, name);
  yield* checkRename(snapshot, { oldName: symbol.fullName, newName, edits, futureName });
  return edits;
}

/** The full name of what is renamed, or lies within it, after that. */
function nameAfter(symbols: readonly ProtoSymbol[], newName: string, fullName: string): string {
  for (const { fullName: old, name, kind, node } of symbols) {
    if (fullName === old || fullName.startsWith(`${old}.`)) {
      const last = isGroupField({ kind, node }) ? newName.toLowerCase() : newName;
      return old.slice(0, old.length - name.length) + last + fullName.slice(old.length);
    }
  }
  return fullName;
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
      expectEditable(snapshot, uri, 'name');
    }
    const inComments = file && snapshot.isOwn(uri) ? commentEdits(file, symbols, newName) : [];
    if (found.length + inComments.length > 0) {
      edits.set(
        uri,
        [...found, ...inComments].sort((a, b) => a.start - b.start),
      );
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

function commentEdits(
  file: LinkedFile,
  symbols: readonly ProtoSymbol[],
  newName: string,
): readonly TextEdit[] {
  return symbols.flatMap((symbol) =>
    commentNamesOf(file, symbol).map(({ start, end }) => {
      const written = file.source.text.slice(start, end);
      const isLower = isGroupField(symbol) && written === written.toLowerCase();
      return { start, end, newText: isLower ? newName.toLowerCase() : newName };
    }),
  );
}

/** A reference to a group's field is in lower case, unless it is written as the group is. */
function newTextOf({ source }: LinkedFile, { symbol, span }: NamedSymbol, newName: string): string {
  const written = source.text.slice(span.start, span.end);
  const isLower = written === symbol.name && written !== symbol.node.name?.text;
  return isGroupField(symbol) && isLower ? newName.toLowerCase() : newName;
}

/** Whether it is the field that a group declares beside its message. */
function isGroupField({ kind, node }: Pick<ProtoSymbol, 'kind' | 'node'>): boolean {
  return node.kind === 'group' && kind !== 'message';
}

function expectIdentifier(newName: string): void {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(newName)) {
    throw new RequestError(
      `"${newName}" is not a name: it must consist of letters, digits and "_", and not begin with a digit.`,
    );
  }
}

function expectOwn(snapshot: Snapshot, { fullName, file }: ProtoSymbol): void {
  const uri = snapshot.uriOf(file);
  if (uri === undefined || !snapshot.isOwn(uri)) {
    refuseForeign(fullName, file.path);
  }
}

function expectOwnPackage(snapshot: Snapshot, uri: string, name: string): void {
  if (!snapshot.isOwn(uri)) {
    refuseForeign(name, snapshot.importPathOf(uri));
  }
}

function refuseForeign(name: string, path: string): never {
  throw new RequestError(
    `${name} cannot be renamed: it is defined in ${path}, which is not part of this workspace.`,
  );
}

import type { ChangeAnnotation, Range, WorkspaceEdit } from 'vscode-languageserver-types';
import { jsonNameOf, type ProtoSymbol, type Span, type TextEdit } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { type PositionParams, toOffset, toRange } from './places.ts';
import { commentNamesOf, mayNameInComment } from './naming/commentNames.ts';
import { type DataDocument, type DataLanguage, withDataDocuments } from './data/documents.ts';
import { type NamingFile, namingFiles } from './naming/namingFiles.ts';
import { checkRename, expectEditable, type RenamePlan } from './renameCheck.ts';
import { effectOf, effectOfPackage, toWorkspaceEdit, withStaleSettings } from './renameEffects.ts';
import { packageStatementAt, planPackageRename } from './renamePackage.ts';
import { renamedText } from './renameText.ts';
import { RequestError } from './requestError.ts';
import type { Steps } from './steps.ts';
import { declaredTogether, isGroupField, symbolAt } from './symbolAt.ts';

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
  const written = span && source.text.slice(span.start, span.end);
  // A key of JSON is not the name that is asked for.
  const isKey = named?.symbol.kind === 'field' && written === jsonNameOf(named.symbol);
  const placeholder = isKey ? named.symbol.name : written;
  return span && { range: toRange(source, span), placeholder: placeholder ?? '' };
}

/** What is asked of a rename. */
export interface RenameParams extends PositionParams {
  readonly newName: string;
  /** Whether the client shows what a change means before it is made. */
  readonly annotates?: boolean;
  /** Documents that hold messages and may name what is renamed. */
  readonly documents?: readonly DataDocument[];
  /** Messages that settings name as the type of some documents. */
  readonly namedInSettings?: readonly string[];
}

/**
 * The edits that give what the position names another name, everywhere. Wants every file read. Throws
 * a `RequestError` when the name is no name, when a file with the name is not the workspace's, or when
 * anything would mean something else or no longer compile.
 */
export function* rename(
  files: Snapshot,
  { uri, position, newName, annotates = false, documents = [], namedInSettings = [] }: RenameParams,
): Steps<WorkspaceEdit> {
  const snapshot = withDataDocuments(files, documents);
  const known = new Map(documents.map((document) => [document.uri, document]));
  const linked = snapshot.linked(uri);
  const offset = linked && toOffset(linked.source, position);
  const named = linked && symbolAt(linked, offset ?? 0);
  const inPackage = linked && packageStatementAt(linked.source, offset ?? 0);
  const finish = (plan: RenamePlan, effect: ChangeAnnotation): WorkspaceEdit => {
    const stale = namedInSettings.filter((name) => plan.futureName(name) !== name);
    const whole = withStaleSettings(effect, stale);
    return toWorkspaceEdit(snapshot, plan.edits, annotates ? whole : undefined);
  };
  if (named !== undefined) {
    const plan = yield* planRename(snapshot, { symbol: named.symbol, newName, documents: known });
    yield* checkRename(snapshot, plan);
    return finish(plan, effectOf(named.symbol, newName));
  }
  if (inPackage === undefined) {
    throw new RequestError('There is no name here that can be renamed.');
  }
  expectOwnPackage(snapshot, uri, inPackage.name.text);
  const oldName = inPackage.name.text;
  const plan = yield* planPackageRename(snapshot, { oldName, newName, documents: known });
  yield* checkRename(snapshot, plan);
  return finish(plan, effectOfPackage);
}

interface SymbolRename {
  readonly symbol: ProtoSymbol;
  readonly newName: string;
  readonly documents: ReadonlyMap<string, DataDocument>;
}

function* planRename(
  snapshot: Snapshot,
  { symbol, newName, documents }: SymbolRename,
): Steps<RenamePlan> {
  expectOwn(snapshot, symbol);
  expectIdentifier(newName);
  const symbols = declaredTogether(symbol);
  const edits = yield* collectEdits(snapshot, { symbol, newName, documents });
  const futureName = (name: string): string => nameAfter(symbols, newName, name);
  const isType = symbols.length === 1 && (symbol.kind === 'message' || symbol.kind === 'enum');
  const homeOfType = isType ? snapshot.uriOf(symbol.file) : undefined;
  return { oldName: symbol.fullName, newName, edits, futureName, documents, homeOfType };
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

function* collectEdits(
  snapshot: Snapshot,
  { symbol, newName, documents }: SymbolRename,
): Steps<ReadonlyMap<string, readonly TextEdit[]>> {
  const edits = new Map<string, readonly TextEdit[]>();
  const files = yield* namingFiles(snapshot, symbol);
  for (const naming of files) {
    yield;
    const { uri } = naming;
    const language = documents.get(uri)?.language;
    const found = editsIn(naming, { newName, language });
    if (found.length > 0) {
      expectEditable(snapshot, uri, 'name');
    }
    const hasScopes = language === undefined && snapshot.isOwn(uri);
    const comments = hasScopes ? commentEdits(snapshot, naming, { symbol, newName }) : [];
    if (found.length + comments.length > 0) {
      edits.set(
        uri,
        [...found, ...comments].sort((a, b) => a.start - b.start),
      );
    }
  }
  return edits;
}

function editsIn(
  { source, names }: NamingFile,
  wanted: { readonly newName: string; readonly language: DataLanguage | undefined },
): readonly TextEdit[] {
  return names.flatMap((name) => {
    const { start, end } = name.span;
    const newText = renamedText(source, name, wanted);
    return newText === undefined ? [] : [{ start, end, newText }];
  });
}

function commentEdits(
  snapshot: Snapshot,
  naming: NamingFile,
  { symbol, newName }: Pick<SymbolRename, 'symbol' | 'newName'>,
): readonly TextEdit[] {
  return findInComments(snapshot, naming, symbol).map(({ start, end, isLower }) => ({
    start,
    end,
    newText: isLower ? newName.toLowerCase() : newName,
  }));
}

interface NameInComment extends Span {
  /** Written as the field of a group is. */
  readonly isLower: boolean;
}

function findInComments(
  snapshot: Snapshot,
  { uri, source }: NamingFile,
  symbol: ProtoSymbol,
): readonly NameInComment[] {
  return declaredTogether(symbol).flatMap((each) => {
    const file = mayNameInComment(source.text, each.name) ? snapshot.linked(uri) : undefined;
    const spans = file === undefined ? [] : commentNamesOf(file, each);
    return spans.map(({ start, end }) => {
      const written = source.text.slice(start, end);
      return { start, end, isLower: isGroupField(each) && written === written.toLowerCase() };
    });
  });
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

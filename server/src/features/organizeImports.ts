import type { ImportNode, LinkedFile, SourceFile, TextEdit } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { eolOf, extentOf } from './actions/statements.ts';
import { EditedLinks } from './editedLinks.ts';
import { importsOf } from './importAt.ts';
import { importEdit } from './importEdit.ts';
import { findProviders } from './missingNames.ts';

/**
 * The edits that import what is missing, drop what is unused and sort the rest by path. Only a name
 * that one file alone defines is imported. Imports with comments between them keep their order.
 */
export function organizeImports(snapshot: Snapshot, uri: string): readonly TextEdit[] {
  const linked = snapshot.linked(uri);
  if (
    linked === undefined ||
    linked.source.diagnostics.some(({ severity }) => severity === 'error')
  ) {
    return [];
  }
  const added = addedPaths(snapshot, uri, linked);
  const unused = unusedImports(snapshot, uri, linked, added);
  const { source } = linked;
  return sortedBlock(source, added, unused) ?? separateEdits(source, added, unused);
}

function addedPaths(snapshot: Snapshot, uri: string, linked: LinkedFile): readonly string[] {
  const paths = new Set<string>();
  for (const providers of findProviders(snapshot, uri, linked).values()) {
    const fitting = providers.filter(({ resolvesAsWritten }) => resolvesAsWritten);
    const [path, ...others] = new Set(fitting.map(({ importPath }) => importPath));
    if (path !== undefined && others.length === 0) {
      paths.add(path);
    }
  }
  return [...paths].sort();
}

/** What is unused once the missing ones are there; none as long as another error stays. */
function unusedImports(
  snapshot: Snapshot,
  uri: string,
  { source }: LinkedFile,
  added: readonly string[],
): readonly ImportNode[] {
  const edits = separateEdits(source, added, []);
  const after = new EditedLinks(snapshot, new Map([[uri, edits]])).linked(uri);
  const unused = after?.diagnostics.filter(({ code }) => code === 'unused-import') ?? [];
  const paths = new Set(
    importsOf(after?.source ?? source)
      .filter(({ start, end }) => unused.some((each) => each.start >= start && each.start < end))
      .map(({ path }) => path.value),
  );
  return importsOf(source).filter(({ path }) => paths.has(path.value));
}

/** One edit of the whole block; undefined when a comment would come to stand at another import. */
function sortedBlock(
  source: SourceFile,
  added: readonly string[],
  unused: readonly ImportNode[],
): readonly TextEdit[] | undefined {
  const imports = importsOf(source);
  const [first] = imports;
  const last = imports.at(-1);
  const { text } = source;
  const isPlain = imports.every(
    ({ end }, index) => text.slice(end, imports[index + 1]?.start ?? end).trim() === '',
  );
  if (first === undefined || last === undefined || !isPlain) {
    return undefined;
  }
  const kept = imports.filter((each) => !unused.includes(each));
  const statements = [
    ...kept.map(({ path, start, end }) => ({ key: path.value, text: text.slice(start, end) })),
    ...added.map((path) => ({ key: path, text: `import ${JSON.stringify(path)};` })),
  ].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
  const isMoved =
    (extentOf(source, first).start < first.start && statements[0]?.key !== first.path.value) ||
    (extentOf(source, last).end > last.end && statements.at(-1)?.key !== last.path.value);
  if (isMoved) {
    return undefined;
  }
  const newText = statements.map((statement) => statement.text).join(eolOf(source));
  const span = { start: first.start, end: last.end };
  return text.slice(span.start, span.end) === newText ? [] : [{ ...span, newText }];
}

function separateEdits(
  source: SourceFile,
  added: readonly string[],
  unused: readonly ImportNode[],
): readonly TextEdit[] {
  const removals = unused.map(({ start, end }) => ({ start, end, newText: '' }));
  const isFirst = importsOf(source).length === 0;
  const additions = isFirst
    ? firstImports(source, added)
    : added.map((path) => importEdit(source, path));
  return [...removals, ...additions.filter((edit) => edit !== undefined)];
}

/** Into a file that has none, all in the place of the first. */
function firstImports(source: SourceFile, [first, ...others]: readonly string[]) {
  const edit = first === undefined ? undefined : importEdit(source, first);
  const eol = eolOf(source);
  const statements = others.map((path) => `${eol}import ${JSON.stringify(path)};`).join('');
  const own = `import ${JSON.stringify(first)};`;
  return edit === undefined
    ? []
    : [{ ...edit, newText: edit.newText.replace(own, () => own + statements) }];
}

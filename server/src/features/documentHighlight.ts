import { type DocumentHighlight, DocumentHighlightKind } from 'vscode-languageserver-types';
import type { LinkedFile, Reference, Span } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { importAt } from './importAt.ts';
import { namesOfPackage, packageAt } from './naming/packageNames.ts';
import { type PositionParams, toOffset, toRange } from './places.ts';
import { declaredTogether, namesOfAll, symbolAt } from './symbolAt.ts';

/**
 * Every place of the same document that names what the position names: a definition, a package, or for
 * an import what it brings.
 */
export function documentHighlight(
  snapshot: Snapshot,
  { uri, position }: PositionParams,
): DocumentHighlight[] {
  const linked = snapshot.linked(uri);
  if (linked === undefined) {
    return [];
  }
  const { source } = linked;
  return namesAt(linked, toOffset(source, position)).map(({ span, isDefinition }) => ({
    range: toRange(source, span),
    kind: isDefinition ? DocumentHighlightKind.Write : DocumentHighlightKind.Read,
  }));
}

interface Name {
  readonly span: Span;
  readonly isDefinition: boolean;
}

function namesAt(linked: LinkedFile, offset: number): readonly Name[] {
  const imported = importAt(linked.source, offset);
  if (imported !== undefined) {
    return namesFrom(linked, imported.path.value, imported.path);
  }
  const named = symbolAt(linked, offset);
  if (named !== undefined) {
    return namesOfAll(linked, declaredTogether(named.symbol));
  }
  const packageName = packageAt(linked, offset);
  return packageName === undefined ? [] : namesOfPackage(linked, packageName);
}

/** The path of an import, and the names of what its file defines or re-exports. */
function namesFrom(linked: LinkedFile, path: string, span: Span): readonly Name[] {
  const target = linked.imports.find((each) => each.path === path)?.file;
  const files = new Set(target?.exported.map(({ source }) => source));
  const spans = [...linked.references].flatMap(([reference, { file }]) =>
    files.has(file) ? [reference] : [],
  );
  return [
    { span, isDefinition: true },
    ...spans
      .sort((a, b) => a.start - b.start)
      .map((each) => ({ span: nameSpan(each), isDefinition: false })),
  ];
}

/** Of a field in a message literal its name alone. */
function nameSpan(reference: Reference): Span {
  return 'kind' in reference && reference.kind === 'literalField' ? reference.name : reference;
}

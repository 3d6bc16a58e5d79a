import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { defaultFeatures } from '../options/features.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import { collectDefinitions } from './collect.ts';
import { checkImportedNames, closureOf, indexByName } from './duplicates.ts';
import { dialectOf, packageOf } from './fileFacts.ts';
import { exportedThrough, optionOnlyThrough, resolveImports, visibleThrough } from './imports.ts';
import type { ResolveImport } from './imports.ts';
import type { Linking } from './linking.ts';
import type { LinkedFile } from './model.ts';
import type { NameIndex } from './nameIndex.ts';
import { createScope } from './scope.ts';

/** The import path of the file that says which options there are. */
export const descriptorPath = 'google/protobuf/descriptor.proto';

/** Collects the names of a file and of what it imports; references are not resolved yet. */
export function startLinking(
  source: SourceFile,
  resolveImport: ResolveImport,
  names: NameIndex | undefined,
): Linking {
  const diagnostics: Diagnostic[] = [];
  const report = (diagnostic: Diagnostic): void => void diagnostics.push(diagnostic);
  const packageName = packageOf(source.tree);
  const imports = resolveImports(source, resolveImport, report);
  const dialect = dialectOf(source.tree);
  const definitions = collectDefinitions(source, packageName, defaultFeatures(dialect.edition));
  const symbols = indexByName(definitions, report);
  const closure = lazy(() => closureOf(imports));
  checkImportedNames({ source, packageName, definitions, closure, names, report });
  const usedFiles = new Set<SourceFile>();
  const references: Linking['references'] = new Map();
  const visible = visibleThrough(imports);
  const scope = createScope({
    packageName,
    symbols,
    visible,
    optionOnly: optionOnlyThrough(imports),
    onUse: (file) => usedFiles.add(file),
  });
  return {
    source,
    packageName,
    ...dialect,
    definitions,
    symbols,
    imports,
    scope,
    references,
    refer: (node, symbol) => void references.set(node, symbol),
    options: new Map(),
    features: defaultFeatures(dialect.edition),
    descriptorProto: firstDefined(imports, (one) => one.file?.descriptorProto),
    usedFiles,
    homeOf: homeFinder(source, visible, closure),
    closure,
    elements: [],
    report,
    diagnostics,
  };
}

/** Makes the immutable result of what the phases found. Nothing in it holds on to `linking`. */
export function finishLinking(linking: Linking): LinkedFile {
  const { source, packageName, syntax, edition, imports, symbols, definitions } = linking;
  const { descriptorProto } = linking;
  const visible = visibleThrough(imports);
  const lookUp = (fullName: string): ReturnType<LinkedFile['lookup']> =>
    symbols.get(fullName) ?? firstDefined(visible, (file) => file.symbols.get(fullName));
  const exported: LinkedFile[] = [];
  const everything: LinkedFile[] = [];
  const linked: LinkedFile = {
    get descriptorProto() {
      return source.path === descriptorPath ? linked : descriptorProto;
    },
    source,
    packageName,
    syntax,
    edition,
    imports,
    symbols,
    topLevel: definitions.topLevel,
    references: linking.references,
    options: linking.options,
    features: linking.features,
    diagnostics: [...linking.diagnostics].sort((a, b) => a.start - b.start),
    exported,
    visible: everything,
    lookup: lookUp,
  };
  exported.push(linked, ...exportedThrough(imports));
  everything.push(linked, ...visible);
  return linked;
}

/** Looks among the files that are seen before it walks over all that are imported. */
function homeFinder(
  source: SourceFile,
  visible: readonly LinkedFile[],
  closure: Linking['closure'],
): Linking['homeOf'] {
  const bySource = (files: Iterable<LinkedFile>): Map<SourceFile, LinkedFile> =>
    new Map(Array.from(files, (file) => [file.source, file]));
  const near = lazy(() => bySource(visible));
  const all = lazy(() => bySource(closure()));
  return ({ file }) => (file === source ? undefined : (near().get(file) ?? all().get(file)));
}

function lazy<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function firstDefined<T, R>(items: readonly T[], map: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = map(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

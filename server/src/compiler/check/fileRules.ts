import {
  genericServices,
  importAfterOption,
  liteImport,
  liteService,
  optionImportEdition,
  packageTwice,
  unknownEdition,
  unknownSyntax,
  unsupportedEdition,
  weakImportEdition,
} from '../diagnostics/fileDiagnostics.ts';
import { hinted } from '../diagnostics/make.ts';
import { importedTwice, unusedImport } from '../diagnostics/linkDiagnostics.ts';
import { editionNumbers, isLiteFile } from '../link/fileFacts.ts';
import type { Linking } from '../link/linking.ts';
import type { ResolvedImport } from '../link/model.ts';
import type { ImportNode, Span } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import { isNamed } from './places.ts';

/** `syntax` names proto2 or proto3, `edition` one that there is. */
export function checkSyntax(linking: Linking): void {
  const node = linking.source.tree.members.find((member) => member.kind === 'syntax');
  if (node?.value === undefined) {
    return;
  }
  const { value } = node.value;
  if (node.keyword.text === 'edition') {
    const isOfProtobuf = linking.source.path.startsWith('google/protobuf/');
    if (unsupportedEditions.has(value) && !(value === 'UNSTABLE' && isOfProtobuf)) {
      linking.report(unsupportedEdition(node.value, value));
    } else if (!isEdition(value)) {
      linking.report(unknownEdition(node.value, value));
    }
  } else if (value !== 'proto2' && value !== 'proto3') {
    linking.report(unknownSyntax(node.value, value));
  }
}

function isEdition(value: string): boolean {
  return value === 'UNSTABLE' || (editionNumbers.has(value) && !value.startsWith('proto'));
}

/** What `google.protobuf.Edition` names besides the editions that files are written in. */
const unsupportedEditions: ReadonlySet<string> = new Set([
  'LEGACY',
  'UNSTABLE',
  'MAX',
  ...['1', '2', '99997', '99998', '99999'].map((number) => `${number}_TEST_ONLY`),
]);

/** A file has one package at most. */
export function checkOnePackage(linking: Linking): void {
  const packages = linking.source.tree.members.filter((member) => member.kind === 'package');
  for (const node of packages.slice(1)) {
    linking.report(packageTwice(node));
  }
}

/** No file is imported twice. */
export function checkImportsOnce(linking: Linking): void {
  const seen = new Set<string>();
  for (const { node, path } of linking.imports) {
    if (seen.has(path)) {
      const last = linking.imports.findLast((one) => one.path === path)?.node ?? node;
      const found = importedTwice(node.path ?? node, path, lineOf(linking.source, node));
      linking.report(hinted(found, { at: last.start }));
    }
    seen.add(path);
  }
}

/** `import option` came with edition 2024, when `import weak` went. */
export function checkImportModifiers(linking: Linking): void {
  for (const { node } of linking.imports) {
    if (node.modifier?.text === 'option' && linking.edition < 1001) {
      linking.report(optionImportEdition(node.modifier));
    } else if (node.modifier?.text === 'weak' && linking.edition >= 1001) {
      linking.report(weakImportEdition(node.modifier));
    }
  }
}

const genericServiceOptions = [
  'cc_generic_services',
  'java_generic_services',
  'py_generic_services',
];

/** Generic services are on their way out, and the lite runtime has none. */
export function checkServices(linking: Linking): void {
  const options = linking.options.get(linking.source.tree)?.value;
  const isOn = (name: string): boolean => options?.valuesOf(name)[0] === true;
  const isLite = isLiteFile(linking, linking.source.tree);
  const isGeneric = isOn('cc_generic_services') || isOn('java_generic_services');
  if (isLite && isGeneric) {
    for (const symbol of linking.definitions.topLevel) {
      if (symbol.kind === 'service') {
        linking.report(liteService(symbol.nameSpan));
      }
    }
  }
  const on = genericServiceOptions.filter(isOn);
  const option = linking.source.tree.members.find(
    (member) => member.kind === 'option' && on.some((name) => isNamed(member, name)),
  );
  if (option !== undefined) {
    linking.report(genericServices(option));
  }
}

/** A file for the full runtime imports none for the lite one. */
export function checkLiteImports(linking: Linking): void {
  if (isLiteFile(linking, linking.source.tree)) {
    return;
  }
  const lite = linking.imports.find(({ file }) => file?.isLite);
  if (lite !== undefined) {
    linking.report(liteImport(lite.node, lite.path));
  }
}

/** Option imports come after all others. */
export function checkImportOrder(linking: Linking): void {
  const isOption = ({ node }: ResolvedImport): boolean => node.modifier?.text === 'option';
  const first = linking.imports.findIndex(isOption);
  if (first === -1) {
    return;
  }
  for (const one of linking.imports.slice(first)) {
    if (!isOption(one)) {
      linking.report(importAfterOption(one.node));
    }
  }
}

/** Any option refers to it. */
const descriptorPath = 'google/protobuf/descriptor.proto';

/**
 * Something refers to each imported file, unless the import passes it on. Not said of a file with
 * errors: what it meant to refer to is unknown, and half-typed names would make imports flicker.
 */
export function checkUnusedImports(linking: Linking): void {
  const { source, diagnostics } = linking;
  const usedFiles = linking.usedFiles();
  if ([...source.diagnostics, ...diagnostics].some((found) => found.severity === 'error')) {
    return;
  }
  for (const { node, path, isPublic, file } of linking.imports) {
    if (
      !isPublic &&
      file !== undefined &&
      !usedFiles.has(file.source) &&
      !file.hasPublicImports &&
      !(path === descriptorPath && linking.hasOptions()) &&
      !hasSyntaxErrors(file.source)
    ) {
      linking.report(unusedImport(node, path, lineOf(linking.source, node)));
    }
  }
}

function hasSyntaxErrors({ diagnostics }: SourceFile): boolean {
  return diagnostics.some((found) => found.severity === 'error');
}

/** The whole line of a statement when nothing else is on it. */
function lineOf({ text }: SourceFile, node: ImportNode): Span {
  const start = text.lastIndexOf('\n', node.start - 1) + 1;
  const newline = text.indexOf('\n', node.end);
  const end = newline === -1 ? text.length : newline + 1;
  const rest = text.slice(start, node.start) + text.slice(node.end, end);
  return rest.trim() === '' ? { start, end } : node;
}

import {
  genericServices,
  importAfterOption,
  liteService,
  optionImportEdition,
  packageTwice,
  unknownEdition,
  unknownSyntax,
  weakImportEdition,
} from '../diagnostics/checkDiagnostics.ts';
import { importedTwice, unusedImport } from '../diagnostics/linkDiagnostics.ts';
import { editionNumbers } from '../link/fileFacts.ts';
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
    if (!editionNumbers.has(value) || value.startsWith('proto')) {
      linking.report(unknownEdition(node.value, value));
    }
  } else if (value !== 'proto2' && value !== 'proto3') {
    linking.report(unknownSyntax(node.value, value));
  }
}

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
      linking.report(importedTwice(node.path ?? node, path, lineOf(linking.source, node)));
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
  const services = linking.definitions.topLevel.filter((symbol) => symbol.kind === 'service');
  const options = linking.options.get(linking.source.tree)?.value;
  const isOn = (name: string): boolean => options?.valuesOf(name)[0] === true;
  const isLite = options?.valuesOf('optimize_for')[0] === liteRuntime;
  const isGeneric = isOn('cc_generic_services') || isOn('java_generic_services');
  if (isLite && isGeneric) {
    for (const service of services) {
      linking.report(liteService(service.nameSpan));
    }
  }
  const option = linking.source.tree.members.find(
    (member) =>
      member.kind === 'option' &&
      genericServiceOptions.some((name) => isOn(name) && isNamed(member, name)),
  );
  if (option !== undefined) {
    linking.report(genericServices(option));
  }
}

/** `FileOptions.LITE_RUNTIME`. */
const liteRuntime = 3n;

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

/**
 * Something refers to each imported file, unless the import passes it on. Not said of a file with
 * errors: what it meant to refer to is unknown, and half-typed names would make imports flicker.
 */
export function checkUnusedImports(linking: Linking): void {
  const { source, diagnostics } = linking;
  if ([...source.diagnostics, ...diagnostics].some((found) => found.severity === 'error')) {
    return;
  }
  for (const { node, path, isPublic, file } of linking.imports) {
    if (
      !isPublic &&
      file !== undefined &&
      !linking.usedFiles.has(file.source) &&
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

import {
  alreadyDefined,
  alreadyDefinedInFile,
  definedAsPackage,
  enumValueScope,
  packageIsDefinition,
} from '../diagnostics/linkDiagnostics.ts';
import type { Diagnostic, RelatedPlace } from '../diagnostics/diagnostic.ts';
import { type DefinedSymbol, qualify } from './definedSymbol.ts';
import type { Linking } from './linking.ts';
import type { LinkedFile, ProtoSymbol, SymbolKind } from './model.ts';
import type { NameIndex } from './nameIndex.ts';
import { parentScope } from './scopeNames.ts';

/** The first definition of each name, with a report of each later one. */
export function indexByName(
  all: readonly DefinedSymbol[],
  report: (diagnostic: Diagnostic) => void,
): Map<string, DefinedSymbol> {
  const symbols = new Map<string, DefinedSymbol>();
  for (const symbol of all) {
    const first = symbols.get(symbol.fullName);
    if (first === undefined) {
      symbols.set(symbol.fullName, symbol);
    } else if (isBuiltBefore(symbol, first)) {
      report(clash(first, symbol));
    } else {
      report(clash(symbol, first));
    }
  }
  return symbols;
}

/** The order in which protoc takes names in a message and in a file; of two, it blames the later. */
const orders: Readonly<Record<'message' | 'file', readonly SymbolKind[]>> = {
  message: ['oneof', 'field', 'enumValue', 'enum', 'extension', 'message'],
  file: ['message', 'enumValue', 'enum', 'service', 'extension'],
};

function isBuiltBefore(one: DefinedSymbol, other: DefinedSymbol): boolean {
  if (enumOf(one) !== undefined && enumOf(other) !== undefined) {
    return one.kind === 'enumValue' && enumOf(one) === other;
  }
  const around = one.kind === 'enumValue' ? one.parent?.parent : one.parent;
  const order = orders[around === undefined ? 'file' : 'message'];
  return order.indexOf(one.kind) < order.indexOf(other.kind);
}

function enumOf(symbol: DefinedSymbol): DefinedSymbol | undefined {
  return symbol.kind === 'enumValue' ? symbol.parent : symbol.kind === 'enum' ? symbol : undefined;
}

/**
 * Reports names that a file shares with a file that it imports, however indirectly, or with another
 * of its name space: `index` has the names of all files linked so far, and is given those of this. A nested name clashes only if one at file level does.
 */
export function checkImportedNames(file: Linking, index: NameIndex | undefined): void {
  if (index !== undefined && !isRival(file, index)) {
    return;
  }
  for (const other of new Set([...file.closure(), ...(index?.rivals() ?? [])])) {
    if (mayClash(file.packageName, other.packageName)) {
      for (const symbol of hasOneOf(file, other) ? symbolsAtFileLevel(file) : []) {
        checkAgainst(file, symbol, other);
      }
      checkPackage(file, other);
    }
  }
}

/** Whether a name is one that is known already; they all are from now on. */
function isRival(file: Linking, index: NameIndex): boolean {
  const names = { packageName: file.packageName, topLevel: symbolsAtFileLevel(file) };
  const found = index.mayClash(names);
  index.add(names);
  return found;
}

function symbolsAtFileLevel({ definitions, packageName }: Linking): readonly DefinedSymbol[] {
  return definitions.all.filter(({ scope }) => scope === packageName);
}

/** Whether a name at file level is one of another file too, or the package that it is in. */
function hasOneOf(file: Linking, other: LinkedFile): boolean {
  for (const name of file.namesAtFileLevel()) {
    const fullName = qualify(file.packageName, name);
    if (other.find(fullName) !== undefined || isAround(fullName, other)) {
      return true;
    }
  }
  return false;
}

function isAround(name: string, { packageName }: LinkedFile): boolean {
  return `${packageName}.`.startsWith(`${name}.`);
}

/** Names below two packages can only be equal where one package is, or is within, the other. */
function mayClash(one: string, other: string): boolean {
  return (
    one === '' || other === '' || `${one}.`.startsWith(`${other}.`) || other.startsWith(`${one}.`)
  );
}

function checkAgainst(file: Linking, symbol: DefinedSymbol, other: LinkedFile): void {
  const found = other.find(symbol.fullName);
  if (found !== undefined) {
    file.report(clash(symbol, found));
  } else if (isAround(symbol.fullName, other)) {
    file.report(definedAsPackage(symbol.nameSpan, symbol.fullName, other.source.path));
  }
}

function checkPackage(file: Linking, other: LinkedFile): void {
  const node = file.source.tree.members.find((member) => member.kind === 'package');
  for (let scope = file.packageName; scope !== ''; scope = parentScope(scope)) {
    const found = other.find(scope);
    if (found !== undefined && node?.name !== undefined) {
      file.report(packageIsDefinition(node.name, scope, placeOf(found)));
    }
  }
}

function clash(symbol: DefinedSymbol, first: ProtoSymbol): Diagnostic {
  const related = placeOf(first);
  if (first.file !== symbol.file) {
    return alreadyDefinedInFile(symbol.nameSpan, symbol.fullName, related);
  }
  const siblings = symbol.kind === 'enumValue' && first.parent !== symbol.parent;
  return siblings
    ? enumValueScope(symbol.nameSpan, symbol.fullName, related)
    : alreadyDefined(symbol.nameSpan, symbol.name, { scope: symbol.scope, related: [related] });
}

function placeOf(symbol: ProtoSymbol): RelatedPlace {
  const { start, end } = symbol.nameSpan;
  const message = `"${symbol.fullName}" is defined here`;
  return { path: symbol.file.path, start, end, message };
}

/** Every file below some imported ones, with those, each once. */
export function closureOf(imported: readonly LinkedFile[]): ReadonlySet<LinkedFile> {
  const seen = new Set(imported);
  // A set gives what is added to it on the way, too.
  for (const file of seen) {
    file.imported.forEach((below) => seen.add(below));
  }
  return seen;
}

import { type LinkedFile, nameBelow, type ProtoSymbol, qualify } from '../compiler/index.ts';

/** What is found by its full name, wherever it is defined. */
export type ElementKind = 'message' | 'enum' | 'service' | 'extension';

/** A definition with the file that holds its options. The message of a map is one too. */
export interface Element {
  readonly symbol: ProtoSymbol;
  readonly file: LinkedFile;
}

/** Some definitions of one file, each sort by full name, in order of the text. */
export type Elements = Readonly<Record<ElementKind, ReadonlyMap<string, Element>>>;

const ofFiles = new WeakMap<LinkedFile, ReadonlyMap<string, Elements>>();

/** The definitions of a file by the name at file level that is theirs, or of what is around them. */
export function elementsOf(file: LinkedFile): ReadonlyMap<string, Elements> {
  const found = ofFiles.get(file) ?? collectAll(file);
  ofFiles.set(file, found);
  return found;
}

function collectAll(file: LinkedFile): ReadonlyMap<string, Elements> {
  const symbols = new Map<string, ProtoSymbol[]>();
  for (const symbol of file.topLevel) {
    symbols.set(symbol.name, [...(symbols.get(symbol.name) ?? []), symbol]);
  }
  return new Map(Array.from(symbols, ([name, same]) => [name, elementsAmong(same, file)]));
}

const ofSymbols = new WeakMap<ProtoSymbol, Elements>();

/** One definition of a file, the rest of which may never be looked into. */
export function elementIn(
  file: LinkedFile,
  kind: ElementKind,
  fullName: string,
): Element | undefined {
  const { packageName } = file;
  const name = nameBelow(packageName, fullName);
  const symbol = name === undefined ? undefined : file.find(qualify(packageName, name));
  if (symbol === undefined) {
    return undefined;
  }
  const found = ofSymbols.get(symbol) ?? elementsAmong([symbol], file);
  ofSymbols.set(symbol, found);
  return found[kind].get(fullName);
}

/** Some definitions at file level, and all within them. */
export function elementsAmong(symbols: readonly ProtoSymbol[], file: LinkedFile): Elements {
  const elements = {
    message: new Map<string, Element>(),
    enum: new Map<string, Element>(),
    service: new Map<string, Element>(),
    extension: new Map<string, Element>(),
  };
  const add = (kind: ElementKind, symbol: ProtoSymbol): void => {
    if (!elements[kind].has(symbol.fullName)) {
      elements[kind].set(symbol.fullName, { symbol, file });
    }
  };
  const visit = (symbol: ProtoSymbol): void => {
    if (isElementKind(symbol.kind)) {
      add(symbol.kind, symbol);
    }
    const type = mayBeMap(symbol) ? symbol.field?.type : undefined;
    if (type?.kind === 'map') {
      add('message', type.entry);
    }
    if (symbol.kind === 'message') {
      symbol.children.forEach(visit);
    }
  };
  symbols.forEach(visit);
  return elements;
}

/** By its tree alone: what else is known of a field is worked out when it is asked for. */
function mayBeMap({ node }: ProtoSymbol): boolean {
  return node.kind === 'field' && node.type?.kind === 'mapType';
}

function isElementKind(kind: ProtoSymbol['kind']): kind is ElementKind {
  return kind === 'message' || kind === 'enum' || kind === 'service' || kind === 'extension';
}

/** The name without the package. */
export function nestedName({ symbol, file }: Element): string {
  const { packageName } = file;
  return packageName === '' ? symbol.fullName : symbol.fullName.slice(packageName.length + 1);
}

/** Whether a message is the one that a map stands for. */
export function isMapEntry({ kind, node }: ProtoSymbol): boolean {
  return kind === 'message' && node.kind === 'field';
}

/** The fields of a message by number; the first one that has it. */
export function fieldsByNumber({ children }: ProtoSymbol): ReadonlyMap<number, ProtoSymbol> {
  const fields = new Map<number, ProtoSymbol>();
  for (const child of children) {
    const number = child.kind === 'field' ? child.field?.number : undefined;
    if (number !== undefined && !fields.has(number)) {
      fields.set(number, child);
    }
  }
  return fields;
}

/** What two extensions share that are the same on the wire; undefined when it is not known. */
export function extensionKey({ field }: ProtoSymbol): string | undefined {
  return field?.extendee === undefined || field.number === undefined
    ? undefined
    : `${field.extendee.fullName} ${field.number}`;
}

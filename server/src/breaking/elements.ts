import type { LinkedFile, ProtoSymbol } from '../compiler/index.ts';

/** What is found by its full name, wherever it is defined. */
export type ElementKind = 'message' | 'enum' | 'service' | 'extension';

/** A definition with the file that holds its options. The message of a map is one too. */
export interface Element {
  readonly symbol: ProtoSymbol;
  readonly file: LinkedFile;
}

/** The definitions of one file, each sort by full name, in order of the text. */
export type FileElements = Readonly<Record<ElementKind, ReadonlyMap<string, Element>>>;

const known = new WeakMap<LinkedFile, FileElements>();

/** Collects them once for each state of a file. */
export function elementsOf(file: LinkedFile): FileElements {
  const found = known.get(file) ?? collect(file);
  known.set(file, found);
  return found;
}

function collect(file: LinkedFile): FileElements {
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
  file.topLevel.forEach(visit);
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

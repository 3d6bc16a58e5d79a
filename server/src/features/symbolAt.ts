import type { LinkedFile, ProtoSymbol, Reference, Span } from '../compiler/index.ts';
import { celReferences } from './cel/expressionAt.ts';
import { groupBy } from './groupBy.ts';
import { touches } from './places.ts';
import { remembered } from './remembered.ts';

/** A symbol that is named at a place. */
export interface NamedSymbol {
  readonly symbol: ProtoSymbol;
  /** The part of the text that names it. */
  readonly span: Span;
  readonly isDefinition: boolean;
}

/** What the text at an offset stands for, a definition's own name included. */
export function symbolAt(linked: LinkedFile, offset: number): NamedSymbol | undefined {
  for (const symbol of linked.symbols.values()) {
    if (touches(symbol.nameSpan, offset)) {
      return { symbol, span: symbol.nameSpan, isDefinition: true };
    }
  }
  let best: NamedSymbol | undefined;
  for (const [reference, symbol] of referencesIn(linked)) {
    if (touches(reference, offset)) {
      const found = within(reference, symbol, offset);
      if (found !== undefined && (best === undefined || length(found.span) < length(best.span))) {
        best = found;
      }
    }
  }
  return best;
}

/** The symbols that are declared by one name: a group's field and message share theirs. */
export function declaredTogether(symbol: ProtoSymbol): readonly ProtoSymbol[] {
  const siblings = symbol.node.kind === 'group' ? (symbol.parent?.children ?? []) : [];
  return [symbol, ...siblings.filter((other) => other !== symbol && other.node === symbol.node)];
}

/** Whether a symbol is the field that a group declares beside its message. */
export function isGroupField({ kind, node }: Pick<ProtoSymbol, 'kind' | 'node'>): boolean {
  return node.kind === 'group' && kind !== 'message';
}

/** Every place of a file that names one of the symbols that are declared together, each place once. */
export function namesOfAll(
  linked: LinkedFile,
  symbols: readonly ProtoSymbol[],
): readonly NamedSymbol[] {
  const names = symbols.flatMap((symbol) => namesOf(linked, symbol));
  if (names.length < 2) {
    return names;
  }
  return [...new Map(names.map((name) => [name.span.start, name])).values()].sort(
    (a, b) => a.span.start - b.span.start,
  );
}

/** Every place of a file that names a symbol, its definition included, in order of the text. */
export function namesOf(linked: LinkedFile, symbol: ProtoSymbol): readonly NamedSymbol[] {
  const names: NamedSymbol[] = [];
  if (linked.source === symbol.file && linked.find(symbol.fullName) === symbol) {
    names.push({ symbol, span: symbol.nameSpan, isDefinition: true });
  }
  for (const [reference, target] of byTarget(linked).get(symbol.file) ?? []) {
    const depth = ancestors(target).indexOf(symbol);
    const span = depth === -1 ? undefined : partFromEnd(reference, depth);
    if (span !== undefined) {
      names.push({ symbol, span, isDefinition: false });
    }
  }
  return names.sort((a, b) => a.span.start - b.span.start);
}

/** Of the file itself and of the expressions in its options. */
function* referencesIn(linked: LinkedFile): Iterable<readonly [Reference, ProtoSymbol]> {
  yield* linked.references;
  yield* celReferences(linked);
}

/** The same by the file of what they name: who looks for one name goes through many files. */
const byTarget = remembered((linked: LinkedFile) =>
  groupBy(referencesIn(linked), ([, { file }]) => file),
);

/** `Outer` of `pkg.Outer.Inner` names the parent; `pkg` names no symbol. */
function within(
  reference: Reference,
  target: ProtoSymbol,
  offset: number,
): NamedSymbol | undefined {
  for (const [depth, symbol] of ancestors(target).entries()) {
    const span = partFromEnd(reference, depth);
    if (span !== undefined && touches(span, offset)) {
      return { symbol, span, isDefinition: false };
    }
  }
  return undefined;
}

function partFromEnd(reference: Reference, depth: number): Span | undefined {
  if (!('kind' in reference)) {
    return depth === 0 ? reference : undefined;
  }
  switch (reference.kind) {
    case 'name':
      return reference.parts.at(-1 - depth);
    case 'optionNamePart':
      return reference.name.parts.at(-1 - depth);
    case 'literalField':
      return reference.name.kind === 'identifier'
        ? depth === 0
          ? reference.name
          : undefined
        : reference.name.name.parts.at(-1 - depth);
    default:
      return depth === 0 ? reference : undefined;
  }
}

/**
 * The symbol and those around it, as far as a qualified name spells them: that of an enum's value does
 * not spell the enum.
 */
function ancestors(symbol: ProtoSymbol): ProtoSymbol[] {
  const chain: ProtoSymbol[] = [symbol];
  for (let each = symbol.parent; each !== undefined; each = each.parent) {
    if (symbol.fullName.startsWith(`${each.fullName}.`)) {
      chain.push(each);
    }
  }
  return chain;
}

function length({ start, end }: Span): number {
  return end - start;
}

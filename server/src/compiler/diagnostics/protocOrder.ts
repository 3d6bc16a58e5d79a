/**
 * The order and the places in which protoc would report what we find. It goes through a file many
 * times, and stops after some of the times: whoever prints findings beside protoc's prints these.
 */
import type { LinkedFile, ProtoSymbol, SymbolKind } from '../link/model.ts';
import type { Node } from '../syntax/ast.ts';
import { nodePathAt } from '../syntax/walk.ts';
import type { Diagnostic } from './diagnostic.ts';
import { isLexical, isLiteralAround, protocOffset } from './protocPlaces.ts';
import { phaseOfCode, type ProtocPhase, protocPhases } from './protocPhases.ts';

/** A finding with the offset in the text at which protoc reports it. */
export interface ProtocReport {
  readonly found: Diagnostic;
  readonly phase: ProtocPhase;
  readonly offset: number;
}

/** The findings of a file, those of its syntax too, as protoc would report them. */
export function protocOrder(file: LinkedFile): ProtocReport[] {
  const findings = [...file.source.diagnostics, ...file.diagnostics];
  if (findings.length === 0) {
    return [];
  }
  const ranks = rankSymbols(file.topLevel);
  return findings
    .map((found) => {
      const path = nodePathAt(file.source.tree, found.start);
      const phase = phaseOf(found, path);
      const offset = found.protoc?.at ?? protocOffset(file.source, found, path);
      const key = [
        protocPhases.indexOf(phase),
        rankIn(phase, pathFor(found, path), ranks),
        step(found, path),
        offset,
      ];
      return { found, phase, offset, key };
    })
    .sort((a, b) => compareKeys(a.key, b.key));
}

function compareKeys(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((part, at) => part !== b[at]);
  return index === -1 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}

/** What a message or an enum is asked as a whole, in protoc's order. */
const steps: Readonly<Record<string, number>> = {
  'range-bounds': 0,
  'range-order': 0,
  'already-defined': 1,
  'message-set-proto3': 1,
  'range-overlap': 2,
  'reserved-name-twice': 3,
  'range-includes-field': 4,
  'reserved-name': 4,
  'reserved-number': 4,
};

function step({ code }: Diagnostic, path: readonly Node[]): number {
  const isOfExtensions = path.some((node) => node.kind === 'extensions');
  return code === 'range-overlap' && isOfExtensions ? 5 : (steps[code] ?? 0);
}

const blocks: ReadonlySet<string> = new Set(['message', 'group', 'enum']);

/** The path to the definition that a finding is about: what is reserved is about the whole block. */
function pathFor({ code }: Diagnostic, path: readonly Node[]): readonly Node[] {
  const isAboutBlock = (steps[code] ?? 0) > 1;
  return isAboutBlock ? path.filter((node) => blocks.has(node.kind)) : path;
}

/** Options of extension names are read after all others. */
function phaseOf(found: Diagnostic, path: readonly Node[]): ProtocPhase {
  const isInLiteral = !isLexical(found.code) && path.some((node) => isLiteralAround(node, found));
  const own = phaseOfCode(found.code);
  const usual = isInLiteral && own === 'parse' ? 'options' : own;
  const phase = found.protoc?.phase ?? usual;
  const option = path.find((node) => node.kind === 'option');
  const isCustom = option?.name[0]?.isExtension === true;
  return phase === 'options' && isCustom ? 'customOptions' : phase;
}

/** When protoc comes to the symbols that a node declares, in three of its walks. */
type Ranks = Readonly<Record<'build' | 'link' | 'validate', () => ReadonlyMap<Node, number>>>;

/** Each walk is taken when the first finding needs it: most files have none but unused imports. */
function rankSymbols(topLevel: readonly ProtoSymbol[]): Ranks {
  return {
    build: lazily(() => visit(topLevel, ['message', 'enum', 'service', 'extension'], buildWalk)),
    link: lazily(() => withoutGroups(visit(topLevel, linkStart, linkWalk))),
    validate: lazily(() =>
      visit(topLevel, ['message', 'enum', 'extension', 'service'], validateWalk),
    ),
  };
}

function lazily(symbols: () => Iterable<ProtoSymbol>): () => ReadonlyMap<Node, number> {
  let ranks: ReadonlyMap<Node, number> | undefined;
  return () => (ranks ??= ranksOf(symbols()));
}

const linkStart: readonly SymbolKind[] = ['message', 'extension', 'enum', 'service'];

/** Of the two symbols that a group declares, linking reports on the field. */
function* withoutGroups(symbols: Iterable<ProtoSymbol>): Generator<ProtoSymbol> {
  for (const symbol of symbols) {
    if (symbol.kind !== 'message' || symbol.node.kind !== 'group') {
      yield symbol;
    }
  }
}

function rankIn(phase: ProtocPhase, path: readonly Node[], ranks: Ranks): number {
  const walk = walkOf(phase, ranks);
  if (walk === undefined) {
    return 0;
  }
  const declared = path
    .flatMap((node) => (node.kind === 'extend' ? (node.members[0] ?? []) : node))
    .findLast((node) => walk.has(node));
  if (declared !== undefined) {
    return walk.get(declared) ?? 0;
  }
  return phase === 'options' || phase === 'customOptions' ? Infinity : -1;
}

function walkOf(phase: ProtocPhase, ranks: Ranks): ReadonlyMap<Node, number> | undefined {
  switch (phase) {
    case 'build':
    case 'options':
    case 'customOptions':
      return ranks.build();
    case 'link':
      return ranks.link();
    case 'features':
    case 'proto3':
    case 'validate':
    case 'style':
    case 'lifetimes':
      return ranks.validate();
    default:
      return undefined;
  }
}

function ranksOf(symbols: Iterable<ProtoSymbol>): Map<Node, number> {
  const ranks = new Map<Node, number>();
  let next = 0;
  for (const { node } of symbols) {
    if (!ranks.has(node)) {
      ranks.set(node, next++);
    }
  }
  return ranks;
}

type Walk = (symbol: ProtoSymbol) => Iterable<ProtoSymbol>;

function* visit(
  symbols: readonly ProtoSymbol[],
  kinds: readonly SymbolKind[],
  walk: Walk,
): Generator<ProtoSymbol> {
  for (const kind of kinds) {
    for (const symbol of symbols) {
      if (symbol.kind === kind) {
        yield* walk(symbol);
      }
    }
  }
}

const buildKinds: readonly SymbolKind[] = [
  ...(['oneof', 'field', 'enum', 'extension', 'message', 'enumValue', 'method'] as const),
];

/** Names are taken from the inside out. */
function* buildWalk(symbol: ProtoSymbol): Generator<ProtoSymbol> {
  yield* visit(symbol.children, buildKinds, buildWalk);
  yield symbol;
}

const linkKinds: readonly SymbolKind[] = ['message', 'enum', 'field', 'extension', 'method'];

function* linkWalk(symbol: ProtoSymbol): Generator<ProtoSymbol> {
  yield* visit(symbol.children, linkKinds, linkWalk);
  yield symbol;
}

const validateKinds: readonly SymbolKind[] = [
  ...(['oneof', 'field', 'message', 'enum', 'extension', 'enumValue', 'method'] as const),
];

function* validateWalk(symbol: ProtoSymbol): Generator<ProtoSymbol> {
  yield symbol;
  yield* visit(symbol.children, validateKinds, validateWalk);
}

import {
  type CallHierarchyIncomingCall,
  type CallHierarchyItem,
  type CallHierarchyOutgoingCall,
  SymbolKind,
} from 'vscode-languageserver-types';
import type { LinkedFile, ProtoSymbol, Span } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { groupBy } from './groupBy.ts';
import { type PositionParams, toOffset, toRange } from './places.ts';
import type { Steps } from './steps.ts';
import { namesOf, symbolAt } from './symbolAt.ts';
import { TypeSearch } from './naming/typeSearch.ts';
import { usesIn } from './naming/typeUses.ts';

/** The rpc, message or enum that a position names, to ask what it uses and what uses it. */
export function prepareCallHierarchy(
  snapshot: Snapshot,
  { uri, position }: PositionParams,
): CallHierarchyItem[] {
  const linked = snapshot.linked(uri);
  const symbol = linked && symbolAt(linked, toOffset(linked.source, position))?.symbol;
  return symbol === undefined || !isNode(symbol) ? [] : itemsOf(snapshot, symbol);
}

/** The messages and enums that an rpc or a message is made of. */
export function* outgoingCalls(
  snapshot: Snapshot,
  item: CallHierarchyItem,
): Steps<CallHierarchyOutgoingCall[]> {
  const from = symbolOf(snapshot, item);
  const calls: CallHierarchyOutgoingCall[] = [];
  if (from === undefined) {
    return calls;
  }
  const uses = usesIn(from.linked).filter(({ user }) => user === from.symbol);
  for (const [used, group] of groupBy(uses, (use) => use.used)) {
    yield;
    const fromRanges = rangesOf(from.linked, group);
    calls.push(...itemsOf(snapshot, used).map((to) => ({ to, fromRanges })));
  }
  return calls;
}

/** The rpcs and messages that use a message or an enum. Wants every file read. */
export function* incomingCalls(
  snapshot: Snapshot,
  item: CallHierarchyItem,
): Steps<CallHierarchyIncomingCall[]> {
  const target = symbolOf(snapshot, item);
  const calls: CallHierarchyIncomingCall[] = [];
  if (target === undefined) {
    return calls;
  }
  const search = TypeSearch.of(snapshot, target.symbol);
  for (const uri of snapshot.uris()) {
    yield;
    if (!snapshot.mentions(uri, target.symbol.name) || search?.placesIn(uri)?.length === 0) {
      continue;
    }
    const linked = snapshot.linked(uri);
    if (linked === undefined || namesOf(linked, target.symbol).length === 0) {
      continue;
    }
    const uses = usesIn(linked).filter(({ used }) => used === target.symbol);
    for (const [user, group] of groupBy(uses, (use) => use.user)) {
      const fromRanges = rangesOf(linked, group);
      calls.push(...itemsOf(snapshot, user).map((from) => ({ from, fromRanges })));
    }
  }
  return calls;
}

function isNode({ kind }: ProtoSymbol): boolean {
  return kind === 'method' || kind === 'message' || kind === 'enum';
}

/** None for a symbol whose file is no document. */
function itemsOf(snapshot: Snapshot, symbol: ProtoSymbol): CallHierarchyItem[] {
  const uri = snapshot.uriOf(symbol.file);
  return uri === undefined
    ? []
    : [
        {
          name: symbol.name,
          kind: itemKinds[symbol.kind] ?? SymbolKind.Struct,
          detail: symbol.fullName,
          uri,
          range: toRange(symbol.file, symbol.node),
          selectionRange: toRange(symbol.file, symbol.nameSpan),
        },
      ];
}

const itemKinds: Readonly<Partial<Record<ProtoSymbol['kind'], SymbolKind>>> = {
  method: SymbolKind.Method,
  message: SymbolKind.Struct,
  enum: SymbolKind.Enum,
};

/** The symbol of an item that was answered earlier; undefined when it is gone. */
function symbolOf(
  snapshot: Snapshot,
  { uri, detail, selectionRange }: CallHierarchyItem,
): { readonly linked: LinkedFile; readonly symbol: ProtoSymbol } | undefined {
  const linked = snapshot.linked(uri);
  if (linked === undefined) {
    return undefined;
  }
  const named = symbolAt(linked, toOffset(linked.source, selectionRange.start))?.symbol;
  const symbol = linked.symbols.get(detail ?? '') ?? named;
  return symbol === undefined ? undefined : { linked, symbol };
}

function rangesOf({ source }: LinkedFile, uses: readonly Span[]) {
  return uses.map((use) => toRange(source, use));
}

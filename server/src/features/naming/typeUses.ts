import type { LinkedFile, NameNode, ProtoSymbol, Span } from '../../compiler/index.ts';

/** One place where a message or an rpc names a type that it is made of. */
export interface TypeUse extends Span {
  readonly user: ProtoSymbol;
  readonly used: ProtoSymbol;
}

/** The types of fields and rpcs; options do not count. */
export function usesIn(linked: LinkedFile): TypeUse[] {
  return [...linked.symbols.values()].flatMap((symbol) => {
    const { node, parent } = symbol;
    if (node.kind === 'method') {
      return [node.input?.type, node.output?.type].flatMap((name) => useOf(linked, symbol, name));
    }
    if (symbol.kind !== 'field' || node.kind !== 'field' || parent === undefined) {
      return [];
    }
    return useOf(linked, parent, node.type?.kind === 'mapType' ? node.type.value : node.type);
  });
}

function useOf(
  { references }: LinkedFile,
  user: ProtoSymbol,
  name: NameNode | undefined,
): TypeUse[] {
  const used = name && references.get(name);
  return name === undefined || used === undefined
    ? []
    : [{ start: name.start, end: name.end, user, used }];
}

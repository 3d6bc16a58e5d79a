import { closestName } from '../base/index.ts';
import type { Diagnostic, LinkedFile, ProtoSymbol } from '../compiler/index.ts';
import { shortestName } from './completion/names.ts';
import { scopeAt } from './missingNames.ts';

/**
 * What a mistyped name of a type may mean: the message or enum in sight whose name differs least,
 * written as its scope finds it. Undefined when none is near.
 */
export function meantName(linked: LinkedFile, { start, end }: Diagnostic): string | undefined {
  const written = linked.source.text.slice(start, end).replace(/\s+/g, '');
  const types = typesInSight(linked);
  const name = closestName(written.slice(written.lastIndexOf('.') + 1), types.keys());
  const meant = name === undefined ? undefined : types.get(name);
  return meant && shortestName(linked, scopeAt(linked, start), meant.fullName);
}

/** By their own names; of several with one name that of the nearest file. */
function typesInSight(linked: LinkedFile): ReadonlyMap<string, ProtoSymbol> {
  const types = new Map<string, ProtoSymbol>();
  for (const { symbols } of [linked, ...linked.visible]) {
    for (const symbol of symbols.values()) {
      if ((symbol.kind === 'message' || symbol.kind === 'enum') && !types.has(symbol.name)) {
        types.set(symbol.name, symbol);
      }
    }
  }
  return types;
}

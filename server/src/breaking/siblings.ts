/** What stands beside a definition, and what of it is still there. */
import type { ProtoSymbol } from '../compiler/index.ts';

type Siblings = readonly ProtoSymbol[];

const ofOneofs = new WeakMap<ProtoSymbol, Map<string, Siblings>>();

/** What stands in a block and in no oneof of it, or in the oneof of that name. */
export function siblingsIn(owner: ProtoSymbol, oneof: string | undefined): Siblings {
  const known = ofOneofs.get(owner) ?? new Map<string, Siblings>();
  ofOneofs.set(owner, known);
  const key = oneof ?? '';
  const found =
    known.get(key) ?? owner.children.filter(({ field }) => field?.oneof?.name === oneof);
  known.set(key, found);
  return found;
}

const names = new WeakMap<ProtoSymbol, ReadonlyMap<string, ProtoSymbol>>();

/** What of that name and kind is directly in a definition. */
export function namedIn(
  owner: ProtoSymbol,
  { kind, name }: Pick<ProtoSymbol, 'kind' | 'name'>,
): ProtoSymbol | undefined {
  const known = names.get(owner) ?? new Map(owner.children.map((each) => [each.name, each]));
  names.set(owner, known);
  const found = known.get(name);
  return found?.kind === kind ? found : undefined;
}

const survivors = new WeakMap<Siblings, WeakMap<Siblings, Survivors>>();

/** The nearest of the siblings before a symbol that is among those of now, by its name. */
export function survivorBefore(
  symbol: ProtoSymbol,
  { siblings, now }: { readonly siblings: Siblings; readonly now: Siblings },
): ProtoSymbol | undefined {
  const known = survivors.get(siblings) ?? new WeakMap<Siblings, Survivors>();
  survivors.set(siblings, known);
  const found = known.get(now) ?? new Survivors(siblings, now);
  known.set(now, found);
  return found.before(symbol);
}

/** Two lists compared once, however much is missing. */
class Survivors {
  /** For each of the earlier ones the latest at or before it that is still there. */
  readonly #latest = new Map<ProtoSymbol, ProtoSymbol | undefined>();
  readonly #previous = new Map<ProtoSymbol, ProtoSymbol>();

  constructor(siblings: Siblings, now: Siblings) {
    const names = new Map(now.map((each) => [each.name, each]));
    let previous: ProtoSymbol | undefined;
    let latest: ProtoSymbol | undefined;
    for (const symbol of siblings) {
      latest = names.get(symbol.name) ?? latest;
      this.#latest.set(symbol, latest);
      if (previous !== undefined) {
        this.#previous.set(symbol, previous);
      }
      previous = symbol;
    }
  }

  before(symbol: ProtoSymbol): ProtoSymbol | undefined {
    const previous = this.#previous.get(symbol);
    return previous && this.#latest.get(previous);
  }
}

/** The part of a map that reads. */
export interface MapView<K, V> {
  get(key: K): V | undefined;
  has(key: K): boolean;
  keys(): Iterable<K>;
}

/** A state of a `LayeredMap`. */
export interface MapState<K, V> extends MapView<K, V> {
  /** What may be other than in another state; undefined where anything may be. */
  differing(from: MapState<K, V>): ReadonlySet<K> | undefined;
}

/** Changes beyond this many, and a share of all, are made one with the rest. */
const fewChanges = 32;
const shareOfChanges = 1 / 64;
/** So many merges are remembered by what they changed. */
const rememberedMerges = 128;

/**
 * A map whose present state can be had again and again for the price of its latest changes: a state
 * shares all that has not changed for a while with the next ones.
 */
export class LayeredMap<K, V extends object> {
  readonly #all = new Map<K, V>();
  /** As it was some time ago. */
  #base: Base<K, V> = { all: new Map(), merges: 0 };
  readonly #merged: Merged<K> = { count: 0, keys: [] };
  /** What is other than in `#base`; undefined for what is gone. */
  #changes = new Map<K, V | undefined>();

  get(key: K): V | undefined {
    return this.#all.get(key);
  }

  has(key: K): boolean {
    return this.#all.has(key);
  }

  keys(): Iterable<K> {
    return this.#all.keys();
  }

  values(): Iterable<V> {
    return this.#all.values();
  }

  set(key: K, value: V): void {
    this.#all.set(key, value);
    this.#changes.set(key, value);
  }

  delete(key: K): void {
    if (this.#all.delete(key)) {
      this.#changes.set(key, undefined);
    }
  }

  /** The present state, which later changes leave as it is. */
  state(): MapState<K, V> {
    if (this.#changes.size > Math.max(fewChanges, this.#base.all.size * shareOfChanges)) {
      this.#merge();
    }
    return new State(this.#base, new Map(this.#changes), this.#merged);
  }

  #merge(): void {
    const { keys } = this.#merged;
    keys.push([...this.#changes.keys()]);
    keys.splice(0, Math.max(keys.length - rememberedMerges, 0));
    this.#merged.count++;
    this.#base = { all: new Map(this.#all), merges: this.#merged.count };
    this.#changes = new Map();
  }
}

/** Never written to. */
interface Base<K, V> {
  readonly all: ReadonlyMap<K, V>;
  /** How many merges there were until then. */
  readonly merges: number;
}

/** What the latest merges have changed, the last one last. */
interface Merged<K> {
  /** How many there were in all. */
  count: number;
  readonly keys: (readonly K[])[];
}

class State<K, V extends object> implements MapState<K, V> {
  readonly #base: Base<K, V>;
  readonly #changes: ReadonlyMap<K, V | undefined>;
  readonly #merged: Merged<K>;

  constructor(base: Base<K, V>, changes: ReadonlyMap<K, V | undefined>, merged: Merged<K>) {
    this.#base = base;
    this.#changes = changes;
    this.#merged = merged;
  }

  get(key: K): V | undefined {
    return this.#changes.get(key) ?? (this.#changes.has(key) ? undefined : this.#base.all.get(key));
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  *keys(): Iterable<K> {
    for (const key of this.#base.all.keys()) {
      if (this.#changes.get(key) !== undefined || !this.#changes.has(key)) {
        yield key;
      }
    }
    for (const [key, value] of this.#changes) {
      if (value !== undefined && !this.#base.all.has(key)) {
        yield key;
      }
    }
  }

  differing(from: MapState<K, V>): ReadonlySet<K> | undefined {
    if (!(from instanceof State) || from.#merged !== this.#merged) {
      return undefined;
    }
    const { count, keys } = this.#merged;
    const forgotten = count - keys.length;
    const first = Math.min(this.#base.merges, from.#base.merges) - forgotten;
    const end = Math.max(this.#base.merges, from.#base.merges) - forgotten;
    return first < 0
      ? undefined
      : new Set<K>([
          ...keys.slice(first, end).flat(),
          ...this.#changes.keys(),
          ...from.#changes.keys(),
        ]);
  }
}

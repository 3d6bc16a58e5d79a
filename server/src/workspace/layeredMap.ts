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

/**
 * A map whose present state can be had again and again for the price of its latest changes: a state
 * shares all that has not changed for a while with the next ones.
 */
export class LayeredMap<K, V extends object> {
  readonly #all = new Map<K, V>();
  /** As it was some time ago; never written to. */
  #base: ReadonlyMap<K, V> = new Map();
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
    if (this.#changes.size > Math.max(fewChanges, this.#base.size * shareOfChanges)) {
      this.#base = new Map(this.#all);
      this.#changes = new Map();
    }
    return new State(this.#base, new Map(this.#changes));
  }
}

class State<K, V extends object> implements MapState<K, V> {
  readonly #base: ReadonlyMap<K, V>;
  readonly #changes: ReadonlyMap<K, V | undefined>;

  constructor(base: ReadonlyMap<K, V>, changes: ReadonlyMap<K, V | undefined>) {
    this.#base = base;
    this.#changes = changes;
  }

  get(key: K): V | undefined {
    return this.#changes.get(key) ?? (this.#changes.has(key) ? undefined : this.#base.get(key));
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  *keys(): Iterable<K> {
    for (const key of this.#base.keys()) {
      if (this.has(key)) {
        yield key;
      }
    }
    for (const [key, value] of this.#changes) {
      if (value !== undefined && !this.#base.has(key)) {
        yield key;
      }
    }
  }

  differing(from: MapState<K, V>): ReadonlySet<K> | undefined {
    return from instanceof State && from.#base === this.#base
      ? new Set<K>([...this.#changes.keys(), ...from.#changes.keys()])
      : undefined;
  }
}

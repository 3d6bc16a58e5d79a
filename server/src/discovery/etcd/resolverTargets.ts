/**
 * The targets of etcd's own gRPC resolver in one store, and which of them lie inside of others by
 * accident. The resolver lists everything that begins with its target, without a slash after it:
 * clients of `orders` are also sent to what registers under `orders2/`.
 */
export class ResolverTargets {
  /** How many keys each target has. */
  readonly #counts = new Map<string, number>();
  #strays: ReadonlyMap<string, readonly string[]> = new Map();
  #isFound = true;

  add(target: string): void {
    const count = this.#counts.get(target) ?? 0;
    this.#counts.set(target, count + 1);
    this.#isFound &&= count > 0;
  }

  remove(target: string): void {
    const count = (this.#counts.get(target) ?? 0) - 1;
    if (count > 0) {
      this.#counts.set(target, count);
    } else if (this.#counts.delete(target)) {
      this.#isFound = false;
    }
  }

  /** The targets whose keys others list too, with those others. The same object until it changes. */
  strays(): ReadonlyMap<string, readonly string[]> {
    if (!this.#isFound) {
      this.#isFound = true;
      const found = findStrays([...this.#counts.keys()]);
      this.#strays = isSame(found, this.#strays) ? this.#strays : found;
    }
    return this.#strays;
  }
}

/** Of targets inside each other only the innermost are told. */
const mostAround = 8;

/** The target of a key: what stands before its last slash. */
export function targetOf(key: string): string {
  return key.slice(0, key.lastIndexOf('/'));
}

/** In order, a text follows everything that it begins with: one stack holds what may be around it. */
function findStrays(targets: string[]): ReadonlyMap<string, readonly string[]> {
  const strays = new Map<string, readonly string[]>();
  const around: string[] = [];
  for (const target of targets.sort()) {
    while (around.length > 0 && !target.startsWith(around.at(-1) ?? '')) {
      around.pop();
    }
    if (around.length > 0) {
      strays.set(target, around.slice(-mostAround));
    }
    around.push(target);
  }
  return strays;
}

type Strays = ReadonlyMap<string, readonly string[]>;

function isSame(one: Strays, other: Strays): boolean {
  return (
    one.size === other.size &&
    [...one].every(([target, around]) => {
      const known = other.get(target);
      return around.length === known?.length && around.every((each, at) => each === known[at]);
    })
  );
}

import type { LeaseInfo } from '../../../../protocol/topology.ts';

/** Which keys hang on which lease, and what is known of the leases in use. */
export class LeaseBook {
  /** Keys, by the lease that they hang on. */
  readonly #users = new Map<string, Set<string>>();
  readonly #known = new Map<string, LeaseInfo>();

  attach(lease: string, key: string): void {
    const users = this.#users.get(lease);
    if (users === undefined) {
      this.#users.set(lease, new Set([key]));
    } else {
      users.add(key);
    }
  }

  /** With its last key a lease is forgotten. */
  detach(lease: string, key: string): void {
    const users = this.#users.get(lease);
    users?.delete(key);
    if (users?.size === 0) {
      this.#users.delete(lease);
      this.#known.delete(lease);
    }
  }

  /** The leases in use, each once. */
  ids(): readonly string[] {
    return [...this.#users.keys()];
  }

  has(lease: string): boolean {
    return this.#users.has(lease);
  }

  keysOf(lease: string): readonly string[] {
    return [...(this.#users.get(lease) ?? [])];
  }

  info(lease: string): LeaseInfo | undefined {
    return this.#known.get(lease);
  }

  /** Nothing is kept of a lease that is not in use. */
  learn(info: LeaseInfo): void {
    if (this.#users.has(info.id)) {
      this.#known.set(info.id, info);
    }
  }
}

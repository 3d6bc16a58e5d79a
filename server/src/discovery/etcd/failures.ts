import type { RegistryError, RegistryErrorKind } from '../registryError.ts';
import { type EtcdFault, faultOf } from './sessionError.ts';

/** What a person can do something about comes first. */
const order: readonly RegistryErrorKind[] = ['refused', 'unreadable', 'unreachable'];

/**
 * The last failure of each endpoint since one of them worked, told as one: several members that
 * fail in turn must not look like ever new trouble.
 */
export class Failures {
  readonly #count: number;
  readonly #byEndpoint = new Map<number, RegistryError>();

  /** `count` endpoints. */
  constructor(count: number) {
    this.#count = count;
  }

  add(endpoint: number, error: RegistryError): void {
    this.#byEndpoint.set(endpoint, error);
  }

  clear(): void {
    this.#byEndpoint.clear();
  }

  /** The endpoint whose member lives and has no leader, if that is what says most. */
  leaderless(): number | undefined {
    const [first] = this.#ordered();
    return first !== undefined && faultOf(first[1]) === 'leaderless' ? first[0] : undefined;
  }

  /** The failure that says most. */
  text(): string {
    const [first, ...others] = this.#ordered().map(([, error]) => error);
    const more = others.length;
    if (first === undefined || more === 0) {
      return first?.message ?? '';
    }
    const what = more === 1 ? 'another endpoint fails too' : `${more} other endpoints fail too`;
    return `${first.message} (${what}${more + 1 === this.#count ? ', none is left' : ''})`;
  }

  #ordered(): readonly (readonly [endpoint: number, error: RegistryError])[] {
    return [...this.#byEndpoint].sort(([one, a], [two, b]) => rank(a) - rank(b) || one - two);
  }
}

/** What says most of members that do not serve: one that lives, then one that may be starting. */
const faults: readonly EtcdFault[] = ['leaderless', 'silent'];

function rank(error: RegistryError): number {
  const fault = faults.indexOf(faultOf(error));
  return order.indexOf(error.kind) * 3 + (fault < 0 ? faults.length : fault);
}

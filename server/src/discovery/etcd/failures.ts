import type { RegistryError, RegistryErrorKind } from '../registryError.ts';
import { faultOf } from './sessionError.ts';

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

  /** The failure that says most. */
  text(): string {
    const [first, ...others] = [...this.#byEndpoint]
      .sort(([one, a], [two, b]) => rank(a) - rank(b) || one - two)
      .map(([, error]) => error);
    const more = others.length;
    if (first === undefined || more === 0) {
      return first?.message ?? '';
    }
    const what = more === 1 ? 'another endpoint fails too' : `${more} other endpoints fail too`;
    return `${first.message} (${what}${more + 1 === this.#count ? ', none is left' : ''})`;
  }
}

/** A member without a leader lives, which says more than one that does not answer. */
function rank(error: RegistryError): number {
  return order.indexOf(error.kind) * 2 + (faultOf(error) === 'leaderless' ? 0 : 1);
}

import type { ReflectedServices } from '../../../protocol/calls.ts';

const maximumServers = 1_000;

/** What servers told of themselves by reflection in this session, the latest of each address. */
export class Reflections {
  readonly #byAddress = new Map<string, ReadonlySet<string>>();

  remember(address: string, { methods }: ReflectedServices): void {
    this.#byAddress.delete(address);
    this.#byAddress.set(address, new Set(methods.map(({ service }) => service)));
    const [oldest] = this.#byAddress.keys();
    if (this.#byAddress.size > maximumServers && oldest !== undefined) {
      this.#byAddress.delete(oldest);
    }
  }

  /** Full names of the services at an address; undefined when it was not asked. */
  at(address: string): ReadonlySet<string> | undefined {
    return this.#byAddress.get(address);
  }
}

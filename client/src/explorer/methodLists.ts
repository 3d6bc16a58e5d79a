import type { CallMethod } from '../../../protocol/calls.ts';
import type { ServiceInstance } from '../../../protocol/topology.ts';
import type { Reflections } from '../invoke/reflections.ts';
import { callEndpointOf, toCallTarget } from '../invoke/targets.ts';
import type { TopologySender } from '../topology/topologyService.ts';

/** The methods that servers tell of by reflection: each address is asked once until a refresh. */
export class MethodLists {
  readonly #topology: Pick<TopologySender, 'send'>;
  readonly #reflections: Reflections;
  readonly #lists = new Map<string, Promise<readonly CallMethod[]>>();

  constructor(topology: Pick<TopologySender, 'send'>, reflections: Reflections) {
    this.#topology = topology;
    this.#reflections = reflections;
  }

  /** Rejects with a message for people; a failure is not kept. */
  of(instance: ServiceInstance): Promise<readonly CallMethod[]> {
    const target = callEndpointOf(instance);
    if (target === undefined) {
      return Promise.resolve([]);
    }
    const id = `${target.address} ${target.secure ? 'tls' : ''}`;
    const known = this.#lists.get(id);
    if (known !== undefined) {
      return known;
    }
    const asked = this.#topology
      .send('reflection/methods', { target: toCallTarget(target) })
      .then((result) => {
        this.#reflections.remember(target.address, result);
        return result.methods;
      });
    this.#lists.set(id, asked);
    asked.catch(() => this.#lists.delete(id));
    return asked;
  }

  forget(): void {
    this.#lists.clear();
  }
}

import type { Health, Service } from '../../../protocol/topology.ts';
import type { GraphModel } from './graph.ts';

/** What the instances of services have in common with others that are looked for. */
export interface Traits {
  /** Of instances. */
  readonly healths: ReadonlySet<Health>;
  /** There is an instance whose process may be gone. */
  readonly hasGhosts: boolean;
}

const known = new WeakMap<Service, Traits>();
const knownOfAll = new WeakMap<GraphModel['services'], Traits>();

/** The traits of all services. Each service is looked through once, so that it costs what is new. */
export function traitsOf({ services }: GraphModel): Traits {
  const traits = knownOfAll.get(services) ?? traitsTogether(services);
  knownOfAll.set(services, traits);
  return traits;
}

function traitsTogether(services: GraphModel['services']): Traits {
  const healths = new Set<Health>();
  let hasGhosts = false;
  for (const service of services.values()) {
    const traits = known.get(service) ?? read(service);
    traits.healths.forEach((health) => healths.add(health));
    hasGhosts ||= traits.hasGhosts;
  }
  return { healths, hasGhosts };
}

function read(service: Service): Traits {
  const traits = {
    healths: new Set(service.instances.map(({ health }) => health)),
    hasGhosts: service.instances.some(({ possibleGhost }) => possibleGhost),
  };
  known.set(service, traits);
  return traits;
}

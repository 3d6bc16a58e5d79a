import type { FactGroup, RegistryFacts } from '../../server/src/discovery/index.ts';

/** All that facts say, whichever group says it. */
export function flatFacts({ groups }: RegistryFacts): FactGroup {
  const all = [...groups.values()];
  return {
    services: all.flatMap(({ services }) => services),
    instances: all.flatMap(({ instances }) => instances),
    edges: all.flatMap(({ edges }) => edges),
    unplaced: all.flatMap(({ unplaced }) => unplaced),
  };
}

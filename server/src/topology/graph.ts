import type { TopologyGraph } from '../../../protocol/topology.ts';

/** The graph before anything is known. */
export const emptyGraph: TopologyGraph = {
  revision: 0,
  connections: [],
  services: [],
  edges: [],
  unplaced: [],
};

/** In order of UTF-16 code units: the same everywhere, whatever the locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

import type { Edge, Service } from '../../../protocol/topology.ts';

/**
 * The graph as `proto-atlas topology` prints it: two spaces of indentation and a line break at the
 * end. A test compares both.
 */
export function jsonOf(services: readonly Service[], edges: readonly Edge[]): string {
  const printable = {
    services: services.map(({ name, instances }) => ({
      name,
      instances: instances.map(({ id, address, health, registration, metadata }) => ({
        id,
        address,
        health,
        registry: registration.registry,
        metadata,
      })),
    })),
    edges: edges.map(({ from, to, sources }) => ({ from, to, sources })),
  };
  return `${JSON.stringify(printable, undefined, 2)}\n`;
}

import type { RegistryKind } from '../../../protocol/connections.ts';
import type { Health, Service, ServiceInstance } from '../../../protocol/topology.ts';
import type { GraphNode } from './nodes.ts';

/** What a person wants to see. An empty list means all. */
export interface Filter {
  readonly text: string;
  readonly healths: readonly Health[];
  readonly registries: readonly RegistryKind[];
}

export const noFilter: Filter = { text: '', healths: [], registries: [] };

export function isFiltering(filter: Filter): boolean {
  return filter.text.trim() !== '' || filter.healths.length > 0 || filter.registries.length > 0;
}

/**
 * Ids of the cards that a filter lets through, undefined when it lets all through. Every word of the
 * text must occur in the name, an address, a tag, a version, a convention or `key=value` of the
 * metadata; upper and lower case are the same.
 */
export function matching(
  nodes: readonly GraphNode[],
  filter: Filter,
): ReadonlySet<string> | undefined {
  if (!isFiltering(filter)) {
    return undefined;
  }
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  return new Set(nodes.filter((node) => passes(node, filter, words)).map((node) => node.id));
}

function passes({ name, service }: GraphNode, filter: Filter, words: readonly string[]): boolean {
  if (service === undefined) {
    return (
      filter.registries.length === 0 &&
      (filter.healths.length === 0 || filter.healths.includes('unknown')) &&
      words.every((word) => name.toLowerCase().includes(word))
    );
  }
  return (
    hasHealth(service, filter.healths) &&
    hasRegistry(service, filter.registries) &&
    words.every((word) => searchable(service).some((text) => text.includes(word)))
  );
}

/** A service with one critical instance among healthy ones is found under both. */
function hasHealth(service: Service, healths: readonly Health[]): boolean {
  return (
    healths.length === 0 ||
    healths.includes(service.health) ||
    service.instances.some(({ health }) => healths.includes(health))
  );
}

function hasRegistry(service: Service, registries: readonly RegistryKind[]): boolean {
  return (
    registries.length === 0 ||
    service.instances.some(({ registration }) => registries.includes(registration.registry))
  );
}

const searchTexts = new WeakMap<Service, readonly string[]>();

function searchable(service: Service): readonly string[] {
  const known = searchTexts.get(service);
  if (known !== undefined) {
    return known;
  }
  const texts = [service.name, ...service.instances.flatMap(instanceTexts)].map((text) =>
    text.toLowerCase(),
  );
  searchTexts.set(service, texts);
  return texts;
}

function instanceTexts(instance: ServiceInstance): readonly string[] {
  return [
    instance.address,
    instance.version ?? '',
    instance.registration.convention,
    ...instance.endpoints.map((endpoint) => endpoint.address),
    ...instance.tags,
    ...Object.entries(instance.metadata).map(([key, value]) => `${key}=${value}`),
  ];
}

import type { ConnectionStatus } from '../../../protocol/connections.ts';
import type { Service } from '../../../protocol/topology.ts';
import type { Rect } from '../layout/geometry.ts';
import type { Link } from '../layout/placement.ts';
import type { GraphNode } from '../state/nodes.ts';
import { clustersOf } from './clusters.ts';

/** What puts services into one group. */
export type GroupBy = 'none' | 'namespace' | 'datacenter' | 'connection' | 'prefix' | 'cluster';
/** What a person chose: `auto` groups large graphs by whatever divides them best. */
export type GroupChoice = 'auto' | GroupBy;

export const groupChoices: readonly GroupChoice[] = [
  'auto',
  'namespace',
  'prefix',
  'datacenter',
  'connection',
  'cluster',
  'none',
];

/** The groups that a layout was made for. They stay until the next one, so that no frame jumps. */
export interface Groups {
  readonly by: GroupBy;
  /** Node id to the name of its group; empty without groups. */
  readonly of: ReadonlyMap<string, string>;
  /**
   * Frames that the layout made, by group, while all of its cards are where it put them. A group
   * without one has a frame as large as its cards need.
   */
  readonly frames: ReadonlyMap<string, Rect>;
}

export const noGroups: Groups = { by: 'none', of: new Map(), frames: new Map() };

export interface GroupingInput {
  readonly nodes: readonly GraphNode[];
  readonly links: readonly Link[];
  readonly connections: readonly ConnectionStatus[];
}

/** Up to so many cards can be seen at a glance without groups. */
const mostUngrouped = 60;

/** Groups nodes as chosen. */
export function groupNodes(choice: GroupChoice, input: GroupingInput): Groups {
  if (choice !== 'auto') {
    return { by: choice, of: groupBy(choice, input), frames: new Map() };
  }
  if (input.nodes.length <= mostUngrouped) {
    return noGroups;
  }
  for (const by of ['namespace', 'prefix', 'datacenter', 'connection'] as const) {
    const of = groupBy(by, input);
    if (divides(of)) {
      return { by, of, frames: new Map() };
    }
  }
  return { by: 'cluster', of: groupBy('cluster', input), frames: new Map() };
}

/** Gives nodes that have come since to groups, and leaves every other where it is. */
export function extendGroups(groups: Groups, input: GroupingInput): Groups {
  const added = input.nodes.filter(({ id }) => !groups.of.has(id));
  if (groups.by === 'none' || added.length === 0) {
    return groups;
  }
  const found =
    groups.by === 'cluster'
      ? new Map(added.map(({ id }) => [id, neighbourGroup(id, input.links, groups.of) ?? others]))
      : groupBy(groups.by, input);
  const of = new Map(groups.of);
  added.forEach(({ id }) => of.set(id, found.get(id) ?? others));
  return { ...groups, of };
}

const others = 'other services';

/** Some groups, none of them nearly everything, and few services alone. */
function divides(of: ReadonlyMap<string, string>): boolean {
  const sizes = new Map<string, number>();
  for (const group of of.values()) {
    sizes.set(group, (sizes.get(group) ?? 0) + 1);
  }
  const largest = Math.max(...sizes.values());
  const unnamed = Math.max(0, ...[...noNames].map((name) => sizes.get(name) ?? 0));
  return (
    sizes.size >= 3 &&
    sizes.size <= Math.max(12, of.size / 4) &&
    largest <= of.size * 0.5 &&
    unnamed <= of.size * 0.3
  );
}

function groupBy(by: GroupBy, input: GroupingInput): ReadonlyMap<string, string> {
  switch (by) {
    case 'none':
      return new Map();
    case 'prefix':
      return prefixesOf(input.nodes);
    case 'cluster':
      return clustersOf(input.nodes, input.links);
    case 'namespace':
    case 'datacenter':
    case 'connection': {
      const names = new Map(input.connections.map(({ id, name }) => [id, name]));
      return new Map(
        input.nodes.map(({ id, service }) => [id, commonTrait(service, by, names)] as const),
      );
    }
  }
}

const unregistered = 'not registered';
const missing = {
  namespace: 'no namespace',
  datacenter: 'no datacenter',
  connection: 'no connection',
} as const;
const several = {
  namespace: 'several namespaces',
  datacenter: 'several datacenters',
  connection: 'several connections',
} as const;
const noNames: ReadonlySet<string> = new Set([
  ...Object.values(missing),
  ...Object.values(several),
  others,
  unregistered,
]);

function commonTrait(
  service: Service | undefined,
  by: keyof typeof missing,
  connections: ReadonlyMap<string, string>,
): string {
  if (service === undefined) {
    return unregistered;
  }
  const traits = new Set(
    service.instances.map(({ registration }) =>
      by === 'connection'
        ? (connections.get(registration.connectionId) ?? registration.connectionId)
        : (registration[by] ?? ''),
    ),
  );
  const [first = ''] = traits;
  if (traits.size > 1) {
    return several[by];
  }
  return first === '' ? missing[by] : first;
}

/** The first word of a name that tells it from others, as far as at least two names share it. */
function prefixesOf(nodes: readonly GraphNode[]): ReadonlyMap<string, string> {
  const parts = nodes.map(({ name }) => name.split(/[-._/:]+/).filter(Boolean));
  const skipped = sharedStart(parts);
  const prefixes = parts.map((words) => words.slice(0, skipped + 1).at(-1) ?? '');
  const sizes = new Map<string, number>();
  prefixes.forEach((prefix) => sizes.set(prefix, (sizes.get(prefix) ?? 0) + 1));
  return new Map(
    nodes.map(({ id }, index) => {
      const prefix = prefixes[index] ?? '';
      return [id, prefix !== '' && (sizes.get(prefix) ?? 0) > 1 ? prefix : others];
    }),
  );
}

/** How many words nearly all names begin with alike, as in `com.example.`. */
function sharedStart(names: readonly (readonly string[])[]): number {
  for (let at = 0; at < 4; at += 1) {
    const counts = new Map<string, number>();
    names.forEach((words) => {
      const word = words.length > at + 1 ? (words[at] ?? '') : '';
      counts.set(word, (counts.get(word) ?? 0) + 1);
    });
    counts.delete('');
    if (Math.max(0, ...counts.values()) < names.length * 0.8) {
      return at;
    }
  }
  return 4;
}

function neighbourGroup(
  id: string,
  links: readonly Link[],
  of: ReadonlyMap<string, string>,
): string | undefined {
  for (const { from, to } of links) {
    const other = from === id ? to : to === id ? from : undefined;
    const group = other === undefined ? undefined : of.get(other);
    if (group !== undefined) {
      return group;
    }
  }
  return undefined;
}

import type { CallMethod } from '../../../protocol/calls.ts';
import type { ConnectionStatus, RegistryKind } from '../../../protocol/connections.ts';
import type { Service, ServiceInstance, TopologyGraph } from '../../../protocol/topology.ts';
import { type ClusterLine, clusterLineId } from '../cluster/clusterLines.ts';
import type { KeyPlace, ListedEntry } from '../keys/keyClient.ts';

/** One line of the tree. Its place in the tree is told by its id, see {@link nodeId}. */
export type ExplorerNode =
  | {
      readonly kind: 'connection';
      readonly connectionId: string;
      readonly status: ConnectionStatus;
    }
  /** One that is kept in the settings and not connected to. */
  | ({ readonly kind: 'disabled'; readonly connectionId: string } & DisabledConnection)
  /** A service with the instances that this registry knows. */
  | { readonly kind: 'service'; readonly connectionId: string; readonly service: Service }
  | {
      readonly kind: 'instance';
      readonly connectionId: string;
      readonly service: string;
      readonly instance: ServiceInstance;
    }
  | {
      readonly kind: 'method';
      readonly connectionId: string;
      /** Id of the node of the instance. */
      readonly parent: string;
      readonly instance: ServiceInstance;
      readonly method: CallMethod;
    }
  /** All keys of a registry, or those of one folder: its key is empty or ends with a slash. */
  | ({ readonly kind: 'keys' | 'folder' } & RegistryKey)
  | ({ readonly kind: 'key' } & RegistryKey)
  /** There are more keys in the folder than are shown. */
  | ({ readonly kind: 'more' } & RegistryKey)
  /** About the registry itself: its cluster, or leases and locks. */
  | { readonly kind: 'part'; readonly connectionId: string; readonly line: ClusterLine }
  /** Something to say in place of children. */
  | {
      readonly kind: 'message';
      readonly connectionId: string;
      readonly parent: string;
      readonly text: string;
    };

/** What a line says of a connection that is disabled. */
export interface DisabledConnection {
  readonly name: string;
  readonly registry: RegistryKind;
}

/** A key, and what kind of registry it is in. */
export interface RegistryKey extends KeyPlace {
  readonly registry: 'etcd' | 'consul';
}

export type NodeOf<Kind extends ExplorerNode['kind']> = Extract<ExplorerNode, { kind: Kind }>;

/** A folder of keys, the outermost one too. */
export type FolderNode = NodeOf<'keys' | 'folder'>;

/** Stays the same as long as the thing does, so that a line that is open stays open. */
export function nodeId(node: ExplorerNode): string {
  return JSON.stringify([node.kind, node.connectionId, ...ownId(node)]);
}

/** The registries, in the order of the settings. */
export function connectionNodes(graph: TopologyGraph): readonly NodeOf<'connection'>[] {
  return graph.connections.map((status) => ({
    kind: 'connection',
    connectionId: status.id,
    status,
  }));
}

/** The registries that are disabled, after those that are connected. */
export function disabledNodes(
  connections: readonly (DisabledConnection & { readonly id: string })[],
): readonly ExplorerNode[] {
  return connections.map(({ id, name, registry }) => ({
    kind: 'disabled',
    connectionId: id,
    name,
    registry,
  }));
}

/** What is below a registry: the services that it knows, its keys, and the registry itself. */
export function registryNodes(
  graph: TopologyGraph,
  { connectionId, status }: NodeOf<'connection'>,
): readonly ExplorerNode[] {
  const named = namedIn(graph, connectionId);
  const services = graph.services.flatMap((service): readonly ExplorerNode[] => {
    const instances = service.instances.filter(
      ({ registration }) => registration.connectionId === connectionId,
    );
    const own = instances.length === service.instances.length ? service : { ...service, instances };
    const isHere =
      instances.length > 0 || (service.instances.length === 0 && named.has(service.id));
    return isHere ? [{ kind: 'service', connectionId, service: own }] : [];
  });
  const { kind: registry } = status;
  if (registry === 'static') {
    return services;
  }
  return [
    ...services,
    { kind: 'keys', connectionId, registry, key: new Uint8Array() },
    { kind: 'part', connectionId, line: { kind: 'holdings', registry } },
    { kind: 'part', connectionId, line: { kind: 'cluster', registry } },
  ];
}

/**
 * Services without instances that a connection names: by an edge or, where no edge names them at
 * all, because it can list services without instances, which etcd can't.
 */
function namedIn(graph: TopologyGraph, connectionId: string): ReadonlySet<string> {
  const elsewhere = new Set<string>();
  const here = new Set<string>();
  for (const { from, to, sources } of graph.edges) {
    const isHere = sources.some((source) => source.connectionId === connectionId);
    [from, to].forEach((id) => (isHere ? here : elsewhere).add(id));
  }
  const kind = graph.connections.find(({ id }) => id === connectionId)?.kind;
  const unnamed = graph.services.filter(({ id }) => !here.has(id) && !elsewhere.has(id));
  return kind === 'etcd' ? here : new Set([...here, ...unnamed.map(({ id }) => id)]);
}

/** The line of an instance, with those above it, from the registry down; empty when it is gone. */
export function pathToInstance(graph: TopologyGraph, instanceId: string): readonly ExplorerNode[] {
  for (const connection of connectionNodes(graph)) {
    for (const service of registryNodes(graph, connection)) {
      const instances = service.kind === 'service' ? instanceNodes(service) : [];
      const found = instances.find(({ instance }) => instance.id === instanceId);
      if (found !== undefined) {
        return [connection, service, found];
      }
    }
  }
  return [];
}

/** The instances of a service that its registry knows. */
export function instanceNodes({
  connectionId,
  service,
}: NodeOf<'service'>): readonly NodeOf<'instance'>[] {
  return service.instances.map((instance) => ({
    kind: 'instance',
    connectionId,
    service: service.name,
    instance,
  }));
}

/** Keys and folders of a folder, with a last line when there are more. */
export function keyNodes(
  folder: FolderNode,
  { entries, hasMore }: { readonly entries: readonly ListedEntry[]; readonly hasMore: boolean },
): readonly ExplorerNode[] {
  const { connectionId, registry } = folder;
  const nodes = entries.map(({ kind, key }): ExplorerNode => ({
    kind,
    connectionId,
    registry,
    key,
  }));
  return hasMore ? [...nodes, { ...folder, kind: 'more' }] : nodes;
}

/** Commands can be run with anything: only what the tree handed out counts. */
export function isExplorerNode(value: unknown): value is ExplorerNode {
  return (
    typeof value === 'object' &&
    value !== null &&
    'connectionId' in value &&
    typeof value.connectionId === 'string' &&
    'kind' in value &&
    nodeKinds.includes(value.kind)
  );
}

const nodeKinds: readonly unknown[] = [
  'connection',
  'disabled',
  'service',
  'instance',
  'method',
  'keys',
  'folder',
  'key',
  'more',
  'message',
  'part',
];

function ownId(node: ExplorerNode): readonly string[] {
  switch (node.kind) {
    case 'connection':
    case 'disabled':
      return [];
    case 'service':
      return [node.service.id];
    case 'instance':
      return [node.service, node.instance.id];
    case 'method':
      return [node.parent, node.method.service, node.method.method];
    case 'message':
      return [node.parent];
    case 'part':
      return [clusterLineId(node.line)];
    case 'keys':
    case 'folder':
    case 'key':
    case 'more':
      return [Buffer.from(node.key).toString('base64')];
  }
}

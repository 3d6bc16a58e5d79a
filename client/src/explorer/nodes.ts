import type { CallMethod } from '../../../protocol/calls.ts';
import type { ConnectionStatus } from '../../../protocol/connections.ts';
import type { Service, ServiceInstance, TopologyGraph } from '../../../protocol/topology.ts';
import type { KeyPlace, ListedEntry } from '../keys/keyClient.ts';

/** One line of the tree. Its place in the tree is told by its id, see {@link nodeId}. */
export type ExplorerNode =
  | {
      readonly kind: 'connection';
      readonly connectionId: string;
      readonly status: ConnectionStatus;
    }
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
  /** Something to say in place of children. */
  | {
      readonly kind: 'message';
      readonly connectionId: string;
      readonly parent: string;
      readonly text: string;
    };

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
export function connectionNodes(graph: TopologyGraph): readonly ExplorerNode[] {
  return graph.connections.map((status) => ({
    kind: 'connection',
    connectionId: status.id,
    status,
  }));
}

/** What is below a registry: the services that it knows, and its keys. */
export function registryNodes(
  graph: TopologyGraph,
  { connectionId, status }: NodeOf<'connection'>,
): readonly ExplorerNode[] {
  const services = graph.services.flatMap((service): readonly ExplorerNode[] => {
    const instances = service.instances.filter(
      ({ registration }) => registration.connectionId === connectionId,
    );
    const own = instances.length === service.instances.length ? service : { ...service, instances };
    return instances.length === 0 ? [] : [{ kind: 'service', connectionId, service: own }];
  });
  const { kind: registry } = status;
  const keys = { kind: 'keys', connectionId, key: new Uint8Array() } as const;
  return registry === 'static' ? services : [...services, { ...keys, registry }];
}

export function instanceNodes({
  connectionId,
  service,
}: NodeOf<'service'>): readonly ExplorerNode[] {
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
  'service',
  'instance',
  'method',
  'keys',
  'folder',
  'key',
  'more',
  'message',
];

function ownId(node: ExplorerNode): readonly string[] {
  switch (node.kind) {
    case 'connection':
      return [];
    case 'service':
      return [node.service.id];
    case 'instance':
      return [node.service, node.instance.id];
    case 'method':
      return [node.parent, node.method.service, node.method.method];
    case 'message':
      return [node.parent];
    case 'keys':
    case 'folder':
    case 'key':
    case 'more':
      return [Buffer.from(node.key).toString('base64')];
  }
}

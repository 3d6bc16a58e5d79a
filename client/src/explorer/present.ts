import { basename } from 'node:path';
import type { CallMethod } from '../../../protocol/calls.ts';
import type { ConnectionStatus, RegistryKind } from '../../../protocol/connections.ts';
import type { Health, ServiceInstance } from '../../../protocol/topology.ts';
import { type ClusterPresentation, presentCluster } from '../cluster/presentCluster.ts';
import { callEndpointOf } from '../invoke/targets.ts';
import { keyText, nameOf } from '../keys/keyPath.ts';
import type { ExplorerNode, NodeOf } from './nodes.ts';

/** How a line of the tree looks, without the editor's own types. */
export interface Presentation extends ClusterPresentation {
  /** Plain text, where there is no hover. */
  readonly tooltip?: string;
}

/** Says how a line looks. */
export function present(node: ExplorerNode): Presentation {
  switch (node.kind) {
    case 'connection':
      return presentConnection(node);
    case 'disabled':
      return presentDisabled(node);
    case 'service':
      return presentService(node);
    case 'instance':
      return presentInstance(node);
    case 'method':
      return presentMethod(node.method);
    case 'keys':
      return { ...folder, label: 'Keys', icon: 'list-tree', context: 'keys', spoken: 'Keys' };
    case 'folder':
      return presentFolder(node);
    case 'key':
      return presentKey(node);
    case 'more':
      return {
        ...leaf,
        label: 'Load more…',
        icon: 'more',
        context: 'more',
        spoken: 'Load more keys',
      };
    case 'message':
      return presentMessage(node);
    case 'part':
      return presentCluster(node.line);
  }
}

const folder = { isFolder: true } as const;
const leaf = { isFolder: false } as const;

const registryNames: Readonly<Record<RegistryKind, string>> = {
  etcd: 'etcd',
  consul: 'Consul',
  static: 'static file',
};

function presentConnection({ status }: NodeOf<'connection'>): Presentation {
  const { name, kind, endpoint } = status;
  const { text, detail, icon, color } = stateOf(status);
  // The name of a file stands for its path; the tooltip has the whole.
  const place = kind === 'static' ? basename(endpoint) : endpoint;
  const where = name === place ? '' : ` · ${place}`;
  return {
    ...folder,
    label: name,
    description: `${text}${where}`,
    tooltip: `${registryNames[kind]} at ${endpoint}\n${text}${detail === '' ? '' : `: ${detail}`}`,
    icon,
    color,
    context: `connection.${kind}`,
    spoken: `${registryNames[kind]} ${name}, ${text}${detail === '' ? '' : `, ${detail}`}`,
  };
}

function presentDisabled({ name, registry }: NodeOf<'disabled'>): Presentation {
  return {
    ...leaf,
    label: name,
    description: 'disabled',
    tooltip: `${registryNames[registry]} ${name}\nKept in the settings, and not connected to.`,
    icon: 'circle-slash',
    color: 'disabledForeground',
    context: 'disabled',
    spoken: `${registryNames[registry]} ${name}, disabled`,
  };
}

interface StateLook {
  readonly text: string;
  readonly detail: string;
  readonly icon: string;
  readonly color: string;
}

function stateOf({ state }: ConnectionStatus): StateLook {
  switch (state.phase) {
    case 'connecting':
      return { text: 'connecting', detail: '', icon: 'sync', color: 'descriptionForeground' };
    case 'live':
      return { text: 'live', detail: '', icon: 'database', color: 'testing.iconPassed' };
    case 'stale':
      return {
        text: `stale since ${new Date(state.since).toLocaleTimeString()}`,
        detail: state.reason,
        icon: 'warning',
        color: 'list.warningForeground',
      };
    case 'failed':
      return {
        text: 'not reached',
        detail: state.reason,
        icon: 'error',
        color: 'list.errorForeground',
      };
  }
}

const healthLooks: Readonly<Record<Health, { readonly icon: string; readonly color: string }>> = {
  passing: { icon: 'pass', color: 'testing.iconPassed' },
  warning: { icon: 'warning', color: 'list.warningForeground' },
  critical: { icon: 'error', color: 'list.errorForeground' },
  maintenance: { icon: 'tools', color: 'descriptionForeground' },
  unknown: { icon: 'circle-outline', color: 'descriptionForeground' },
};

function presentService({ service }: NodeOf<'service'>): Presentation {
  const { name, health, instances } = service;
  const count = `${instances.length} ${instances.length === 1 ? 'instance' : 'instances'}`;
  const isEmpty = instances.length === 0;
  return {
    isFolder: !isEmpty,
    label: name,
    description: isEmpty ? 'no instance' : String(instances.length),
    tooltip: isEmpty
      ? `${name}\nno instance is registered; an edge or a file names it`
      : `${name}\n${health}, ${count}`,
    ...healthLooks[health],
    context: 'service',
    spoken: `service ${name}, ${health}, ${count}`,
  };
}

function presentInstance({ instance }: NodeOf<'instance'>): Presentation {
  const { address, health, version, registration } = instance;
  const label = address === '' ? registration.key : address;
  const isCallable = callEndpointOf(instance) !== undefined;
  return {
    isFolder: isCallable,
    label,
    description: [version ?? '', registration.convention].filter((text) => text !== '').join(' · '),
    tooltip: instanceTooltip(instance),
    ...healthLooks[health],
    context: `${address === '' ? 'instance' : 'instance.address'}.${registration.registry}`,
    spoken: `instance ${label}, ${health}`,
  };
}

function instanceTooltip({ health, checks, registration, possibleGhost }: ServiceInstance): string {
  const failing = checks.filter((check) => check.health !== 'passing');
  return [
    registration.key,
    health,
    ...failing.map(({ name, output }) => `${name}: ${output.slice(0, 200)}`),
    ...(possibleGhost ? ['without a lease: it stays when its process dies'] : []),
  ].join('\n');
}

const methodKinds: Readonly<Record<CallMethod['kind'], string>> = {
  unary: 'unary',
  serverStreaming: 'server streaming',
  clientStreaming: 'client streaming',
  bidiStreaming: 'bidirectional streaming',
};

function presentMethod({ service, method, kind, inputType, outputType }: CallMethod): Presentation {
  return {
    ...leaf,
    label: method,
    description: service,
    tooltip: `${service}/${method}\n${methodKinds[kind]}: ${inputType} → ${outputType}`,
    icon: 'symbol-method',
    context: 'method',
    spoken: `method ${method} of ${service}, ${methodKinds[kind]}`,
  };
}

function presentFolder({ key }: NodeOf<'keys' | 'folder'>): Presentation {
  const label = nameOf(key);
  return {
    ...folder,
    label,
    tooltip: keyText(key),
    icon: 'folder',
    context: 'folder',
    spoken: `folder ${label}`,
  };
}

function presentKey({ key, registry }: NodeOf<'key'>): Presentation {
  const label = nameOf(key);
  const context = `key.${registry}`;
  return { ...leaf, label, tooltip: keyText(key), icon: 'key', context, spoken: `key ${label}` };
}

function presentMessage({ text }: NodeOf<'message'>): Presentation {
  return { ...leaf, label: text, tooltip: text, icon: 'info', context: 'message', spoken: text };
}

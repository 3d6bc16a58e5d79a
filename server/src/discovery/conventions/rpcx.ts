import type { InstanceEndpoint } from '../../../../protocol/topology.ts';
import { parseEndpoint } from '../address.ts';
import { beside, type Convention, type DeclaredState, oneNode, rejected } from './convention.ts';
import { withNamespace, withState, withVersion } from './declaredState.ts';

const lastPart = /\/(tcp|udp|quic|kcp|http|ws|wss|unix|memu|rdma|iouring)@./;

/**
 * rpcx (rpcx-etcd serverplugin/etcdv3.go): `<base path>/<service>/tcp@10.0.0.5:8972` holds a URL
 * query, `weight=10&state=inactive&calls=0.00`.
 */
export const rpcx: Convention = (entry) => {
  const match = lastPart.exec(entry.key);
  if (match === null) {
    return undefined;
  }
  const [, network = ''] = match;
  const address = entry.key.slice(match.index + network.length + '/@'.length);
  const above = entry.key.slice(0, match.index);
  const basePath = above.slice(0, Math.max(above.lastIndexOf('/'), 0));
  const endpoint = network === 'unix' ? undefined : parseEndpoint(address);
  if (network !== 'unix' && endpoint === undefined) {
    return rejected(
      `has the key of an rpcx service, but its last part is not ${network}@host:port`,
    );
  }
  const parameters = new URLSearchParams(entry.value);
  return oneNode('rpcx', above.slice(above.lastIndexOf('/') + 1), {
    endpoints: endpoint === undefined ? [] : [rpcxEndpoint(endpoint, network)],
    ...withVersion(parameters.get('version') ?? undefined),
    ...withNamespace(basePath.replace(/^\//, '')),
    ...withState(stateOf(parameters)),
    metadata: [['basePath', basePath], ['network', network], ...parameters],
  });
};

/**
 * The folders above rpcx's nodes are keys too, and hold `rpcx_path` and the service's name. Comes
 * late, since a node of another framework may hold the last part of its key as well.
 */
export const rpcxFolder: Convention = ({ value, segments }) => {
  if (value === 'rpcx_path') {
    return beside('the base path of rpcx');
  }
  return segments.length > 1 && value !== '' && value === segments.at(-1)
    ? beside('holds its own name, as the folder of an rpcx service does')
    : undefined;
};

/** rpcx has a protocol of its own. */
function rpcxEndpoint(endpoint: InstanceEndpoint, network: string): InstanceEndpoint {
  return { ...endpoint, protocol: network === 'http' ? 'http' : 'rpcx' };
}

function stateOf(parameters: URLSearchParams): DeclaredState | undefined {
  return parameters.get('state') === 'inactive'
    ? { health: 'maintenance', because: 'registered with state=inactive' }
    : undefined;
}

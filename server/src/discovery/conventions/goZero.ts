import { parseEndpoint } from '../address.ts';
import { type Convention, type EtcdEntry, oneNode, parentName, rejected } from './convention.ts';

/**
 * go-zero (core/discov): `<key>/<lease id in decimal>` holds a bare `10.0.0.5:8080`. It speaks
 * gRPC: zrpc publishes nothing else.
 */
export const goZero: Convention = (entry) => {
  if (!isNamedByLease(entry)) {
    return undefined;
  }
  const endpoint = parseEndpoint(entry.value);
  if (endpoint === undefined) {
    return rejected('has the key of a go-zero service, but its value is not host:port');
  }
  return oneNode('go-zero', parentName(entry), {
    endpoints: [{ ...endpoint, protocol: endpoint.protocol === '' ? 'grpc' : endpoint.protocol }],
  });
};

/** Whether the last part of the key is the number of the key's own lease. */
export function isNamedByLease({ leaseId, segments }: EtcdEntry): boolean {
  return leaseId !== '0' && segments.length > 1 && segments.at(-1) === leaseId;
}

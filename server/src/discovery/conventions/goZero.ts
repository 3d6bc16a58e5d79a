import { parseEndpoint } from '../address.ts';
import { type Convention, oneNode, parentName, rejected } from './convention.ts';

/**
 * go-zero (core/discov): `<key>/<lease id in decimal>` holds a bare `10.0.0.5:8080`. It speaks
 * gRPC: zrpc publishes nothing else.
 */
export const goZero: Convention = (entry) => {
  const isNamedByLease = entry.leaseId !== '0' && entry.segments.at(-1) === entry.leaseId;
  if (!isNamedByLease || entry.segments.length < 2) {
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

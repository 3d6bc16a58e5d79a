import { parseEndpoint } from '../address.ts';
import { type Convention, oneNode, parentName } from './convention.ts';
import { isNamedByLease } from './goZero.ts';

/**
 * Any key whose value is an address and nothing else, as go-kit and hand-written registrars have
 * it: `/service/orders/10.0.0.5:8080` holds `10.0.0.5:8080` or `http://10.0.0.5:8080`. Comes last,
 * since it fits much.
 */
export const hostPort: Convention = (entry) => {
  const endpoint = parseEndpoint(entry.value);
  return endpoint === undefined || entry.segments.length < 2 || isNamedByLease(entry)
    ? undefined
    : oneNode('host-port', parentName(entry), { endpoints: [endpoint] });
};

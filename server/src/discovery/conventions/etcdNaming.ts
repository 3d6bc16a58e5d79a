import { parseEndpoint } from '../address.ts';
import { jsonText, number, property, text, textEntries } from '../json.ts';
import { type Convention, oneNode, parentName, rejected } from './convention.ts';

/** `Op` of an update that takes an address away. */
const opDelete = 1;

/**
 * etcd's own endpoint manager (client/v3/naming/endpoints): `<target>/<anything>` holds
 * `{"Op":0,"Addr":"10.0.0.5:8080","Metadata":null}`. The target may have slashes.
 */
export const etcdNaming: Convention = (entry) => {
  const address = text(entry.json, 'Addr');
  const operation = number(entry.json, 'Op');
  // jupiter's values have both too, and `MetadataX`.
  const isOther = property(entry.json, 'MetadataX') !== undefined || entry.segments.length < 2;
  if (address === undefined || operation === undefined || isOther) {
    return undefined;
  }
  if (operation === opDelete) {
    return rejected('the endpoint is marked as deleted (Op 1) and its key is still there');
  }
  const endpoint = parseEndpoint(address);
  if (endpoint === undefined) {
    return rejected('looks like an etcd naming endpoint, but its Addr is not host:port');
  }
  // The manager is gRPC's own resolver, so a bare address speaks gRPC.
  const protocol = endpoint.protocol === '' ? 'grpc' : endpoint.protocol;
  return oneNode('etcd-naming', parentName(entry), {
    endpoints: [{ ...endpoint, protocol }],
    metadata: metadataOf(entry.json),
  });
};

/** `Metadata` is any JSON value: an object gives its entries, another one stands as `Metadata`. */
function metadataOf(json: unknown): [string, string][] {
  const value = property(json, 'Metadata');
  if (value === undefined || value === null) {
    return [];
  }
  return typeof value === 'object' && !Array.isArray(value)
    ? textEntries(json, 'Metadata')
    : [['Metadata', typeof value === 'string' ? value : jsonText(value)]];
}

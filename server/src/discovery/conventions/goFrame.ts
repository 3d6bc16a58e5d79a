import { parseEndpoint } from '../address.ts';
import { isObject, text, textEntries } from '../json.ts';
import { type Convention, type EtcdEntry, filledEntries, oneNode, rejected } from './convention.ts';
import { withVersion } from './declaredState.ts';

/**
 * GoFrame (net/gsvc): `/service/<deployment>/<namespace>/<name>/<version>/<host:port>[,<host:port>…]`
 * holds the metadata alone, `{"protocol":"grpc","insecure":true}`. The first part can be configured,
 * so six parts that end in addresses count as well.
 */
export const goFrame: Convention = (entry) => {
  if (entry.segments.length !== 6 || !entry.key.startsWith('/') || !holdsMetadata(entry)) {
    return undefined;
  }
  const [prefix, deployment, namespace, name = '', version = '', addresses = ''] = entry.segments;
  const endpoints = addresses.split(',', 65).map(parseEndpoint);
  const known = endpoints.filter((endpoint) => endpoint !== undefined);
  if (known.length < endpoints.length) {
    return prefix === 'service' && known.length > 0
      ? rejected('has the key of a GoFrame service, but its last part is not host:port')
      : undefined;
  }
  const protocol = text(entry.json, 'protocol') ?? '';
  return oneNode('goframe', name, {
    endpoints: known.map((endpoint) => ({ ...endpoint, protocol })),
    ...withVersion(version),
    metadata: [...metadataOf(entry), ...filledEntries({ deployment, namespace })],
  });
};

function holdsMetadata({ json, value }: EtcdEntry): boolean {
  return value === '' || isObject(json);
}

function metadataOf({ json }: EtcdEntry): [string, string][] {
  return textEntries({ metadata: json }, 'metadata');
}

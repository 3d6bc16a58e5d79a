import { parseEndpoint } from '../address.ts';
import { filledText, isObject, list, property, text, textEntries } from '../json.ts';
import { type Convention, type DecodedNode, rejected } from './convention.ts';
import { withVersion } from './declaredState.ts';

/**
 * go-micro (registry/etcd): `/micro/registry/<service>/<node id>` holds `{"name","version",
 * "nodes":[{"id","address","metadata":{"protocol":"grpc"}}]}`. Slashes in a name become dashes in
 * the key, so the name is taken from the value.
 */
export const goMicro: Convention = (entry) => {
  const hasPrefix = entry.key.startsWith('/micro/registry/') && entry.segments.length >= 4;
  const name = text(entry.json, 'name');
  const isService = name !== undefined && Array.isArray(property(entry.json, 'nodes'));
  if (!isService) {
    return hasPrefix
      ? rejected('has the key of a go-micro service, but its value is not a go-micro service')
      : undefined;
  }
  const nodes = list(entry.json, 'nodes').filter(isObject);
  const version = text(entry.json, 'version') ?? '';
  return {
    kind: 'registration',
    convention: 'go-micro',
    service: filledText(entry.json, 'name') ?? entry.segments.at(-2) ?? '',
    nodes: nodes.map((node, index) => decodeNode(node, index, version)),
  };
};

function decodeNode(node: unknown, index: number, version: string): DecodedNode {
  const metadata = textEntries(node, 'metadata');
  const endpoint = parseEndpoint(text(node, 'address') ?? '');
  const protocol = metadata.find(([name]) => name === 'protocol')?.[1] ?? '';
  return {
    suffix: index === 0 ? '' : `#${index}`,
    endpoints: endpoint === undefined ? [] : [{ ...endpoint, protocol }],
    ...withVersion(version),
    tags: [],
    metadata,
  };
}

import { parseEndpoint } from '../address.ts';
import { filledText, isObject, property, text, textEntries, textList } from '../json.ts';
import { type Convention, type EtcdEntry, oneNode, rejected } from './convention.ts';
import { withNamespace, withVersion } from './declaredState.ts';

/**
 * Kratos, and Sponge which follows it: `/microservices/<name>/<id>` holds `{"id","name","version",
 * "metadata","endpoints":["grpc://127.0.0.1:9000?isSecure=false"]}`. The prefix can be configured,
 * so the shape of the value counts as well.
 */
export const kratos: Convention = (entry) => {
  const hasPrefix = entry.key.startsWith('/microservices/') && entry.segments.length >= 3;
  if (!hasPrefix && !hasShape(entry.json)) {
    return undefined;
  }
  if (!hasShape(entry.json)) {
    return rejected('has the key of a Kratos service, but its value is not a Kratos instance');
  }
  const endpoints = textList(entry.json, 'endpoints')
    .map(parseEndpoint)
    .filter((endpoint) => endpoint !== undefined);
  const version = text(entry.json, 'version') ?? '';
  return oneNode('kratos', serviceName(entry), {
    endpoints,
    ...withVersion(version),
    ...withNamespace(entry.segments.slice(0, -2).join('/'), 'microservices'),
    metadata: textEntries(entry.json, 'metadata'),
  });
};

function hasShape(json: unknown): boolean {
  return (
    isObject(json) &&
    text(json, 'name') !== undefined &&
    Array.isArray(property(json, 'endpoints')) &&
    !Array.isArray(property(json, 'nodes'))
  );
}

function serviceName(entry: EtcdEntry): string {
  return filledText(entry.json, 'name') ?? entry.segments.at(-2) ?? '';
}

import { parseEndpoint } from '../address.ts';
import { number, property, text, textEntries } from '../json.ts';
import { type Convention, type EtcdEntry, oneNode, parentName, rejected } from './convention.ts';

/**
 * Kitex and Hertz (registry-etcd): `kitex/registry-etcd/<service>/<host:port>`, `hertz/…` likewise,
 * holds `{"network":"tcp","address":"10.0.0.5:8888","weight":10,"tags":null}`. The prefix can be
 * configured, so the shape of the value counts as well.
 */
export const cloudWeGo: Convention = (entry) => {
  const prefix = /^\/?(kitex|hertz)\/registry-etcd\/./.exec(entry.key)?.[1];
  const isInstance = ['network', 'address'].every((name) => text(entry.json, name) !== undefined);
  if (prefix === undefined && !(isInstance && number(entry.json, 'weight') !== undefined)) {
    return undefined;
  }
  const convention = prefix ?? 'kitex';
  const endpoint = parseEndpoint(text(entry.json, 'address') ?? '');
  if (!isInstance || endpoint === undefined || entry.segments.length < 2) {
    return rejected(`has the key of a ${convention} service, but its value holds no address`);
  }
  const protocol = convention === 'hertz' ? 'http' : '';
  return oneNode(convention, serviceName(entry, prefix), {
    endpoints: [{ ...endpoint, protocol }],
    tags: textEntries(entry.json, 'tags').map(([key, value]) => `${key}:${value}`),
    metadata: weight(entry.json),
  });
};

function serviceName(entry: EtcdEntry, prefix: string | undefined): string {
  return prefix === undefined ? parentName(entry) : entry.segments.slice(2, -1).join('/');
}

function weight(json: unknown): [string, string][] {
  const value = property(json, 'weight');
  return typeof value === 'number' ? [['weight', String(value)]] : [];
}

import { parseEndpoint } from '../address.ts';
import { filledText, isObject, number, property, text, textEntries } from '../json.ts';
import { type Convention, filledEntries, oneNode, rejected } from './convention.ts';
import { flaggedState, withState, withVersion } from './declaredState.ts';

const layout = /^([a-z][a-z0-9+.-]*):([^:/]+):v1:([^/]*)\/./;

/** `Op` of an update that takes an address away. */
const opDelete = 1;

/**
 * jupiter (pkg/registry/etcdv3): `<scheme>:<name>:v1:<mode>/<address>` holds
 * `{"Op":0,"Addr":"10.0.0.5:9091","MetadataX":{"name","scheme","weight","enable","healthy",…}}`.
 */
export const jupiter: Convention = ({ key, json }) => {
  const [, keyScheme = '', keyName = ''] = layout.exec(key) ?? [];
  const about = property(json, 'MetadataX');
  const address = text(json, 'Addr');
  if (!isObject(about) || address === undefined) {
    return keyName !== '' && address === undefined
      ? rejected('has the key of a jupiter service, but its value is not a jupiter instance')
      : undefined;
  }
  if (number(json, 'Op') === opDelete) {
    return rejected('the jupiter instance is marked as deleted (Op 1) and its key is still there');
  }
  const endpoint = parseEndpoint(address);
  if (endpoint === undefined) {
    return rejected('looks like a jupiter instance, but its Addr is not host:port');
  }
  return oneNode('jupiter', filledText(about, 'name') ?? keyName, {
    endpoints: [{ ...endpoint, protocol: filledText(about, 'scheme') ?? keyScheme }],
    ...withVersion(text(about, 'version')),
    ...withState(
      flaggedState({ enable: property(about, 'enable'), healthy: property(about, 'healthy') }),
    ),
    metadata: [...textEntries(about, 'metadata'), ...placement(about)],
  });
};

/** Fields beside the metadata that ego and jupiter share. */
export function placement(about: unknown): [string, string][] {
  const names = ['appId', 'region', 'zone', 'mode', 'hostname', 'deployment', 'group'];
  const texts = names.map((name) => [name, text(about, name)] as const);
  return filledEntries({ weight: number(about, 'weight'), ...Object.fromEntries(texts) });
}

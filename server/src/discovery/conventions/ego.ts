import { parseEndpoint } from '../address.ts';
import { filledText, property, text, textEntries } from '../json.ts';
import {
  beside,
  type Convention,
  type Decoded,
  type EtcdEntry,
  oneNode,
  rejected,
} from './convention.ts';
import { flaggedState, withState } from './declaredState.ts';
import { placement } from './jupiter.ts';

const layout =
  /^\/([^/]+)\/([^/]+)\/(providers|governors|consumers|configurators)\/([a-z][a-z0-9+.-]*):\/\/(.*)$/s;

/**
 * ego (server/server.go and ego-component/eetcd), and jupiter before its first version:
 * `/ego/<name>/providers/<scheme>://<address>` holds `{"name","scheme","address","weight","enable",
 * "healthy","metadata",…}`. The admin port of a process registers as `governors`, and for
 * Prometheus as `/prometheus/job/<name>/<address>`.
 */
export const ego: Convention = (entry) => {
  if (/^\/prometheus\/job\/./.test(entry.key)) {
    return beside('a target that ego or jupiter registers for Prometheus');
  }
  const match = layout.exec(entry.key);
  if (match === null) {
    return undefined;
  }
  const [, prefix = '', name = '', kind = '', scheme = '', address = ''] = match;
  if (kind === 'providers') {
    return provider(entry, {
      convention: prefix === 'jupiter' ? prefix : 'ego',
      name,
      scheme,
      address,
    });
  }
  const what = kind === 'governors' ? 'the admin port of a process' : kind;
  return beside(`${prefix} configuration: ${what} of ${name}`);
};

interface KeyParts {
  readonly convention: string;
  readonly name: string;
  readonly scheme: string;
  readonly address: string;
}

function provider({ json }: EtcdEntry, key: KeyParts): Decoded {
  const endpoint = parseEndpoint(filledText(json, 'address') ?? key.address);
  if (endpoint === undefined) {
    return rejected(
      `has the key of an ${key.convention} service, but its address is not host:port`,
    );
  }
  return oneNode(key.convention, filledText(json, 'name') ?? key.name, {
    endpoints: [{ ...endpoint, protocol: text(json, 'scheme') ?? key.scheme }],
    ...withState(
      flaggedState({ enable: property(json, 'enable'), healthy: property(json, 'healthy') }),
    ),
    metadata: [...textEntries(json, 'metadata'), ...placement(json)],
  });
}

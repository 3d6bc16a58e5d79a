import { isAddress } from '../address.ts';
import {
  beside,
  type Convention,
  type DeclaredState,
  type Decoded,
  oneNode,
  rejected,
} from './convention.ts';
import { withNamespace, withState, withVersion } from './declaredState.ts';
import { dubboProtocol, type DubboUrl, parseDubboUrl, unescapeQuery } from './dubboUrl.ts';

const layout = /^\/([^/]+)\/([^/]+)\/(providers|consumers|routers|configurators)(?:\/(.*))?$/s;

/**
 * dubbo at interface level (dubbo-go registry/base_registry.go and registry/etcdv3; Java's is the
 * same): `/dubbo/<interface>/providers/<escaped URL>`, without a value. Consumers register
 * themselves beside, which tells who calls whom. The group `dubbo` can be configured; then the
 * escaped URL is the sign. Each folder above is a key of its own.
 */
export const dubboInterface: Convention = (entry) => {
  const [, group = '', escapedName = '', category = '', escapedUrl = ''] =
    layout.exec(entry.key) ?? [];
  const isDubbo = group === 'dubbo' || /^[a-z][a-z0-9+.-]*%3A%2F%2F/i.test(escapedUrl);
  if (category === '' || !isDubbo) {
    return undefined;
  }
  if (category === 'routers' || category === 'configurators') {
    return beside(`dubbo configuration: ${category} of ${escapedName}`);
  }
  if (escapedUrl === '') {
    return beside(`dubbo configuration: the folder of ${escapedName}'s ${category}`);
  }
  const url = parseDubboUrl(escapedUrl);
  if (url === undefined) {
    return rejected(`has the key of dubbo ${category}, but its last part is no escaped URL`);
  }
  const service = url.parameters.get('interface') ?? unescapeQuery(escapedName) ?? escapedName;
  return category === 'providers' ? provider(service, url, group) : consumer(service, url);
};

function provider(
  service: string,
  { protocol, host, parameters }: DubboUrl,
  group: string,
): Decoded {
  if (!isAddress(host)) {
    return rejected('has the key of a dubbo provider, but its URL holds no host:port');
  }
  const secure = parameters.get('ssl-enabled') === 'true';
  return oneNode('dubbo', service, {
    endpoints: [{ protocol: dubboProtocol(protocol), address: host, secure }],
    ...withVersion(parameters.get('version')),
    ...withNamespace(group, 'dubbo'),
    ...withState(providerState(parameters)),
    metadata: [['protocol', protocol], ...parameters],
  });
}

function providerState(parameters: DubboUrl['parameters']): DeclaredState | undefined {
  const off = [
    ['enabled', 'false'],
    ['disabled', 'true'],
  ].find(([name = '', value]) => parameters.get(name) === value);
  return off && { health: 'maintenance', because: `registered with ${off.join('=')}` };
}

function consumer(service: string, { parameters }: DubboUrl): Decoded {
  const application = parameters.get('application') ?? '';
  return application === ''
    ? rejected('a dubbo consumer that names no application: nobody can tell who it is')
    : {
        kind: 'consumer',
        from: application,
        to: service,
        detail: `dubbo consumer of ${service}`,
      };
}

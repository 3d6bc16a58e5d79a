import type { InstanceEndpoint } from '../../../../protocol/topology.ts';
import { joinAddress, parseEndpoint } from '../address.ts';
import { filledText, number, parseJson, property, text, textEntries } from '../json.ts';
import { type Convention, filledEntries, oneNode, rejected } from './convention.ts';
import { flaggedState, withState } from './declaredState.ts';
import { dubboProtocol } from './dubboUrl.ts';

/**
 * dubbo-go at application level (registry/etcdv3/service_discovery.go): `/services/<application>/
 * <host>:<port>` holds the exported fields of DefaultServiceInstance under their Go names:
 * `{"ID","ServiceName","Host","Port","Weight","Enable","Healthy","Metadata",…}`. All ports are in
 * the metadata `dubbo.endpoints`.
 */
export const dubboApplication: Convention = ({ json }) => {
  const service = text(json, 'ServiceName');
  const host = text(json, 'Host');
  if (service === undefined || host === undefined || number(json, 'Port') === undefined) {
    return undefined;
  }
  const endpoints = endpointsOf(json, host);
  if (endpoints.length === 0) {
    return rejected('a dubbo application whose Host and Port are no address');
  }
  return oneNode('dubbo', service, {
    endpoints,
    ...withState(
      flaggedState({ enable: property(json, 'Enable'), healthy: property(json, 'Healthy') }),
    ),
    metadata: [
      ...textEntries(json, 'Metadata'),
      ...filledEntries({
        weight: weightOf(json),
        group: text(json, 'GroupName'),
        tag: text(json, 'Tag'),
      }),
    ],
  });
};

/** 0 stands for dubbo's default. */
function weightOf(json: unknown): number | undefined {
  const weight = number(json, 'Weight');
  return weight === 0 ? undefined : weight;
}

function endpointsOf(json: unknown, host: string): readonly InstanceEndpoint[] {
  const listed = parseJson(text(property(json, 'Metadata'), 'dubbo.endpoints') ?? '');
  const ports = (Array.isArray(listed) ? (listed as readonly unknown[]) : []).map((item) => ({
    protocol: dubboProtocol(text(item, 'protocol') ?? ''),
    address: joinAddress(host, number(item, 'port') ?? 0),
    secure: false,
  }));
  const known = ports.filter(({ address }) => address !== '');
  return known.length > 0 ? known : ownEndpoint(json, host);
}

function ownEndpoint(json: unknown, host: string): readonly InstanceEndpoint[] {
  const joined = joinAddress(host, number(json, 'Port') ?? 0);
  const endpoint = parseEndpoint(joined === '' ? (filledText(json, 'Address') ?? '') : joined);
  return endpoint === undefined ? [] : [endpoint];
}

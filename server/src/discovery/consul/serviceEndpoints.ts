import type { HealthCheck, InstanceEndpoint } from '../../../../protocol/topology.ts';
import { joinAddress, parseEndpoint } from '../address.ts';
import { filledText, isObject, list, number, property, text, textList } from '../json.ts';
import { nameText } from '../safeText.ts';

/** What an instance listens on, the service's own port first. */
export interface ServiceEndpoints {
  readonly endpoints: readonly InstanceEndpoint[];
  /** Where tagged addresses are URLs, which is how Kratos writes them. */
  readonly hasUrls: boolean;
}

const mostEndpoints = 64;

/** Reads the addresses of one entry of `/v1/health/service/<name>`. */
export function serviceEndpoints(entry: unknown, checks: readonly HealthCheck[]): ServiceEndpoints {
  const service = property(entry, 'Service');
  const tagged = taggedAddresses(service);
  const urls = tagged.flatMap(({ address }) => {
    const endpoint = address.includes('://') ? parseEndpoint(address) : undefined;
    return endpoint === undefined ? [] : [endpoint];
  });
  if (urls.length > 0) {
    return { endpoints: urls.slice(0, mostEndpoints), hasUrls: true };
  }
  const own = ownEndpoints(entry, checks);
  const protocol = own[0]?.protocol ?? '';
  const others = tagged.map(({ name, address, port }) =>
    namedEndpoint(name, joinAddress(address, port), protocol),
  );
  return { endpoints: uniqueByAddress([...own, ...others]), hasUrls: false };
}

interface TaggedAddress {
  readonly name: string;
  readonly address: string;
  readonly port: number;
}

/** Without the virtual addresses of the mesh, which nobody outside of it can call. */
function taggedAddresses(service: unknown): readonly TaggedAddress[] {
  const tagged = property(service, 'TaggedAddresses');
  return Object.entries(isObject(tagged) ? tagged : {})
    .filter(([name]) => !/^(?:consul-)?virtual\b/.test(name))
    .map(([name, value]) => ({
      name,
      address: text(value, 'Address') ?? '',
      port: number(value, 'Port') ?? 0,
    }));
}

/** An address tagged `grpc` says what it speaks; one tagged `wan` speaks what the port does. */
function namedEndpoint(name: string, address: string, otherwise: string): InstanceEndpoint {
  const scheme = /^(?:grpc|http)s?$/.exec(name.toLowerCase())?.[0];
  return {
    protocol: scheme?.replace(/s$/, '') ?? otherwise,
    address,
    secure: scheme?.endsWith('s') === true,
  };
}

function uniqueByAddress(endpoints: readonly InstanceEndpoint[]): readonly InstanceEndpoint[] {
  const known = endpoints.filter(({ address }) => address !== '');
  const first = known.filter(
    ({ address }, index) => known.findIndex((other) => other.address === address) === index,
  );
  return first.slice(0, mostEndpoints);
}

/** The service's own port, and the one for gRPC that Spring names in the metadata. */
function ownEndpoints(entry: unknown, checks: readonly HealthCheck[]): InstanceEndpoint[] {
  const service = property(entry, 'Service');
  const host = filledText(service, 'Address') ?? text(property(entry, 'Node'), 'Address') ?? '';
  const named = namedPorts(service, host);
  if (named.length > 0) {
    return named;
  }
  const port = number(service, 'Port') ?? 0;
  const grpcAddress = joinAddress(host, grpcPort(service));
  const address = joinAddress(host, port);
  const hasOtherGrpc = grpcAddress !== '' && grpcAddress !== address;
  const own = {
    protocol: hasOtherGrpc ? otherProtocol(service) : protocolOf(service, checks, grpcAddress),
    address,
    secure: text(property(service, 'Meta'), 'secure') === 'true',
  };
  const grpc = { protocol: 'grpc', address: grpcAddress, secure: false };
  return [own, ...(hasOtherGrpc ? [grpc] : [])].filter((one) => one.address !== '');
}

/** A service of several ports, as agents of 1.22 and later take them; the default one comes first. */
function namedPorts(service: unknown, host: string): InstanceEndpoint[] {
  return list(service, 'Ports')
    .filter(isObject)
    .sort(
      (a, b) => Number(property(b, 'Default') === true) - Number(property(a, 'Default') === true),
    )
    .map((port) =>
      namedEndpoint(
        text(port, 'Name') ?? '',
        joinAddress(host, number(port, 'Port') ?? 0),
        nameText(text(port, 'Name') ?? ''),
      ),
    )
    .filter(({ address }) => address !== '');
}

/**
 * grpc-spring announces a second port in `gRPC_port`, older releases in `gRPC.port`; others write
 * the same in their own way. 0 when nobody does.
 */
function grpcPort(service: unknown): number {
  const metadata = property(service, 'Meta');
  const name = Object.keys(isObject(metadata) ? metadata : {}).find((key) =>
    /^grpc[._-]?port$/i.test(key),
  );
  const written = name === undefined ? '' : (text(metadata, name) ?? '');
  return /^\d{1,5}$/.test(written) ? Number(written) : 0;
}

/** What a port speaks beside which another one is for gRPC. */
function otherProtocol(service: unknown): string {
  return nameText(text(property(service, 'Meta'), 'protocol')?.toLowerCase() ?? 'http');
}

/** Consul does not say what a port speaks. A gRPC check is the surest sign, then tags and metadata. */
function protocolOf(service: unknown, checks: readonly HealthCheck[], grpcAddress: string): string {
  const declared = text(property(service, 'Meta'), 'protocol')?.toLowerCase();
  const isTagged = textList(service, 'Tags').includes('grpc');
  if (grpcAddress !== '' || isTagged || checks.some((check) => check.type === 'grpc')) {
    return 'grpc';
  }
  if (declared !== undefined && declared !== '') {
    return nameText(declared);
  }
  return checks.some((check) => check.type === 'http') ? 'http' : '';
}

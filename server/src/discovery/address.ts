import type { InstanceEndpoint } from '../../../protocol/topology.ts';

/** A name or an IPv4 address, or an IPv6 address in brackets; then a port. */
const hostPort = /^(?:\[[0-9a-fA-F:.%]+\]|[^\s/:[\]@?#]+):(\d{1,5})$/;

/** Whether the text is `host:port` with a port of 1 to 65535. */
export function isAddress(text: string): boolean {
  const port = Number(hostPort.exec(text)?.[1] ?? 0);
  return port > 0 && port <= 65_535 && text.length <= 300;
}

/** `host:port`, with the brackets that IPv6 wants; empty without a host or a port. */
export function joinAddress(host: string, port: number): string {
  const address = host.includes(':') && !host.startsWith('[') ? `[${host}]` : host;
  const joined = `${address}:${port}`;
  return isAddress(joined) ? joined : '';
}

/**
 * Reads `host:port` or `scheme://host:port[/…][?isSecure=true]`. Undefined for anything else. The
 * scheme is the protocol; `grpcs` and `https` are secure, and so is `isSecure=true` of Kratos.
 */
export function parseEndpoint(value: string): InstanceEndpoint | undefined {
  const match = /^(?:([A-Za-z][A-Za-z0-9+.-]*):\/\/)?([^/?#]*)(?:[/?#](.*))?$/.exec(value.trim());
  const scheme = (match?.[1] ?? '').toLowerCase();
  const address = match?.[2] ?? '';
  if (!isAddress(address) || (scheme === '' && match?.[3] !== undefined)) {
    return undefined;
  }
  const secure = scheme === 'grpcs' || scheme === 'https' || /[?&]isSecure=true\b/i.test(value);
  const protocol = scheme === 'grpcs' ? 'grpc' : scheme === 'https' ? 'http' : scheme;
  return { protocol, address, secure };
}

/** The endpoint to call: the first that speaks gRPC, or else the first. Empty when there is none. */
export function callAddress(endpoints: readonly InstanceEndpoint[]): string {
  const grpc = endpoints.find((endpoint) => endpoint.protocol === 'grpc');
  return (grpc ?? endpoints[0])?.address ?? '';
}

import type { InstanceEndpoint, ServiceInstance } from '../../../protocol/topology.ts';

/** What to write into a terminal, which is not run. */
export interface TerminalCommand {
  /** For the tab of the terminal. */
  readonly name: string;
  readonly text: string;
}

/**
 * A line that asks an instance what it is: `grpcurl` for gRPC, `curl` for HTTP. Undefined when the
 * address is no plain `host:port`: what a registry holds must never become a part of a shell's
 * language, and nothing else than these characters gets there.
 */
export function terminalCommand(instance: ServiceInstance): TerminalCommand | undefined {
  const { address, protocol, secure } = endpointOf(instance);
  if (!isPlainAddress(address)) {
    return undefined;
  }
  const text = isHttp(protocol)
    ? `curl -g -i ${quoted(`${secure ? 'https' : 'http'}://${address}/`)}`
    : `grpcurl ${secure ? '' : '-plaintext '}${quoted(address)} list`;
  return { name: address, text };
}

/** `host:port` with a name, an IPv4 or a bracketed IPv6 address and a port that exists. */
export function isPlainAddress(address: string): boolean {
  const [, host, ipv6, port = ''] =
    /^(?:([A-Za-z0-9](?:[A-Za-z0-9._-]{0,252}))|(\[[0-9A-Fa-f:.]{2,45}\])):([0-9]{1,5})$/.exec(
      address,
    ) ?? [];
  const number = Number(port);
  return (host !== undefined || ipv6 !== undefined) && number > 0 && number <= 65_535;
}

/** The endpoint that says its protocol, gRPC's first; else the address alone. */
function endpointOf({ address, endpoints }: ServiceInstance): InstanceEndpoint {
  return (
    endpoints.find(({ protocol }) => /^grpcs?$/i.test(protocol)) ??
    endpoints.find(({ protocol }) => isHttp(protocol)) ??
    endpoints.find((endpoint) => endpoint.address === address) ?? {
      address,
      protocol: '',
      secure: false,
    }
  );
}

function isHttp(protocol: string): boolean {
  return /^https?$/i.test(protocol);
}

/** Brackets are patterns to a shell; double quotes mean the same to all of them. */
function quoted(text: string): string {
  return text.includes('[') ? `"${text}"` : text;
}

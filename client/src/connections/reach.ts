import { parseEndpoints, splitEndpoints } from './endpoint.ts';

/** Where a registry is, and what was typed along with it that has a place of its own. */
export interface Reach {
  readonly endpoints: readonly string[];
  /** An address began with https://. */
  readonly isSecure: boolean;
  readonly username?: string;
  /** A password or token that stood in the address. */
  readonly secret?: string;
}

/** What registry the addresses are of. */
export interface ReachOptions {
  readonly kind: 'etcd' | 'consul';
  /** Of an address that names none. */
  readonly port: number;
}

/** Reads a line of addresses as typed. */
export function readReach(
  line: string,
  { kind, port }: ReachOptions,
): Reach | { readonly problem: string } {
  const { text, username, secret, secretKind } = splitEndpoints(line);
  if (kind === 'consul' && username !== undefined) {
    return { problem: 'Consul takes no user and password in the address; it takes a token' };
  }
  if (kind === 'etcd' && secretKind === 'token') {
    return { problem: 'etcd takes no token in the address; it takes a user and a password' };
  }
  const parsed = parseEndpoints(text, port);
  if ('problem' in parsed) {
    return parsed;
  }
  return {
    endpoints: parsed.map(({ address }) => address),
    isSecure: parsed.some(({ secure }) => secure),
    ...(username !== undefined && username !== '' && { username }),
    ...(secret !== undefined && secret !== '' && { secret }),
  };
}

import type { TlsOptions } from '../../../protocol/connections.ts';
import { isAddress } from './address.ts';
import { RegistryError } from './registryError.ts';

/** An endpoint as written, understood. */
export interface RegistryEndpoint {
  /** `host:port`. */
  readonly address: string;
  /** Absent for plaintext. */
  readonly tls?: TlsOptions;
}

/**
 * Reads `host:port`, `http://host:port` or `https://host:port`; the latter asks for TLS even where
 * no TLS options are given. Throws a RegistryError for an empty list or anything else.
 */
export function readEndpoints(
  endpoints: readonly string[],
  tls: TlsOptions | undefined,
): readonly [RegistryEndpoint, ...RegistryEndpoint[]] {
  const [first, ...rest] = endpoints.map((text) => readEndpoint(text, tls));
  if (first === undefined) {
    throw new RegistryError('unreadable', 'no endpoint is given: write at least one host:port');
  }
  return [first, ...rest];
}

/** Asks one endpoint after the other. Rejects with the first error when none answers. */
export async function firstThatAnswers<T>(
  endpoints: readonly [RegistryEndpoint, ...RegistryEndpoint[]],
  ask: (endpoint: RegistryEndpoint) => Promise<T>,
): Promise<T> {
  const [first, ...rest] = endpoints;
  try {
    return await ask(first);
  } catch (error) {
    for (const endpoint of rest) {
      const answer = await ask(endpoint).catch(() => undefined);
      if (answer !== undefined) {
        return answer;
      }
    }
    throw error;
  }
}

function readEndpoint(text: string, tls: TlsOptions | undefined): RegistryEndpoint {
  const match = /^(?:(https?):\/\/)?([^/]+)\/?$/.exec(text.trim());
  const address = match?.[2] ?? '';
  if (!isAddress(address)) {
    throw new RegistryError('unreadable', `"${shown(text)}" is no endpoint: write host:port`);
  }
  const options = tls ?? (match?.[1] === 'https' ? {} : undefined);
  return options === undefined ? { address } : { address, tls: options };
}

/** A password or token in an address is not for messages. */
function shown(text: string): string {
  return text.replace(/^(\w+:\/\/)?.*@/s, '$1…@').replace(/[?#].*$/s, '?…');
}

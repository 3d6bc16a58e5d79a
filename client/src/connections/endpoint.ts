/** A registry's address as a person wrote it, understood. */
export interface ParsedEndpoint {
  /** `host:port`, an IPv6 host in brackets. */
  readonly address: string;
  /** The text began with `https://`. */
  readonly secure: boolean;
}

/** The ports that registries listen on unless told otherwise. */
export const defaultPorts = { etcd: 2379, consul: 8500 } as const;

/**
 * Reads `host`, `host:port`, `[::1]:port` or any of them after `http://` or `https://`. Returns
 * the reason as text when it is none of these.
 */
export function parseEndpoint(
  text: string,
  defaultPort: number,
): ParsedEndpoint | { readonly problem: string } {
  const match =
    /^(?:(https?):\/\/)?(\[[0-9a-f:.]+(?:%[\w.-]+)?\]|[^\s:/?#@[\]]+)(?::(\d+))?\/?$/i.exec(
      text.trim(),
    );
  const host = match?.[2];
  if (match === null || host === undefined) {
    return {
      problem: `"${shorten(text)}" is not a host and port such as localhost:${defaultPort}`,
    };
  }
  const port = match[3] === undefined ? defaultPort : Number(match[3]);
  if (port < 1 || port > 65_535) {
    return { problem: `the port of "${shorten(text)}" is not between 1 and 65535` };
  }
  return { address: `${host}:${port}`, secure: match[1]?.toLowerCase() === 'https' };
}

/** Reads a list with commas between, as typed into one line. */
export function parseEndpoints(
  text: string,
  defaultPort: number,
): readonly ParsedEndpoint[] | { readonly problem: string } {
  const parts = text.split(',').filter((part) => part.trim() !== '');
  if (parts.length === 0) {
    return { problem: `an address such as localhost:${defaultPort} is needed` };
  }
  const parsed: ParsedEndpoint[] = [];
  for (const part of parts) {
    const endpoint = parseEndpoint(part, defaultPort);
    if ('problem' in endpoint) {
      return endpoint;
    }
    parsed.push(endpoint);
  }
  if (parsed.some(({ secure }) => secure) && !parsed.every(({ secure }) => secure)) {
    return { problem: 'either all addresses begin with https:// or none does' };
  }
  return parsed;
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

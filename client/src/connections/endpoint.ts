/** A registry's address as a person wrote it, understood. */
export interface ParsedEndpoint {
  /** `host:port`, an IPv6 host in brackets. */
  readonly address: string;
  /** The text began with `https://`. */
  readonly secure: boolean;
}

/** An address with what a person had written into it although it is a secret. */
export interface SplitEndpoint {
  /** Without the secret. */
  readonly text: string;
  readonly username?: string;
  /** A password, or the value of `?token=`. */
  readonly secret?: string;
  readonly secretKind?: 'password' | 'token';
}

/**
 * Takes user, password and token out of an address such as `http://ada:pass@host:2379` or
 * `host:8500?token=…`: they are kept elsewhere, and shown by no message.
 */
export function splitEndpoint(written: string): SplitEndpoint {
  const [beforeQuery = '', query] = written.trim().split(/[?#](.*)/s);
  const [, scheme = '', authority = ''] = /^(https?:\/\/)?(.*)$/is.exec(beforeQuery) ?? [];
  const at = authority.lastIndexOf('@');
  const user = at < 0 ? undefined : authority.slice(0, at);
  const text = `${scheme}${authority.slice(at + 1)}`;
  const [, token] = [...new URLSearchParams(query)].find(([name]) => name === 'token') ?? [];
  if (token !== undefined) {
    return { text, secret: token, secretKind: 'token' };
  }
  if (user === undefined) {
    return { text: written };
  }
  const [username = '', password] = user.split(/:(.*)/s).map(decoded);
  return {
    text,
    username,
    ...(password === undefined ? {} : { secret: password, secretKind: 'password' }),
  };
}

/** Percent-escapes replaced; a text that has bad ones is taken as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A URIError.
  }
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
  const { text: bare, secret, username } = splitEndpoint(text);
  if (secret !== undefined || username !== undefined) {
    return {
      problem: `"${shorten(bare)}" has a user, password or token in it, which does not belong there`,
    };
  }
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

/** As {@link splitEndpoint}, for a list with commas between; the first of several secrets counts. */
export function splitEndpoints(line: string): SplitEndpoint {
  const parts = line.split(',').map(splitEndpoint);
  const found = parts.find(({ secret, username }) => (secret ?? username) !== undefined);
  return { ...found, text: parts.map(({ text }) => text).join(',') };
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

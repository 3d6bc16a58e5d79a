/** A URL as dubbo registers it: `tri://10.0.0.5:20000/shop.Orders?application=orders&…`. */
export interface DubboUrl {
  readonly protocol: string;
  /** `host:port`, or a host alone for a consumer. */
  readonly host: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * Reads the last part of a key. dubbo-go unescapes the query before it escapes the whole
 * (registry/base_registry.go), so that one round of unescaping gives plain parameters.
 */
export function parseDubboUrl(escaped: string): DubboUrl | undefined {
  const url = unescapeQuery(escaped);
  const match =
    /^([A-Za-z][A-Za-z0-9+.-]*):\/\/(?:[^/?@]*@)?([^/?]*)(?:\/[^?]*)?(?:\?(.*))?$/s.exec(url ?? '');
  return match === null
    ? undefined
    : {
        protocol: (match[1] ?? '').toLowerCase(),
        host: match[2] ?? '',
        parameters: readParameters(match[3] ?? ''),
      };
}

/** Undefined for a broken escape. */
export function unescapeQuery(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}

/** What we call a protocol of dubbo. Triple is gRPC with additions, and speaks to any gRPC client. */
export function dubboProtocol(protocol: string): string {
  const names = new Map([
    ['tri', 'grpc'],
    ['rest', 'http'],
  ]);
  return names.get(protocol) ?? protocol;
}

function readParameters(query: string): ReadonlyMap<string, string> {
  const pairs = query.split('&', 256).filter((pair) => pair !== '');
  return new Map(
    pairs.map((pair) => {
      const equals = pair.indexOf('=');
      return equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
    }),
  );
}

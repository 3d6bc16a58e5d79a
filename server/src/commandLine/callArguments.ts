import type { MetadataEntry } from '../../../protocol/calls.ts';
import type { TlsOptions } from '../../../protocol/connections.ts';

/** Arguments that make no sense; the message says which. */
export class UsageError extends Error {}

export interface CallArguments {
  readonly address: string;
  readonly service: string;
  readonly method: string;
  /** As given: JSON, or `@` for standard input; undefined when absent. */
  readonly data: string | undefined;
  readonly metadata: readonly MetadataEntry[];
  /** Undefined for plaintext. Paths as given. */
  readonly tls: TlsOptions | undefined;
  readonly authority: string | undefined;
  readonly importPaths: readonly string[];
  readonly protos: readonly string[];
  readonly protoset: string | undefined;
  readonly deadlineMs: number | undefined;
  readonly maxReceiveBytes: number | undefined;
}

const otherNames: Readonly<Record<string, string>> = {
  d: 'data',
  H: 'header',
  I: 'import-path',
  proto_path: 'import-path',
};

const withValue = new Set([
  'data',
  'header',
  'import-path',
  'proto',
  'protoset',
  'cacert',
  'cert',
  'key',
  'servername',
  'authority',
  'max-time',
  'max-msg-sz',
]);

const flags = new Set(['plaintext', 'insecure', 'reflection', 'use-reflection']);

/**
 * Reads the arguments of `call`.
 *
 * @throws UsageError
 */
export function parseCallArguments(args: readonly string[]): CallArguments | 'help' {
  if (args.includes('--help') || args.includes('-h')) {
    return 'help';
  }
  const { positional, options } = scan(args);
  const [address, method, ...rest] = positional;
  if (address === undefined || method === undefined || rest.length > 0) {
    throw new UsageError(
      'give one address and one method, such as localhost:50051 pkg.Service/Get',
    );
  }
  return { address, ...methodName(method), ...optionValues(options) };
}

type Options = ReadonlyMap<string, readonly string[]>;

function scan(args: readonly string[]): { positional: string[]; options: Options } {
  const positional: string[] = [];
  const options = new Map<string, string[]>();
  const note = (name: string, value: string) => {
    options.set(name, [...(options.get(name) ?? []), value]);
  };
  for (let index = 0; index < args.length; index += 1) {
    const arg = args[index] ?? '';
    if (!arg.startsWith('-') || arg === '-') {
      positional.push(arg);
      continue;
    }
    const { name, inline } = optionOf(arg);
    if (flags.has(name)) {
      note(name, 'true');
      continue;
    }
    index += inline === undefined ? 1 : 0;
    const value = inline ?? args[index];
    if (value === undefined) {
      throw new UsageError(`${arg} needs a value`);
    }
    note(name, value);
  }
  return { positional, options };
}

/** `--name X`, `--name=X`, `-IX`, and a single dash before a long name, as grpcurl has it. */
function optionOf(arg: string): { name: string; inline?: string } {
  if (/^-I[^=]/.test(arg)) {
    return { name: 'import-path', inline: arg.slice(2) };
  }
  const [, given = '', inline] = /^--?([A-Za-z][\w-]*)(?:=([^]*))?$/.exec(arg) ?? [];
  const name = Object.hasOwn(otherNames, given) ? (otherNames[given] ?? '') : given;
  if (!flags.has(name) && !withValue.has(name)) {
    throw new UsageError(`unknown option ${arg}`);
  }
  return { name, ...(inline !== undefined && { inline }) };
}

function methodName(text: string): { service: string; method: string } {
  const [, service, method] = /^\/?([\w.]+)[/.](\w+)$/.exec(text) ?? [];
  if (service === undefined || method === undefined) {
    throw new UsageError(`"${text}" is no method; write it as package.Service/Method`);
  }
  return { service, method };
}

function optionValues(options: Options): Omit<CallArguments, 'address' | 'service' | 'method'> {
  const last = (name: string) => options.get(name)?.at(-1);
  const protos = options.get('proto') ?? [];
  const protoset = last('protoset');
  const isReflection = options.has('reflection') || options.has('use-reflection');
  if ([protos.length > 0, protoset !== undefined, isReflection].filter(Boolean).length > 1) {
    throw new UsageError('choose one of --proto, --protoset and --reflection');
  }
  const seconds = positiveNumber('max-time', last('max-time'));
  return {
    data: last('data'),
    metadata: (options.get('header') ?? []).map(metadataEntry),
    tls: tlsOf(options),
    authority: last('authority'),
    importPaths: options.get('import-path') ?? [],
    protos,
    protoset,
    deadlineMs: seconds === undefined ? undefined : Math.ceil(seconds * 1000),
    maxReceiveBytes: positiveNumber('max-msg-sz', last('max-msg-sz')),
  };
}

function tlsOf(options: Options): TlsOptions | undefined {
  const tlsNames = ['cacert', 'cert', 'key', 'servername', 'insecure'];
  if (options.has('plaintext')) {
    const extra = tlsNames.find((name) => options.has(name));
    if (extra !== undefined) {
      throw new UsageError(`--${extra} belongs to TLS, and --plaintext turns TLS off`);
    }
    return undefined;
  }
  const [caFile, certFile, keyFile, serverName] = tlsNames.map((name) => options.get(name)?.at(-1));
  return {
    ...(caFile !== undefined && { caFile }),
    ...(certFile !== undefined && { certFile }),
    ...(keyFile !== undefined && { keyFile }),
    ...(serverName !== undefined && { serverName }),
    ...(options.has('insecure') && { insecureSkipVerify: true }),
  };
}

function metadataEntry(text: string): MetadataEntry {
  const colon = text.indexOf(':');
  if (colon <= 0) {
    throw new UsageError(`-H "${text}" is no metadata; write it as 'name: value'`);
  }
  return { name: text.slice(0, colon).trim(), value: text.slice(colon + 1).trim() };
}

function positiveNumber(name: string, text: string | undefined): number | undefined {
  if (text === undefined) {
    return undefined;
  }
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0) {
    throw new UsageError(`--${name} takes a number above zero, not "${text}"`);
  }
  return value;
}

import { list, number, parseJson, property, text } from '../json.ts';
import { RegistryError } from '../registryError.ts';
import type { ConsulHttp } from './consulHttp.ts';

/** One operation on one key. */
export interface KvOperation {
  readonly verb: 'get' | 'cas' | 'delete-cas';
  readonly key: string;
  /** Of a `cas`: 0 means only if the key does not exist. */
  readonly index?: number;
  readonly value?: Uint8Array;
  /** A number of 64 bits in decimal. */
  readonly flags?: string;
}

/** The operation in the JSON of `PUT /v1/txn`. */
export function kvOperation({ verb, key, index, value, flags = '0' }: KvOperation): string {
  const fields = {
    Verb: verb,
    Key: key,
    ...(index === undefined ? {} : { Index: index }),
    ...(value === undefined ? {} : { Value: Buffer.from(value).toString('base64') }),
  };
  // Written as text: a number of 64 bits would be rounded.
  const body = `${JSON.stringify(fields).slice(0, -1)},"Flags":${flags}}`;
  return `{"KV":${body}}`;
}

/**
 * Runs all operations at once, or none. Answers what each key is then, or undefined when one was
 * not as expected. `flags` of a result are text, like those of an operation.
 */
export async function runTxn(
  http: ConsulHttp,
  operations: readonly string[],
  signal: AbortSignal,
): Promise<readonly unknown[] | undefined> {
  const body = `[${operations.join(',')}]`;
  const { status, body: answer } = await http.send({ method: 'PUT', path: 'txn', body }, signal);
  const json = parseJson(answer);
  if (status === 200) {
    const flags = [...answer.matchAll(/"Flags":\s*(\d+)/g)].map(([, digits]) => digits);
    return list(json, 'Results').map((result, index) =>
      Object.assign({}, property(result, 'KV'), { flags: flags[index] }),
    );
  }
  const problem = list(json, 'Errors').find((error) => !isStale(error));
  if (problem !== undefined || status !== 409) {
    const reason = text(problem, 'What') ?? answer.slice(0, 300);
    const kind = /permission denied/i.test(reason) ? 'refused' : 'unreadable';
    throw new RegistryError(kind, `Consul did not do this (${reason}): nothing was changed`);
  }
  return undefined;
}

/** The key is not as expected, which is an answer and no failure. */
function isStale(error: unknown): boolean {
  const what = text(error, 'What') ?? '';
  return (
    number(error, 'OpIndex') !== undefined &&
    /index is stale|doesn't exist|current modify index|failed to (set|delete) key/.test(what)
  );
}

import type { EtcdConnection } from '../../../../protocol/connections.ts';
import { customLayouts } from '../conventions/custom/customLayout.ts';
import { firstThatAnswers, readEndpoints, type RegistryEndpoint } from '../endpoints.ts';
import { allKeys, type KeyRange, rangesOf } from './keyRange.ts';
import { permittedRanges } from './permittedRanges.ts';
import { etcdCredentials, type EtcdSession, openSession } from './session.ts';
import { EtcdError } from './sessionError.ts';
import { range, status } from './wire.ts';

/** Connects once. Answers the version and how many keys there are; rejects with a RegistryError. */
export async function testEtcd(connection: EtcdConnection, signal: AbortSignal): Promise<string> {
  const endpoints = readEndpoints(connection.endpoints, connection.tls);
  customLayouts(connection.layouts ?? []);
  return firstThatAnswers(endpoints, (endpoint) => testEndpoint(endpoint, connection, signal));
}

async function testEndpoint(
  endpoint: RegistryEndpoint,
  connection: EtcdConnection,
  signal: AbortSignal,
): Promise<string> {
  const session = await openSession({ ...etcdCredentials(connection), endpoint }, signal);
  try {
    const { version } = await session.call(status, {}, signal);
    const { count, isPart } = await countKeys(session, connection, signal);
    const keys = `${count} ${count === 1 ? 'key' : 'keys'} to look at`;
    return `etcd ${version}, ${keys}${isPart ? '; the user may not read the others' : ''}`;
  } finally {
    session.close();
  }
}

interface KeyCount {
  readonly count: number;
  /** Some of what is to be watched may not be read. */
  readonly isPart: boolean;
}

async function countKeys(
  session: EtcdSession,
  { prefixes, username = '' }: EtcdConnection,
  signal: AbortSignal,
): Promise<KeyCount> {
  const wanted = rangesOf(prefixes);
  const counted = await countRanges(session, wanted, signal);
  if (counted.refusal === undefined || counted.isAny) {
    return { count: counted.count, isPart: counted.refusal !== undefined };
  }
  const permitted =
    wanted[0] === allKeys && username !== ''
      ? await permittedRanges(session, username, signal)
      : [];
  if (permitted.length === 0) {
    throw counted.refusal;
  }
  return { ...(await countRanges(session, permitted, signal)), isPart: true };
}

interface RangeCount {
  readonly count: number;
  /** At least one range could be read. */
  readonly isAny: boolean;
  /** Why others could not. */
  readonly refusal: EtcdError | undefined;
}

async function countRanges(
  session: EtcdSession,
  ranges: readonly KeyRange[],
  signal: AbortSignal,
): Promise<RangeCount> {
  let count = 0;
  let isAny = false;
  let refusal: EtcdError | undefined;
  for (const keyRange of ranges) {
    try {
      const request = { ...keyRange, limit: 1, revision: 0, keysOnly: true };
      count += (await session.call(range, request, signal)).count;
      isAny = true;
    } catch (error) {
      if (!(error instanceof EtcdError) || error.fault !== 'permission') {
        throw error;
      }
      refusal ??= error;
    }
  }
  return { count, isAny, refusal };
}

import { createHash } from 'node:crypto';
import { parseJson } from '../json.ts';
import { RegistryError } from '../registryError.ts';
import { agentFor, type ConsulAgent, exchange } from './exchange.ts';
import type { ElementNews, ElementsMemory } from './jsonElements.ts';
import { failedAnswer } from './lostAnswer.ts';
import { at, wantsTls } from './socketError.ts';

/** One GET. */
export interface ConsulRequest {
  /** Below `/v1/`, such as `catalog/services`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Milliseconds without a byte after which the agent counts as gone. */
  readonly timeout?: number;
  /** For an answer that is a large list of objects, those of the answer before. */
  readonly elements?: ElementsMemory | undefined;
}

/** One change; a question when it is sent by POST. */
export interface ConsulChange {
  readonly method: 'PUT' | 'POST';
  /** Below `/v1/`, percent-encoded already. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

/** An answer with status 200. */
export interface ConsulAnswer {
  /** `X-Consul-Index`, 0 when there is none. */
  readonly index: number;
  /** Of the body as it came: the same means that nothing changed. */
  readonly digest: string;
  readonly json: unknown;
  /** How a list differs from that of the answer before, where that was asked for. */
  readonly news?: ElementNews;
  /** Something was left out that the token may not read. Agents before 1.11 do not tell. */
  readonly isFiltered: boolean;
  /** Milliseconds that it took to arrive, from its first byte, and to be parsed. */
  readonly cost: number;
  /** Bytes of the body. */
  readonly size: number;
}

/** Asks one agent. Rejects with a RegistryError, also for an answer that is no success. */
export interface ConsulClient {
  get(request: ConsulRequest, signal: AbortSignal): Promise<ConsulAnswer>;
  /**
   * Answers the body of a success as JSON, undefined when it is none. When the answer is lost the
   * error says that the change may have been done.
   */
  change(change: ConsulChange, signal: AbortSignal): Promise<unknown>;
  close(): void;
}

/** Makes a client; it connects with the first request. Rejects when a TLS file can't be read. */
export async function consulClient(options: Omit<ConsulAgent, 'agent'>): Promise<ConsulClient> {
  const agent = await agentFor(options.endpoint);
  return {
    get: (request, signal) => get(request, { ...options, agent }, signal),
    change: (request, signal) => change(request, { ...options, agent }, signal),
    close: () => {
      agent.destroy();
    },
  };
}

async function get(
  { path, elements, ...request }: ConsulRequest,
  to: ConsulAgent,
  signal: AbortSignal,
): Promise<ConsulAnswer> {
  const { address } = to.endpoint;
  const reading = elements?.reading();
  const call = {
    ...({ ...request, method: 'GET', path: encodePath(path) } as const),
    ...(reading === undefined ? {} : { onBytes: reading.push.bind(reading) }),
  };
  const { status, headers, body, size, readingTime } = await exchange(call, to, signal);
  const startedAt = performance.now();
  if (status !== 200) {
    throw statusError(status, body, address);
  }
  const content = reading === undefined ? readText(body) : reading.finish();
  if (content === undefined) {
    const message = `${at(address)} answers with something that is not JSON: is it a Consul agent?`;
    throw new RegistryError('unreadable', message);
  }
  const index = Number(headers['x-consul-index'] ?? 0);
  const isFiltered = headers['x-consul-results-filtered-by-acls'] === 'true';
  const cost = readingTime + performance.now() - startedAt;
  return { index: Number.isSafeInteger(index) ? index : 0, ...content, isFiltered, cost, size };
}

function readText(body: string): Pick<ConsulAnswer, 'json' | 'digest'> | undefined {
  const json = parseJson(body);
  const digest = createHash('sha256').update(body).digest('base64');
  return json === undefined ? undefined : { json, digest };
}

async function change(
  { json, ...request }: ConsulChange,
  to: ConsulAgent,
  signal: AbortSignal,
): Promise<unknown> {
  const call = { ...request, ...(json === undefined ? {} : { body: JSON.stringify(json) }) };
  const answer = await exchange(call, to, signal);
  const { status, body } = answer;
  if (status !== 200) {
    throw failedAnswer(call, answer, statusError(status, body, to.endpoint.address));
  }
  return parseJson(body);
}

function encodePath(path: string): string {
  const url = new URL('http://agent');
  url.pathname = path;
  return url.pathname.slice(1);
}

function statusError(status: number, body: string, address: string): RegistryError {
  const detail = body.slice(0, 300).trim();
  if (status === 401 || status === 403) {
    const message = `${at(address)} does not allow this (${detail}): check the token and its policies`;
    return new RegistryError('refused', message);
  }
  if (status === 400 && detail.includes('HTTP request to an HTTPS server')) {
    return wantsTls(address);
  }
  // 500 is what an agent says that has no leader yet, 429 when it is asked too much.
  const kind = status >= 500 || status === 429 ? 'unreachable' : 'unreadable';
  return new RegistryError(kind, `${at(address)} answers with HTTP ${status} (${detail})`);
}

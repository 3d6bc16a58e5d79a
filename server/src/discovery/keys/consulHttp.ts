import type http from 'node:http';
import type { ConsulConnection } from '../../../../protocol/connections.ts';
import { agentFor, type ConsulExchange, exchange, scopeOf } from '../consul/exchange.ts';
import { failedAnswer } from '../consul/lostAnswer.ts';
import { at } from '../consul/socketError.ts';
import { firstThatAnswers, readEndpoints, type RegistryEndpoint } from '../endpoints.ts';
import { RegistryError } from '../registryError.ts';

/** Any answer but a refusal. */
export interface ConsulReply {
  /** 200, 404, 409, or another one that the caller accepts. */
  readonly status: number;
  readonly body: string;
}

/** Sends requests to the agents of a connection. */
export interface ConsulHttp {
  /** Rejects with a RegistryError, also for a status that nothing here can follow from. */
  send(call: ConsulExchange, signal: AbortSignal): Promise<ConsulReply>;
  close(): void;
}

/** A reply of one of these is for the caller to understand. */
const plainStatus: readonly number[] = [200, 404, 409];

/**
 * Connects with the first request. A change goes to the first agent alone, and is never repeated.
 * `accepted` are more statuses whose reply the caller understands.
 */
export function consulHttp(
  connection: ConsulConnection,
  accepted: readonly number[] = [],
): ConsulHttp {
  const agents = new Map<string, http.Agent>();
  const sendTo = async (
    endpoint: RegistryEndpoint,
    call: ConsulExchange,
    signal: AbortSignal,
  ): Promise<ConsulReply> => {
    const agent = agents.get(endpoint.address) ?? (await agentFor(endpoint));
    agents.set(endpoint.address, agent);
    return reply(call, { connection, endpoint, agent, accepted }, signal);
  };
  return {
    send: async (call, signal) => {
      const endpoints = readEndpoints(connection.endpoints, connection.tls);
      return call.method === 'GET'
        ? firstThatAnswers(endpoints, (endpoint) => sendTo(endpoint, call, signal))
        : sendTo(endpoints[0], call, signal);
    },
    close: () => {
      agents.forEach((agent) => {
        agent.destroy();
      });
    },
  };
}

interface Destination {
  readonly connection: ConsulConnection;
  readonly endpoint: RegistryEndpoint;
  readonly agent: http.Agent;
  readonly accepted: readonly number[];
}

async function reply(
  call: ConsulExchange,
  { connection, accepted, ...to }: Destination,
  signal: AbortSignal,
): Promise<ConsulReply> {
  const { token } = connection;
  const answer = await exchange(call, { ...to, token, scope: scopeOf(connection) }, signal);
  if (![...plainStatus, ...accepted].includes(answer.status)) {
    throw failedAnswer(call, answer, refusal(answer, at(to.endpoint.address)));
  }
  return { status: answer.status, body: answer.body };
}

function refusal({ status, body }: ConsulReply, where: string): RegistryError {
  const detail = body.slice(0, 300).trim();
  if (status === 401 || status === 403) {
    const advice = 'check that the policies of the token allow it';
    return new RegistryError('refused', `${where} does not allow this (${detail}): ${advice}`);
  }
  if (status === 413) {
    const advice = 'Consul allows 512 KiB unless it was configured with another kv_max_value_size';
    return new RegistryError('unreadable', `${where} takes no value of this size: ${advice}`);
  }
  return new RegistryError('unreadable', `${where} answers with HTTP ${status} (${detail})`);
}

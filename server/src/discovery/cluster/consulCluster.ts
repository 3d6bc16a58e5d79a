import type { ConsulConnection } from '../../../../protocol/connections.ts';
import { consulHttp, type ConsulHttp } from '../keys/consulHttp.ts';
import { parseJson } from '../json.ts';
import { RegistryError, toRegistryError } from '../registryError.ts';
import type { ClusterPorts, ClusterSource, SeenCluster } from './clusterSource.ts';
import { consulStatus, type ConsulView } from './consulStatus.ts';
import type { Distance } from './pace.ts';

/** With this status autopilot answers, in full, when it finds a server unhealthy. */
const unhealthy = 429;

/** Milliseconds for which all but the leader is taken as it was. */
const detailTimes: Readonly<Record<Distance, number>> = { near: 3_000, far: 60_000 };

/** The servers behind a Consul agent. Only the leader is asked for at each look. */
export function consulCluster(connection: ConsulConnection, { now }: ClusterPorts): ClusterSource {
  const place = { connectionId: connection.id, datacenter: connection.datacenter };
  return {
    async look(signal) {
      const http = consulHttp(connection, [unhealthy]);
      try {
        return consulStatus(await readView(http, signal), { ...place, at: now() });
      } finally {
        http.close();
      }
    },
    async watch({ pace, onStatus }, signal) {
      const http = consulHttp(connection, [unhealthy]);
      let view: ConsulView = {};
      let readAt = -Infinity;
      const look = async (): Promise<SeenCluster> => {
        const leader = await ask(http, 'status/leader', signal);
        const isOld = Math.abs(now() - readAt) > detailTimes[pace.distance];
        if (isOld || leader !== view.leader) {
          view = await readView(http, signal);
          readAt = now();
        }
        return consulStatus(view, { ...place, at: now() });
      };
      while (!signal.aborted) {
        const status = await look().catch((error: unknown) => {
          view = {};
          const { message } = toRegistryError(error, connection.name);
          return consulStatus({ notes: [message] }, { ...place, at: now() });
        });
        if (!signal.aborted) {
          onStatus(status);
          await pace.pause(signal);
        }
      }
      http.close();
    },
  };
}

/** What a token may not see is left out, and said. Rejects when the agent does not answer at all. */
async function readView(http: ConsulHttp, signal: AbortSignal): Promise<ConsulView> {
  const notes: string[] = [];
  const optional = (path: string): Promise<unknown> =>
    ask(http, path, signal).catch((error: unknown) => {
      if (error instanceof RegistryError && error.kind === 'unreachable') {
        throw error;
      }
      notes.push(`${path}: ${toRegistryError(error, path).message}`);
      return undefined;
    });
  const leader = await ask(http, 'status/leader', signal);
  const [peers, members, raft, health, datacenters] = await Promise.all([
    optional('status/peers'),
    optional('agent/members'),
    optional('operator/raft/configuration'),
    optional('operator/autopilot/health'),
    optional('catalog/datacenters'),
  ]);
  return { leader, peers, members, raft, health, datacenters, notes };
}

async function ask(http: ConsulHttp, path: string, signal: AbortSignal): Promise<unknown> {
  const { status, body } = await http.send({ method: 'GET', path }, signal);
  const json = parseJson(body);
  if ((status !== 200 && status !== unhealthy) || json === undefined) {
    throw new RegistryError('unreadable', `HTTP ${status} (${body.slice(0, 200)})`);
  }
  return json;
}

import type { ConsulConnection } from '../../../../protocol/connections.ts';
import { RegistryError } from '../registryError.ts';
import type { Sight } from '../sight.ts';
import { TaskGroup } from '../taskGroup.ts';
import { agentFacts, catalogRights } from './agentFacts.ts';
import { followQuery } from './blockingQuery.ts';
import type { ConsulCatalog } from './catalog.ts';
import { FirstRound } from './firstRound.ts';
import { GatewayWatches } from './gateways.ts';
import type { ConsulClient } from './http.ts';
import { readIntentions } from './intentions.ts';
import { isConsulItself, serviceNames } from './serviceNames.ts';
import { ServiceWatches } from './serviceWatches.ts';

/** What one session fills, and who is told. */
export interface FollowCatalogOptions {
  readonly client: ConsulClient;
  readonly catalog: ConsulCatalog;
  readonly connection: ConsulConnection;
  readonly sight: Sight;
  /** The catalog says something else than before. */
  readonly onChange: () => void;
  /** All was read once. Called once. */
  readonly onComplete: () => void;
  /** The agent does not tell its intentions. */
  readonly onNoIntentions: (error: RegistryError) => void;
  readonly signal: AbortSignal;
}

/**
 * The names of the catalog are asked with a short wait, which makes them the sign of life: an agent
 * that is frozen or cut off is noticed within 9 s.
 */
const namesQuery = {
  path: 'catalog/services',
  waitSeconds: 5,
  /**
   * A snapshot was restored. A query that was sent behind it with an index of before would be held
   * until its wait is over, so all are asked anew.
   */
  onWentBack: () => {
    throw new RegistryError('unreachable', 'the catalog went back to an earlier state');
  },
};
const intentionsQuery = { path: 'connect/intentions', waitSeconds: 60 };

/** Follows all of one agent until the signal aborts. Rejects with a RegistryError when it fails. */
export async function followCatalog(options: FollowCatalogOptions): Promise<void> {
  const { client, catalog, connection, signal } = options;
  const [agent, rights] = await Promise.all([
    agentFacts(client, signal),
    catalogRights(client, signal),
  ]);
  catalog.beginSession(connection.datacenter ?? agent.datacenter, rights);
  const group = new TaskGroup(signal);
  const firstRound = new FirstRound(options.onComplete);
  followServices(options, group, firstRound);
  group.start((ends) =>
    followIntentions(options, ends, () => {
      firstRound.seenIntentions();
    }),
  );
  await group.done();
}

function followServices(
  { client, catalog, connection, sight, onChange }: FollowCatalogOptions,
  group: TaskGroup,
  firstRound: FirstRound,
): void {
  const gateways = new GatewayWatches({
    client,
    group,
    connectionId: connection.id,
    onEdges: (edges) => {
      catalog.setGatewayEdges(edges);
      onChange();
    },
  });
  const watches = new ServiceWatches({
    client,
    group,
    sight,
    namesOf: (services) => catalog.namesOf(services),
    isHidden: isConsulItself,
    onNames: (names) => {
      if (catalog.keepOnly(names)) {
        onChange();
      }
    },
    onService: (name, answer) => {
      catalog.setService(name, answer);
      firstRound.seen(name);
    },
    onRead: () => {
      gateways.follow(catalog.gateways());
      onChange();
    },
    onRefused: (name, { message }) => {
      catalog.refuseService(name, message);
      onChange();
      firstRound.seen(name);
    },
  });
  group.start((ends) =>
    followQuery(
      client,
      { ...namesQuery, onIndex: watches.servicesAt.bind(watches) },
      ({ json, isFiltered }) => {
        const names = serviceNames(json);
        if (catalog.setFiltered(isFiltered)) {
          onChange();
        }
        watches.setNames(names);
        firstRound.expect(names);
      },
      ends,
    ),
  );
}

/** Intentions need a permission of their own, and Connect may be off: then there are none. */
async function followIntentions(
  { client, catalog, connection, onChange, onNoIntentions }: FollowCatalogOptions,
  signal: AbortSignal,
  seen: () => void,
): Promise<void> {
  try {
    await followQuery(
      client,
      intentionsQuery,
      ({ json }) => {
        catalog.setIntentions(readIntentions(json, connection.id));
        onChange();
        seen();
      },
      signal,
    );
  } catch (error) {
    if (!(error instanceof RegistryError) || error.kind === 'unreachable') {
      throw error;
    }
    onNoIntentions(error);
    const isRefused = error.kind === 'refused';
    catalog.refuseIntentions(
      isRefused ? 'the token may not read them: it needs intentions:read' : undefined,
    );
    onChange();
    seen();
  }
}

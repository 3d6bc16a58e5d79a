import type { ComponentChild } from 'preact';
import type { GraphModel } from '../../state/graph.ts';
import type { TopologyState } from '../../state/topologyState.ts';
import type { TopologySession } from '../../topologySession.ts';
import { Icon } from '../shared/text.tsx';

/** What stands in place of the map while there is none: why, and what to do. */
export function EmptyState(props: {
  readonly state: TopologyState;
  readonly session: TopologySession;
}): ComponentChild {
  const { graph, welcome } = props.state;
  if (welcome?.trusted === false) {
    return <NotTrusted />;
  }
  if (welcome?.hasConnections === false || graph?.connections.length === 0) {
    return <NoConnections session={props.session} />;
  }
  return graph === undefined ? <Waiting /> : <NothingRegistered {...props} graph={graph} />;
}

function NotTrusted(): ComponentChild {
  return (
    <div class="empty" data-testid="empty" data-reason="untrusted">
      <Icon name="shield" />
      <h1>This workspace is not trusted</h1>
      <p>
        Registry connections reach out over the network, so they wait until you trust the workspace.
        Run “Workspaces: Manage Workspace Trust” from the command palette.
      </p>
    </div>
  );
}

function NoConnections({ session }: { readonly session: TopologySession }): ComponentChild {
  return (
    <div class="empty" data-testid="empty" data-reason="unconnected">
      <Icon name="type-hierarchy-sub" />
      <h1>See your services live</h1>
      <p>
        Connect to etcd or Consul, or describe services in a file. Instances, their health and the
        edges between them appear here and follow every change.
      </p>
      <button
        type="button"
        class="button"
        data-testid="add-connection"
        onClick={session.addConnection}
      >
        <Icon name="add" />
        Add registry connection
      </button>
    </div>
  );
}

function Waiting(): ComponentChild {
  return (
    <div class="empty" data-testid="empty" data-reason="waiting" role="status">
      <Icon name="loading" spin />
      <h1>Reading the registries</h1>
      <p>The map appears with the first answer.</p>
    </div>
  );
}

function NothingRegistered(props: {
  readonly graph: GraphModel;
  readonly session: TopologySession;
}): ComponentChild {
  const { connections } = props.graph;
  const isLive = connections.some(({ state }) => state.phase === 'live');
  return (
    <div class="empty" data-testid="empty" data-reason={isLive ? 'nothing' : 'unreachable'}>
      <Icon name={isLive ? 'inbox' : 'debug-disconnect'} />
      <h1>{isLive ? 'Nothing is registered yet' : 'No registry answers yet'}</h1>
      <p>
        {isLive
          ? 'The registries answer and hold no service. Start a service that registers itself, or check the key prefixes of the connection.'
          : 'Every connection is retried until it answers. The chips above say what is wrong with each.'}
      </p>
      <button type="button" class="button secondary" onClick={props.session.manageConnections}>
        <Icon name="settings-gear" />
        Manage connections
      </button>
    </div>
  );
}

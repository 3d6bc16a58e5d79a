import type { ComponentChild } from 'preact';
import type { GraphModel } from '../../state/graph.ts';
import { hasValue, mistakenKey } from '../../state/filterText.ts';
import { questionIds } from '../../state/questions.ts';
import type { Showing, ShowingAction } from '../../state/showing.ts';
import type { Visibility } from '../../state/visibility.ts';
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

/** Stands over the map when nothing of it is left, or nothing stands out: why, and what to do. */
export function NothingFound(props: {
  readonly seen: Visibility;
  readonly showing: Showing;
  readonly dispatch: (action: ShowingAction) => void;
}): ComponentChild {
  const { seen, showing, dispatch } = props;
  const { filter } = showing;
  if (seen.found !== 0 && seen.nodes.length > 0) {
    return null;
  }
  return (
    <div class="nothing-found" role="status" data-testid="nothing-found">
      <strong>{seen.found === 0 ? 'Nothing fits the filter' : 'Everything is hidden'}</strong>
      {seen.found === 0 && <p>{adviceFor(filter.text)}</p>}
      <div class="nothing-actions">
        {seen.found === 0 && (
          <button
            type="button"
            class="button secondary small"
            onClick={() => dispatch({ type: 'filter', filter: { ...filter, text: '' } })}
          >
            Clear the filter
          </button>
        )}
        {seen.hidden > 0 && (
          <button
            type="button"
            class="button secondary small"
            onClick={() => dispatch({ type: 'showHidden' })}
          >
            Show {seen.hidden} hidden
          </button>
        )}
        {showing.trail.length > 0 && (
          <button
            type="button"
            class="button secondary small"
            onClick={() => dispatch({ type: 'leaveFocus', steps: 0 })}
          >
            Look at all services
          </button>
        )}
      </div>
    </div>
  );
}

function adviceFor(text: string): string {
  const mistake = mistakenKey(text);
  if (mistake !== undefined) {
    return `There is no key ${mistake.typed}. Did you mean ${mistake.meant}:?`;
  }
  if (questionIds.some((id) => hasValue(text, 'is', id))) {
    return 'No edge is an answer to this question, or no call has been observed yet: “Questions” says which.';
  }
  return 'Every term must hold. Take one away, or press Ctrl+Space in the box to see what there is.';
}

import type { ComponentChild } from 'preact';
import { useMemo } from 'preact/hooks';
import type { ConnectionStatus } from '../../../../protocol/connections.ts';
import { spokenState } from '../../state/connections.ts';
import { matching } from '../../state/filter.ts';
import type { GraphModel } from '../../state/graph.ts';
import { type GraphNode, mainKind, nodesOf } from '../../state/nodes.ts';
import type { TopologyState } from '../../state/topologyState.ts';
import { displayText } from '../../text/displayText.ts';
import type { TopologySession } from '../../topologySession.ts';
import { useStore } from '../shared/hooks.ts';
import { Icon } from '../shared/text.tsx';
import { ConnectionNotice } from './connectionChip.tsx';
import { EmptyState } from './emptyState.tsx';
import { GraphCanvas } from './graphCanvas.tsx';
import { Inspector } from './inspector.tsx';
import { Legend } from './legend.tsx';
import { Resizer } from './resizer.tsx';
import { TopBar } from './topBar.tsx';

/** The topology explorer: bar, map and inspector. */
export function TopologyView({ session }: { readonly session: TopologySession }): ComponentChild {
  const state = useStore(session.store);
  const { graph } = state;
  const isUsable = graph !== undefined && graph.connections.length > 0;
  return (
    <div class="topology" data-testid="topology-view">
      <div class="visually-hidden" role="status" aria-live="polite">
        {graph?.connections.map((each) => displayText(spokenState(each))).join('. ')}
      </div>
      {isUsable ? (
        <Explorer state={state} graph={graph} session={session} />
      ) : (
        <EmptyState state={state} session={session} />
      )}
    </div>
  );
}

interface ExplorerProps {
  readonly state: TopologyState;
  readonly graph: GraphModel;
  readonly session: TopologySession;
}

function Explorer({ state, graph, session }: ExplorerProps): ComponentChild {
  const nodes = useStableNodes(graph);
  const matches = useMemo(() => matching(nodes, state.filter), [nodes, state.filter]);
  const chosen = nodes.find((node) => node.id === state.selection?.serviceId);
  const openFirstMatch = (): void => {
    const first = nodes.find((node) => matches?.has(node.id) ?? true);
    session.select(first && { serviceId: first.id });
  };
  return (
    <>
      <TopBar
        graph={graph}
        filter={state.filter}
        shown={matches?.size ?? nodes.length}
        total={nodes.length}
        isArranging={state.layout === 'wanted'}
        session={session}
        onFilterEnter={openFirstMatch}
      />
      <Notices state={state} graph={graph} session={session} />
      <div class="stage">
        {nodes.length === 0 ? (
          <EmptyState state={state} session={session} />
        ) : (
          <div class="map-area">
            <GraphCanvas {...{ state, graph, nodes, matches, session }} />
            <Legend kinds={kindsIn(graph)} hasGhosts={hasGhosts(graph)} />
          </div>
        )}
        {chosen !== undefined && (
          <>
            <Resizer
              width={state.inspectorWidth}
              onResize={(width) => session.store.dispatch({ type: 'inspectorWidth', width })}
            />
            <Inspector
              key={chosen.id}
              node={chosen}
              state={state}
              graph={graph}
              session={session}
            />
          </>
        )}
      </div>
    </>
  );
}

function Notices({ state, graph, session }: ExplorerProps): ComponentChild {
  return (
    <>
      {graph.connections.filter(isTroubled).map((connection) => (
        <ConnectionNotice
          key={connection.id}
          connection={connection}
          onManage={session.manageConnections}
        />
      ))}
      {state.layoutProblem !== undefined && (
        <div class="notice">
          <Icon name="info" />
          <span class="notice-text">
            The services stand in rows, for the automatic layout did not work:{' '}
            {displayText(state.layoutProblem)}. “Re-arrange” tries again.
          </span>
        </div>
      )}
    </>
  );
}

function isTroubled({ state }: ConnectionStatus): boolean {
  return state.phase === 'stale' || state.phase === 'failed';
}

/** The cards, each the same object as before while its service is, so that it is not drawn again. */
function useStableNodes(graph: GraphModel): readonly GraphNode[] {
  const previous = useMemo(() => ({ nodes: new Map<string, GraphNode>() }), []);
  return useMemo(() => {
    const nodes = nodesOf(graph).map((node) => {
      const old = previous.nodes.get(node.id);
      return old !== undefined && old.service === node.service ? old : node;
    });
    previous.nodes = new Map(nodes.map((node) => [node.id, node]));
    return nodes;
  }, [graph.services, graph.edges]);
}

function kindsIn(graph: GraphModel): string {
  return [...new Set([...graph.edges.values()].map(mainKind))].join(' ');
}

function hasGhosts(graph: GraphModel): boolean {
  return [...graph.services.values()].some((service) =>
    service.instances.some(({ possibleGhost }) => possibleGhost),
  );
}

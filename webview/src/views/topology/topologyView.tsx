import type { ComponentChild } from 'preact';
import { useCallback, useMemo } from 'preact/hooks';
import type { ConnectionStatus } from '../../../../protocol/connections.ts';
import { spokenState } from '../../state/connections.ts';
import type { EdgeKind } from '../../../../protocol/topology.ts';
import { toggleValue } from '../../state/filterText.ts';
import { createFocusedView } from '../../state/focusedState.ts';
import { commandOfKey } from '../../state/commands.ts';
import type { GraphModel } from '../../state/graph.ts';
import { type GraphNode, nodesOf } from '../../state/nodes.ts';
import { createPastView } from '../../state/pastView.ts';
import type { TopologyState } from '../../state/topologyState.ts';
import { traitsOf } from '../../state/traits.ts';
import { visibilityOf } from '../../state/visibility.ts';
import { displayText } from '../../text/displayText.ts';
import type { TopologySession } from '../../topologySession.ts';
import { PastMoment } from '../timeline/past.ts';
import { ChangePanel, PastOverlays } from '../timeline/pastOverlays.tsx';
import { TimelineStrip } from '../timeline/timelineStrip.tsx';
import { useStore } from '../shared/hooks.ts';
import { Icon } from '../shared/text.tsx';
import { ConnectionNotice } from './connectionChip.tsx';
import { EdgeInspector } from './edgeInspector.tsx';
import { EmptyState, NothingFound } from './emptyState.tsx';
import { Inspector } from './inspector.tsx';
import { Legend } from './legend.tsx';
import { ServiceMap } from './map/serviceMap.tsx';
import { Resizer } from './resizer.tsx';
import { TopBar } from './topBar.tsx';

/** The topology explorer: bar, map and inspector. */
export function TopologyView({ session }: { readonly session: TopologySession }): ComponentChild {
  const showMoment = useMemo(createPastView, []);
  const state = showMoment(useStore(session.store));
  const { graph } = state;
  const isUsable = graph !== undefined && graph.connections.length > 0;
  return (
    <div class="topology" data-testid="topology-view" onKeyDown={(event) => runKey(event, session)}>
      <div class="visually-hidden" role="status" aria-live="polite">
        {graph?.connections.map((each) => displayText(spokenState(each))).join('. ')}
      </div>
      {isUsable ? (
        <PastMoment.Provider value={state.timeline.playhead}>
          <Explorer state={state} graph={graph} session={session} />
        </PastMoment.Provider>
      ) : (
        <EmptyState state={state} session={session} />
      )}
    </div>
  );
}

/** Runs the command behind a key, unless something within has used it or takes text. */
function runKey(event: KeyboardEvent, { store }: TopologySession): void {
  const isTyping =
    event.target instanceof Element && event.target.closest('input, textarea, select') !== null;
  const isFind = (event.ctrlKey || event.metaKey) && event.key === 'f';
  const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
  const command = isFind ? 'filter' : isPlain ? commandOfKey(event.key) : undefined;
  if (command !== undefined && !event.defaultPrevented && (isFind || !isTyping)) {
    store.dispatch({ type: 'command', command });
    event.preventDefault();
  }
}

interface ExplorerProps {
  readonly state: TopologyState;
  readonly graph: GraphModel;
  readonly session: TopologySession;
}

function Explorer({ state, graph, session }: ExplorerProps): ComponentChild {
  const nodes = useStableNodes(graph);
  const seen = useMemo(
    () => visibilityOf(graph, nodes, state.showing),
    [nodes, graph.edges, graph.connections, state.showing],
  );
  const kinds = useMemo(() => kindsIn(graph.edges), [graph.edges]);
  const { hasGhosts } = useMemo(() => traitsOf(graph), [graph.services]);
  const focused = useMemo(createFocusedView, []);
  const toggleKind = useCallback((kind: EdgeKind): void => {
    const { filter } = session.store.get().showing;
    const text = toggleValue(filter.text, 'edge', kind);
    session.store.dispatch({ type: 'filter', filter: { ...filter, text } });
  }, []);
  const openFirstMatch = (): void => {
    const first = seen.nodes.find((node) => seen.matches?.has(node.id) ?? true);
    session.select(first && { serviceId: first.id });
  };
  return (
    <>
      <TopBar
        state={state}
        graph={graph}
        seen={seen}
        total={nodes.length}
        session={session}
        onFilterEnter={openFirstMatch}
      />
      <Notices state={state} graph={graph} session={session} />
      <div class="stage">
        <ChangePanel state={state} session={session} />
        {nodes.length === 0 ? (
          <EmptyState state={state} session={session} />
        ) : (
          <div class="map-area">
            <ServiceMap {...{ session, graph, seen }} state={focused(state, seen)} />
            <Legend
              kinds={kinds}
              hasGhosts={hasGhosts}
              filterText={state.showing.filter.text}
              onKind={toggleKind}
            />
            <PastOverlays state={state} session={session} />
            <NothingFound seen={seen} showing={state.showing} dispatch={session.store.dispatch} />
          </div>
        )}
        <Details {...{ state, graph, nodes, session }} />
      </div>
      <TimelineStrip timeline={state.timeline} session={session.timeline} />
    </>
  );
}

/** The inspector of what is selected: a service or an edge. */
function Details(props: ExplorerProps & { readonly nodes: readonly GraphNode[] }): ComponentChild {
  const { state, graph, nodes, session } = props;
  const node = nodes.find(({ id }) => id === state.selection?.serviceId);
  const edge = graph.edges.get(state.edgeId ?? '');
  if (node === undefined && edge === undefined) {
    return null;
  }
  const width = state.inspectorWidth;
  return (
    <>
      <Resizer
        width={width}
        onResize={(next) => session.store.dispatch({ type: 'inspectorWidth', width: next })}
      />
      {node !== undefined && <Inspector key={node.id} {...{ node, state, graph, session }} />}
      {edge !== undefined && <EdgeInspector {...{ edge, graph, width, session }} />}
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

/** Kinds of sources, also those that no line is drawn as. */
function kindsIn(edges: GraphModel['edges']): string {
  const kinds = new Set<EdgeKind>();
  for (const { sources } of edges.values()) {
    sources.forEach(({ kind }) => kinds.add(kind));
  }
  return [...kinds].join(' ');
}

import type { ReflectedServices } from '../../../protocol/calls.ts';
import type { ConnectionStatus } from '../../../protocol/connections.ts';
import type { TopologyUpdate } from '../../../protocol/topology.ts';
import { gridPositions } from '../layout/grid.ts';
import type { Point } from '../layout/geometry.ts';
import { placeNew } from '../layout/placement.ts';
import { type Filter, noFilter } from './filter.ts';
import { applyUpdate, type GraphModel } from './graph.ts';
import { nodesOf } from './nodes.ts';

/** What server reflection said about one instance. */
export type MethodList =
  | { readonly phase: 'loading' }
  | { readonly phase: 'ready'; readonly result: ReflectedServices }
  | { readonly phase: 'failed'; readonly message: string };

export interface Selection {
  readonly serviceId: string;
  readonly instanceId?: string;
}

export interface Viewport {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

export interface TopologyState {
  readonly graph: GraphModel | undefined;
  readonly welcome: { readonly trusted: boolean; readonly hasConnections: boolean } | undefined;
  /** Upper left corner of every card. A card that has a place keeps it until a full layout. */
  readonly positions: ReadonlyMap<string, Point>;
  /** By edge id: the way of the last full layout, while both cards are where it put them. */
  readonly routes: ReadonlyMap<string, readonly Point[]>;
  /** Whether a full layout is wanted, and why there is none when it failed. */
  readonly layout: 'wanted' | 'settled';
  readonly layoutProblem: string | undefined;
  /** Grows with each full layout. */
  readonly arrangement: number;
  /** Until then the registries are still filling in: new cards ask for a full layout. */
  readonly fillingUntil: number;
  /** A person has moved the map or a card; from then on only a person asks for a full layout. */
  readonly touched: boolean;
  /** Service id to the revision with which it last looked different. */
  readonly changed: ReadonlyMap<string, number>;
  readonly selection: Selection | undefined;
  readonly filter: Filter;
  readonly viewport: Viewport | undefined;
  readonly inspectorWidth: number;
  /** By instance id. */
  readonly methods: ReadonlyMap<string, MethodList>;
  /** An update is missing: ask for a snapshot. */
  readonly needsSnapshot: boolean;
}

export type TopologyAction =
  | { readonly type: 'update'; readonly update: TopologyUpdate; readonly at: number }
  | { readonly type: 'welcome'; readonly trusted: boolean; readonly hasConnections: boolean }
  | { readonly type: 'arrange' }
  | {
      readonly type: 'arranged';
      readonly positions: ReadonlyMap<string, Point>;
      readonly routes: ReadonlyMap<string, readonly Point[]>;
    }
  | { readonly type: 'arrangeFailed'; readonly reason: string }
  | { readonly type: 'moveCard'; readonly id: string; readonly to: Point }
  | { readonly type: 'select'; readonly selection: Selection | undefined }
  | { readonly type: 'filter'; readonly filter: Filter }
  /** The whole map is shown, and goes on being shown, until a person moves it. */
  | { readonly type: 'showAll' }
  | { readonly type: 'viewport'; readonly viewport: Viewport; readonly byHand: boolean }
  | { readonly type: 'inspectorWidth'; readonly width: number }
  | { readonly type: 'methods'; readonly instanceId: string; readonly list: MethodList };

/** How long after a registry's first content new cards still belong to its first picture. */
const fillingMs = 3000;

export const initialTopology: TopologyState = {
  graph: undefined,
  welcome: undefined,
  positions: new Map(),
  routes: new Map(),
  layout: 'settled',
  layoutProblem: undefined,
  arrangement: 0,
  fillingUntil: 0,
  touched: false,
  changed: new Map(),
  selection: undefined,
  filter: noFilter,
  viewport: undefined,
  inspectorWidth: 400,
  methods: new Map(),
  needsSnapshot: false,
};

/** The whole behaviour of the explorer; pure. */
export function reduceTopology(state: TopologyState, action: TopologyAction): TopologyState {
  switch (action.type) {
    case 'update':
      return update(state, action);
    case 'welcome':
      return welcome(state, action);
    case 'arrange':
      return { ...state, layout: 'wanted', layoutProblem: undefined, touched: false };
    case 'arranged':
      return arranged(state, action);
    case 'arrangeFailed':
      return { ...state, layout: 'settled', layoutProblem: action.reason };
    case 'moveCard':
      return moveCard(state, action);
    case 'select':
      return { ...state, selection: action.selection };
    case 'filter':
      return { ...state, filter: action.filter };
    case 'viewport':
      return { ...state, viewport: action.viewport, touched: state.touched || action.byHand };
    case 'showAll':
      return { ...state, touched: false };
    case 'inspectorWidth':
      return { ...state, inspectorWidth: Math.min(900, Math.max(280, action.width)) };
    case 'methods':
      return { ...state, methods: new Map(state.methods).set(action.instanceId, action.list) };
  }
}

function update(
  state: TopologyState,
  { update, at }: Extract<TopologyAction, { type: 'update' }>,
): TopologyState {
  const result = applyUpdate(state.graph, update);
  switch (result.kind) {
    case 'gap':
      return { ...state, needsSnapshot: true };
    case 'outdated':
      return state;
    case 'applied':
      return placeCards(
        {
          ...state,
          graph: result.graph,
          welcome: result.graph.connections.length > 0 ? undefined : state.welcome,
          needsSnapshot: update.kind === 'snapshot' ? false : state.needsSnapshot,
          changed: noteChanges(state.changed, result.changed, result.graph.revision),
          selection: keptSelection(state.selection, result.graph),
          fillingUntil: beginsToFill(state.graph, result.graph.connections)
            ? at + fillingMs
            : state.fillingUntil,
        },
        at,
      );
  }
}

/** Whether a registry shows its content for the first time. */
function beginsToFill(
  before: GraphModel | undefined,
  connections: readonly ConnectionStatus[],
): boolean {
  return connections.some(
    ({ id, state }) =>
      state.phase === 'live' &&
      (before?.connections.find((old) => old.id === id)?.state.phase ?? 'connecting') ===
        'connecting',
  );
}

function noteChanges(
  changed: ReadonlyMap<string, number>,
  ids: readonly string[],
  revision: number,
): ReadonlyMap<string, number> {
  return ids.length === 0
    ? changed
    : new Map([...changed, ...ids.map((id) => [id, revision] as const)]);
}

function keptSelection(selection: Selection | undefined, graph: GraphModel): Selection | undefined {
  if (selection === undefined) {
    return undefined;
  }
  const isShown = nodesOf(graph).some((node) => node.id === selection.serviceId);
  return isShown ? selection : undefined;
}

/** Gives new cards a place and forgets those of cards that are gone. */
function placeCards(state: TopologyState, at: number): TopologyState {
  if (state.graph === undefined) {
    return state;
  }
  const ids = nodesOf(state.graph).map((node) => node.id);
  const shown = new Set(ids);
  const placed = new Map([...state.positions].filter(([id]) => shown.has(id)));
  const added = ids.filter((id) => !placed.has(id));
  if (added.length === 0 && placed.size === state.positions.size) {
    return state;
  }
  const links = [...state.graph.edges.values()];
  const isFirst = placed.size === 0;
  const asksForLayout = isFirst || (added.length > 0 && at < state.fillingUntil && !state.touched);
  return {
    ...state,
    positions: isFirst ? gridPositions(ids) : placeNew({ placed, added, links }),
    layout: asksForLayout ? 'wanted' : state.layout,
  };
}

/** Cards that came while the layout was made are placed beside their neighbours. */
function arranged(
  state: TopologyState,
  { positions, routes }: Extract<TopologyAction, { type: 'arranged' }>,
): TopologyState {
  const ids = state.graph === undefined ? [] : nodesOf(state.graph).map((node) => node.id);
  const placed = new Map(
    ids.flatMap((id) => {
      const point = positions.get(id);
      return point === undefined ? [] : [[id, point] as const];
    }),
  );
  const added = ids.filter((id) => !placed.has(id));
  const links = [...(state.graph?.edges.values() ?? [])];
  return {
    ...state,
    positions: placeNew({ placed, added, links }),
    routes,
    layout: 'settled',
    layoutProblem: undefined,
    arrangement: state.arrangement + 1,
  };
}

function moveCard(
  state: TopologyState,
  { id, to }: Extract<TopologyAction, { type: 'moveCard' }>,
): TopologyState {
  const edges = state.graph?.edges;
  const routes = new Map(
    [...state.routes].filter(([edgeId]) => {
      const edge = edges?.get(edgeId);
      return edge !== undefined && edge.from !== id && edge.to !== id;
    }),
  );
  return { ...state, positions: new Map(state.positions).set(id, to), routes, touched: true };
}

function welcome(
  state: TopologyState,
  { trusted, hasConnections }: Extract<TopologyAction, { type: 'welcome' }>,
): TopologyState {
  const next = { ...state, welcome: { trusted, hasConnections } };
  return trusted && hasConnections ? next : { ...next, graph: undefined, selection: undefined };
}

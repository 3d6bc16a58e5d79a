import type { ReflectedServices } from '../../../protocol/calls.ts';
import type { ConnectionStatus } from '../../../protocol/connections.ts';
import type { TopologyUpdate } from '../../../protocol/topology.ts';
import type { Point } from '../layout/geometry.ts';
import { placeNew } from '../layout/placement.ts';
import { extendGroups, type GroupChoice, type Groups, noGroups } from '../scene/grouping.ts';
import type { GroupMode } from '../scene/scene.ts';
import type { SavedViews, TopologyCommand } from '../../../protocol/views.ts';
import { commandActions } from './commands.ts';
import { applyUpdate, type GraphModel } from './graph.ts';
import {
  groupingInput,
  isRestored,
  keptGroups,
  laidOutAtOnce,
  regroup,
  withModes,
  withoutFrames,
} from './groupState.ts';
import { hasNode, nodesOf } from './nodes.ts';
import { noViews } from './savedViews.ts';
import { applyView, knowViews, show } from './showState.ts';
import type { Store } from './store.ts';
import { focusOf, showEverything, type Showing, type ShowingAction } from './showing.ts';
import {
  initialTimeline,
  reduceTimeline,
  type TimelineAction,
  type TimelineState,
} from './timeline.ts';

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

/** A part of the page that can be opened by a command of the editor. */
export type PromptPart = 'filter' | 'saveView' | 'views';

/** A place that the map is asked to show. */
export type MapGoal =
  | { readonly kind: 'viewport'; readonly viewport: Viewport }
  /** A service, in the middle. */
  | { readonly kind: 'service'; readonly id: string }
  /** All that is drawn. */
  | { readonly kind: 'all' };

export interface TopologyState {
  readonly graph: GraphModel | undefined;
  readonly welcome: { readonly trusted: boolean; readonly hasConnections: boolean } | undefined;
  /** Upper left corner of every card. A card that has a place keeps it until a full layout. */
  readonly positions: ReadonlyMap<string, Point>;
  /** Cards that a person has moved within the neighbourhood that is shown. */
  readonly focusMoves: ReadonlyMap<string, Point>;
  /** By edge id: the way of the last full layout, while both cards are where it put them. */
  readonly routes: ReadonlyMap<string, readonly Point[]>;
  /** What a person wants the map to be grouped by. */
  readonly groupChoice: GroupChoice;
  /** The groups of the last full layout, and the group of each card that has come since. */
  readonly groups: Groups;
  /** Groups that a person has opened or closed, by id; the others follow the zoom. */
  readonly groupModes: ReadonlyMap<string, GroupMode>;
  /** Whether a full layout is wanted, and why there is none when it failed. */
  readonly layout: 'wanted' | 'settled';
  readonly layoutProblem: string | undefined;
  /** Grows with each full layout. */
  readonly arrangement: number;
  /** Until then the registries are still filling in: new cards ask for a full layout. */
  readonly fillingUntil: number;
  /** A person has moved the map or a card; from then on only a person asks for a full layout. */
  readonly touched: boolean;
  /** Service id to the revision with which it last looked different; where many did, the latest alone. */
  readonly changed: ReadonlyMap<string, number>;
  readonly selection: Selection | undefined;
  /** The edge whose sources are shown; never beside a selected service. */
  readonly edgeId: string | undefined;
  readonly showing: Showing;
  readonly saved: SavedViews;
  /** The saved view that was chosen last; what is shown may have changed since. */
  readonly viewId: string | undefined;
  /** Nothing was remembered of an earlier page: the default view is still to be applied. */
  readonly isFresh: boolean;
  readonly viewport: Viewport | undefined;
  /** Where the map is to go; each wish is a new object. */
  readonly goal: MapGoal | undefined;
  readonly inspectorWidth: number;
  /** By instance id. */
  readonly methods: ReadonlyMap<string, MethodList>;
  /** What the registry holds for the instance that was asked for last, as text. */
  readonly registration: { readonly instanceId: string; readonly raw: string } | undefined;
  /** A part of the page that a command asks for; each wish is a new object. */
  readonly prompt: { readonly part: PromptPart } | undefined;
  /** The past, and whether it is what is looked at; see `createPastView` for what is shown then. */
  readonly timeline: TimelineState;
  /** An update is missing: ask for a snapshot. */
  readonly needsSnapshot: boolean;
}

export type TopologyAction =
  | ShowingAction
  | { readonly type: 'update'; readonly update: TopologyUpdate; readonly at: number }
  | { readonly type: 'welcome'; readonly trusted: boolean; readonly hasConnections: boolean }
  | { readonly type: 'arrange' }
  | {
      readonly type: 'arranged';
      readonly positions: ReadonlyMap<string, Point>;
      readonly routes: ReadonlyMap<string, readonly Point[]>;
      /** Those that it was made for; the present ones when absent. */
      readonly groups?: Groups;
    }
  | { readonly type: 'groupBy'; readonly choice: GroupChoice }
  /** Opens or closes groups; without a mode they follow the zoom. */
  | {
      readonly type: 'groupMode';
      readonly ids: readonly string[];
      readonly mode: GroupMode | undefined;
    }
  /** One card, or several at once, such as a group. */
  | { readonly type: 'moveCards'; readonly to: ReadonlyMap<string, Point> }
  | { readonly type: 'arrangeFailed'; readonly reason: string }
  | { readonly type: 'select'; readonly selection: Selection | undefined }
  | { readonly type: 'selectEdge'; readonly edgeId: string }
  /** The saved views of the workspace. */
  | { readonly type: 'views'; readonly saved: SavedViews }
  /** Shows a saved view; everything without one. */
  | { readonly type: 'applyView'; readonly id: string | undefined }
  /** What is shown now is the saved view. */
  | { readonly type: 'viewSaved'; readonly id: string }
  | { readonly type: 'goal'; readonly goal: MapGoal }
  | { readonly type: 'prompt'; readonly part: PromptPart }
  | { readonly type: 'command'; readonly command: TopologyCommand }
  /** The whole map is shown, and goes on being shown, until a person moves it. */
  | { readonly type: 'showAll' }
  | { readonly type: 'viewport'; readonly viewport: Viewport; readonly byHand: boolean }
  | { readonly type: 'timeline'; readonly action: TimelineAction }
  | { readonly type: 'inspectorWidth'; readonly width: number }
  | { readonly type: 'methods'; readonly instanceId: string; readonly list: MethodList }
  | { readonly type: 'registration'; readonly instanceId: string; readonly raw: string };

/** The one holder of the state of a page. */
export type TopologyStore = Store<TopologyState, TopologyAction>;

/** How long after a registry's first content new cards still belong to its first picture. */
const fillingMs = 3000;

export const initialTopology: TopologyState = {
  graph: undefined,
  welcome: undefined,
  positions: new Map(),
  focusMoves: new Map(),
  routes: new Map(),
  groupChoice: 'auto',
  groups: noGroups,
  groupModes: new Map(),
  layout: 'settled',
  layoutProblem: undefined,
  arrangement: 0,
  fillingUntil: 0,
  touched: false,
  changed: new Map(),
  selection: undefined,
  edgeId: undefined,
  showing: showEverything,
  saved: noViews,
  viewId: undefined,
  isFresh: true,
  viewport: undefined,
  goal: undefined,
  prompt: undefined,
  inspectorWidth: 400,
  methods: new Map(),
  registration: undefined,
  timeline: initialTimeline,
  needsSnapshot: false,
};

/** The whole behaviour of the explorer; pure. */
export function reduceTopology(state: TopologyState, action: TopologyAction): TopologyState {
  switch (action.type) {
    case 'update':
      return rememberPlaces(state, update(state, action));
    case 'welcome':
      return welcome(state, action);
    case 'arrange':
      return { ...state, layout: 'wanted', layoutProblem: undefined, touched: false };
    case 'arranged':
      return arranged(state, action);
    case 'arrangeFailed':
      return { ...state, layout: 'settled', layoutProblem: action.reason };
    case 'moveCards':
      return moveCards(state, action.to);
    case 'groupBy':
      return regroup(state, action.choice);
    case 'groupMode':
      return { ...state, groupModes: withModes(state.groupModes, action) };
    case 'select':
      return { ...state, selection: action.selection, edgeId: undefined };
    case 'selectEdge':
      return { ...state, selection: undefined, edgeId: action.edgeId };
    case 'filter':
    case 'hide':
    case 'showHidden':
    case 'reveal':
    case 'focus':
    case 'leaveFocus':
      return show(state, action);
    case 'views':
      return knowViews(state, action.saved);
    case 'applyView':
      return applyView(state, action.id);
    case 'viewSaved':
      return { ...state, viewId: action.id };
    case 'goal':
      return { ...state, goal: action.goal };
    case 'command':
      return commandActions(state, action.command).reduce(reduceTopology, state);
    case 'prompt':
      return { ...state, prompt: { part: action.part } };
    case 'viewport':
      return { ...state, viewport: action.viewport, touched: state.touched || action.byHand };
    case 'showAll':
      return { ...state, touched: false };
    case 'timeline':
      return { ...state, timeline: reduceTimeline(state.timeline, action.action) };
    case 'inspectorWidth':
      return { ...state, inspectorWidth: Math.min(900, Math.max(280, action.width)) };
    case 'registration':
      return { ...state, registration: { instanceId: action.instanceId, raw: action.raw } };
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
    case 'applied': {
      const next: TopologyState = {
        ...state,
        graph: result.graph,
        welcome: result.graph.connections.length > 0 ? undefined : state.welcome,
        needsSnapshot: update.kind === 'snapshot' ? false : state.needsSnapshot,
        changed: noteChanges(state.changed, result.changed, result.graph.revision),
        selection: keptSelection(state, result.graph),
        edgeId: result.graph.edges.has(state.edgeId ?? '') ? state.edgeId : undefined,
        fillingUntil: beginsToFill(state.graph, result.graph.connections)
          ? at + fillingMs
          : state.fillingUntil,
      };
      return result.hasSameParts ? next : placeCards(next, at);
    }
  }
}

/** Cards that go are to reappear where they stood when somebody looks back. */
function rememberPlaces(before: TopologyState, after: TopologyState): TopologyState {
  if (before.positions === after.positions) {
    return after;
  }
  const places = new Map([...before.positions].filter(([id]) => !after.positions.has(id)));
  return places.size === 0
    ? after
    : { ...after, timeline: reduceTimeline(after.timeline, { type: 'leave', places }) };
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

/** So many services are noted at least, and all that the last revisions changed: a picture shows no more. */
const leastNoted = 100;
const notedRevisions = 32;

function noteChanges(
  changed: ReadonlyMap<string, number>,
  ids: readonly string[],
  revision: number,
): ReadonlyMap<string, number> {
  if (ids.length === 0) {
    return changed;
  }
  const next = new Map<string, number>();
  for (const [id, at] of changed) {
    if (changed.size < leastNoted || at > revision - notedRevisions) {
      next.set(id, at);
    }
  }
  ids.forEach((id) => next.set(id, revision));
  return next;
}

/** While the past is shown, what is selected may be gone by now. */
function keptSelection(
  { selection, timeline }: TopologyState,
  graph: GraphModel,
): Selection | undefined {
  if (selection === undefined || timeline.past !== undefined) {
    return selection;
  }
  return hasNode(graph, selection.serviceId) ? selection : undefined;
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
    return isRestored(state) ? { ...state, groups: keptGroups(state, state.graph) } : state;
  }
  const isFirst = placed.size === 0;
  const asksForLayout = isFirst || (added.length > 0 && at < state.fillingUntil && !state.touched);
  if (asksForLayout) {
    return { ...laidOutAtOnce(state, state.graph), layout: 'wanted' };
  }
  const groups = keptGroups(state, state.graph);
  const links = [...state.graph.edges.values()];
  return { ...state, groups, positions: placeNew({ placed, added, links, groupOf: groups.of }) };
}

/** Cards that came while the layout was made are placed beside their neighbours. */
function arranged(
  state: TopologyState,
  { positions, routes, groups = state.groups }: Extract<TopologyAction, { type: 'arranged' }>,
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
  const kept =
    state.graph === undefined ? groups : extendGroups(groups, groupingInput(state.graph));
  return {
    ...state,
    groups: kept,
    positions: placeNew({ placed, added, links, groupOf: kept.of }),
    routes,
    layout: 'settled',
    layoutProblem: undefined,
    arrangement: state.arrangement + 1,
  };
}

/** A line between two cards that move together could go along; it is drawn anew, which looks the same. */
function moveCards(state: TopologyState, to: ReadonlyMap<string, Point>): TopologyState {
  if (state.positions.has(focusOf(state.showing)?.serviceId ?? '')) {
    return { ...state, focusMoves: new Map([...state.focusMoves, ...to]), touched: true };
  }
  const edges = state.graph?.edges;
  const routes = new Map(
    [...state.routes].filter(([edgeId]) => {
      const edge = edges?.get(edgeId);
      return edge !== undefined && !to.has(edge.from) && !to.has(edge.to);
    }),
  );
  return {
    ...state,
    groups: withoutFrames(state.groups, to),
    positions: new Map([...state.positions, ...to]),
    routes,
    touched: true,
  };
}

function welcome(
  state: TopologyState,
  { trusted, hasConnections }: Extract<TopologyAction, { type: 'welcome' }>,
): TopologyState {
  const next = { ...state, welcome: { trusted, hasConnections } };
  return trusted && hasConnections ? next : { ...next, graph: undefined, selection: undefined };
}

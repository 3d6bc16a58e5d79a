import type {
  Comparison,
  HistoryChange,
  HistoryExtent,
  PastState,
  ServiceHealthHistory,
} from '../../../protocol/history.ts';
import type { Point } from '../layout/geometry.ts';
import { applyUpdate, type GraphModel } from './graph.ts';

/** The graph as it was from one change to the next. */
export interface PastGraph {
  readonly step: number;
  readonly from: number;
  /** Absent while nothing has changed since. */
  readonly until: number | undefined;
  readonly graph: GraphModel;
}

/** How many times faster than it happened. */
export type Speed = 1 | 4 | 16;
export const speeds: readonly Speed[] = [1, 4, 16];

/** What is known of the past, and where in it a person stands. Times are by the server's clock. */
export interface TimelineState {
  /** Absent until the server has answered for the first time. */
  readonly extent: HistoryExtent | undefined;
  /** What to add to the page's clock to get the server's. */
  readonly clockOffset: number;
  /** The oldest first. */
  readonly changes: readonly HistoryChange[];
  /** Older changes that the server knows and this page does not. */
  readonly omitted: number;
  /** The moment that is looked at; absent while it is now. */
  readonly playhead: number | undefined;
  readonly isPlaying: boolean;
  readonly speed: Speed;
  /** What is shown instead of the live graph; lags behind the playhead until the server answers. */
  readonly past: PastGraph | undefined;
  /** How often another moment was shown. */
  readonly moves: number;
  /** Services that the last move made look different, with its number below zero: no revision. */
  readonly flashes: ReadonlyMap<string, number>;
  readonly isComparing: boolean;
  readonly comparison: Comparison | undefined;
  /** Of the selected service. */
  readonly health: ServiceHealthHistory | undefined;
  /** Where cards stood that have gone. */
  readonly places: ReadonlyMap<string, Point>;
  readonly problem: string | undefined;
  /** How often the server was said to know more than the graph shows. */
  readonly news: number;
  readonly isOpen: boolean;
  readonly isListOpen: boolean;
  readonly onlySelected: boolean;
  /** Milliseconds that the chart shows; 0 for all that is known. */
  readonly window: number;
}

export type TimelineAction =
  | {
      readonly type: 'learnt';
      readonly extent: HistoryExtent;
      readonly changes: readonly HistoryChange[];
      readonly omitted: number;
      /** By the page's clock. */
      readonly at: number;
    }
  /** Looks at a moment; one that is not past is now. */
  | { readonly type: 'seek'; readonly time: number; readonly now: number }
  | { readonly type: 'live' }
  | { readonly type: 'past'; readonly state: PastState; readonly live: GraphModel | undefined }
  | { readonly type: 'play'; readonly isPlaying: boolean }
  | { readonly type: 'speed'; readonly speed: Speed }
  | { readonly type: 'compare'; readonly isComparing: boolean }
  | { readonly type: 'compared'; readonly comparison: Comparison }
  | { readonly type: 'health'; readonly health: ServiceHealthHistory }
  /** Cards that are about to leave the map. */
  | { readonly type: 'leave'; readonly places: ReadonlyMap<string, Point> }
  | { readonly type: 'failed'; readonly message: string }
  | { readonly type: 'news' }
  | { readonly type: 'look'; readonly look: Partial<TimelineLook> };

/** What is remembered of a page that was hidden. */
export type TimelineLook = Pick<
  TimelineState,
  'isOpen' | 'isListOpen' | 'onlySelected' | 'window' | 'speed'
>;

/** The page knows no more changes than these. */
export const mostChanges = 20_000;
const mostPlaces = 2_000;
/** The chart's first window: a quarter of an hour. */
const firstWindow = 15 * 60_000;

export const initialTimeline: TimelineState = {
  extent: undefined,
  clockOffset: 0,
  changes: [],
  omitted: 0,
  playhead: undefined,
  isPlaying: false,
  speed: 1,
  past: undefined,
  moves: 0,
  flashes: new Map(),
  isComparing: false,
  comparison: undefined,
  health: undefined,
  places: new Map(),
  problem: undefined,
  news: 0,
  isOpen: true,
  isListOpen: false,
  onlySelected: false,
  window: firstWindow,
};

/** The whole behaviour of the timeline; pure. */
export function reduceTimeline(state: TimelineState, action: TimelineAction): TimelineState {
  switch (action.type) {
    case 'learnt':
      return learn(state, action);
    case 'seek':
      return seek(state, action);
    case 'live':
      return backToLive(state);
    case 'past':
      return showPast(state, action);
    case 'play':
      return { ...state, isPlaying: action.isPlaying && state.playhead !== undefined };
    case 'speed':
      return { ...state, speed: action.speed };
    case 'compare':
      return { ...state, isComparing: action.isComparing };
    case 'compared':
      return { ...state, comparison: action.comparison };
    case 'health':
      return { ...state, health: action.health };
    case 'leave':
      return { ...state, places: keepPlaces(state.places, action.places) };
    case 'failed':
      return { ...backToLive(state), problem: action.message };
    case 'news':
      return { ...state, news: state.news + 1 };
    case 'look':
      return { ...state, ...action.look };
  }
}

/** Whether the graph that is held is that of the playhead. */
export function isCurrent({ past, playhead }: TimelineState): boolean {
  return (
    playhead === undefined ||
    (past !== undefined &&
      playhead >= past.from &&
      (past.until === undefined || playhead < past.until))
  );
}

/** The time at the server. */
export function serverTime(
  { clockOffset }: Pick<TimelineState, 'clockOffset'>,
  pageTime: number,
): number {
  return pageTime + clockOffset;
}

/** The changes of one service, edges at both ends included. */
export function changesOf(
  changes: readonly HistoryChange[],
  serviceId: string,
): readonly HistoryChange[] {
  return changes.filter((change) => concerns(change, serviceId));
}

export function concerns(change: HistoryChange, serviceId: string): boolean {
  switch (change.subject) {
    case 'instance':
    case 'service':
      return change.serviceId === serviceId;
    case 'edge':
      return change.from === serviceId || change.to === serviceId;
    case 'registry':
    case 'cluster':
      return false;
  }
}

function learn(
  before: TimelineState,
  { extent, changes, omitted, at }: Extract<TimelineAction, { type: 'learnt' }>,
): TimelineState {
  const isOther = before.extent !== undefined && before.extent.startedAt !== extent.startedAt;
  const state = isOther ? forget(before) : before;
  const clockOffset = extent.now - at;
  const known = omitted > 0 ? changes : [...state.changes, ...changes];
  const kept = known.slice(-mostChanges).filter((change) => change.at >= extent.knownSince);
  const [first] = changes;
  const { past } = state;
  return {
    ...state,
    extent,
    clockOffset,
    changes: changes.length === 0 && kept.length === state.changes.length ? state.changes : kept,
    omitted: (omitted > 0 ? omitted : state.omitted) + Math.max(0, known.length - mostChanges),
    // The newest state that was known has come to its end with the first change after it.
    past:
      past !== undefined && past.until === undefined && first !== undefined
        ? { ...past, until: first.at }
        : past,
    problem: undefined,
  };
}

/** The server has begun anew: of its earlier run nothing can be asked. */
function forget(state: TimelineState): TimelineState {
  return { ...backToLive(state), changes: [], omitted: 0, health: undefined };
}

function seek(
  state: TimelineState,
  { time, now }: Extract<TimelineAction, { type: 'seek' }>,
): TimelineState {
  if (state.extent === undefined || time >= now) {
    return backToLive(state);
  }
  return { ...state, playhead: Math.max(time, state.extent.knownSince), problem: undefined };
}

function backToLive(state: TimelineState): TimelineState {
  return {
    ...state,
    playhead: undefined,
    isPlaying: false,
    past: undefined,
    flashes: new Map(),
    comparison: undefined,
    isComparing: false,
    problem: undefined,
  };
}

function showPast(
  state: TimelineState,
  { state: answer, live }: Extract<TimelineAction, { type: 'past' }>,
): TimelineState {
  const base = baseOf(state, answer, live);
  if (state.playhead === undefined || base === 'missing') {
    return state;
  }
  const result = applyUpdate(base, answer.update);
  if (result.kind !== 'applied') {
    return { ...state, past: undefined };
  }
  const { step, from, until } = answer;
  const moves = state.moves + 1;
  return {
    ...state,
    past: { step, from, until, graph: result.graph },
    moves,
    flashes: new Map(state.past === undefined ? [] : result.changed.map((id) => [id, -moves])),
  };
}

/**
 * What an answer builds upon. Steps go both ways and far, unlike revisions, so that the graph that is
 * held is said to be the one before.
 */
function baseOf(
  { past }: TimelineState,
  { update }: PastState,
  live: GraphModel | undefined,
): GraphModel | undefined | 'missing' {
  if (update.kind === 'snapshot') {
    return past?.graph ?? live;
  }
  return past === undefined ? 'missing' : { ...past.graph, revision: update.delta.revision - 1 };
}

function keepPlaces(
  before: ReadonlyMap<string, Point>,
  gone: ReadonlyMap<string, Point>,
): ReadonlyMap<string, Point> {
  return new Map([...before, ...gone].slice(-mostPlaces));
}

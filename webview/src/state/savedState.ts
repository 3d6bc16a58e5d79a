import { isRecord } from '../messaging/incoming.ts';
import type { Point } from '../layout/geometry.ts';
import type { Focus, ViewContent } from '../../../protocol/views.ts';
import { groupChoices } from '../scene/grouping.ts';
import { contentOf, showingOf } from './showing.ts';
import type { TimelineLook } from './timeline.ts';
import { lookOf, timelineOf } from './timelineLook.ts';
import { initialTopology, type TopologyState, type Viewport } from './topologyState.ts';

/** More cards than this are laid out anew rather than remembered. */
const maxSavedCards = 3000;

/** What outlives a hidden page: places, view, what is shown. The graph itself comes again from the client. */
export interface SavedTopology {
  readonly positions: readonly (readonly [string, number, number])[];
  readonly viewport: Viewport | undefined;
  readonly showing: ViewContent;
  readonly viewId: string | undefined;
  readonly groupChoice: string;
  readonly inspectorWidth: number;
  readonly timeline: TimelineLook;
  readonly selectedService: string | undefined;
  readonly touched: boolean;
}

/** The part of the state to keep. */
export function toSaved(state: TopologyState): SavedTopology {
  return {
    positions: [...state.positions].slice(0, maxSavedCards).map(([id, at]) => [id, at.x, at.y]),
    viewport: state.viewport,
    showing: contentOf(state.showing),
    viewId: state.viewId,
    groupChoice: state.groupChoice,
    inspectorWidth: state.inspectorWidth,
    timeline: lookOf(state.timeline),
    selectedService: state.selection?.serviceId,
    touched: state.touched,
  };
}

/** What `toSaved` reads: while all of it is the same, there is nothing new to keep. */
export function savedParts(state: TopologyState): readonly unknown[] {
  return [
    state.positions,
    state.viewport,
    state.showing,
    state.viewId,
    state.groupChoice,
    state.inspectorWidth,
    JSON.stringify(lookOf(state.timeline)),
    state.selection?.serviceId,
    state.touched,
  ];
}

/** Reads what `toSaved` wrote, or an older version of this page; takes only what it understands. */
export function fromSaved(saved: unknown): TopologyState {
  if (!isRecord(saved)) {
    return initialTopology;
  }
  const selected = stringOr(saved.selectedService, '');
  const viewId = stringOr(saved.viewId, '');
  return {
    ...initialTopology,
    isFresh: false,
    viewId: viewId === '' ? undefined : viewId,
    groupChoice: groupChoices.find((each) => each === saved.groupChoice) ?? 'auto',
    positions: readPositions(saved.positions),
    viewport: readViewport(saved.viewport),
    showing: showingOf(readContent(saved.showing)),
    selection: selected === '' ? undefined : { serviceId: selected },
    inspectorWidth: numberOr(saved.inspectorWidth, initialTopology.inspectorWidth),
    timeline: timelineOf(saved.timeline),
    touched: saved.touched === true,
  };
}

function readContent(value: unknown): ViewContent {
  const { filter, others, hidden, focus } = isRecord(value) ? value : {};
  const around = readFocus(focus);
  return {
    filter: stringOr(filter, ''),
    others: others === 'left out' ? 'left out' : 'dimmed',
    hidden: listOf(hidden).filter((id) => typeof id === 'string'),
    ...(around === undefined ? {} : { focus: around }),
  };
}

function readFocus(value: unknown): Focus | undefined {
  if (!isRecord(value) || typeof value.serviceId !== 'string') {
    return undefined;
  }
  const { serviceId, hops, direction } = value;
  return {
    serviceId,
    hops: hops === 2 || hops === 3 ? hops : 1,
    direction: direction === 'callers' || direction === 'callees' ? direction : 'both',
  };
}

function readPositions(value: unknown): ReadonlyMap<string, Point> {
  const positions = new Map<string, Point>();
  for (const entry of listOf(value)) {
    const [id, x, y] = listOf(entry);
    if (typeof id === 'string' && isFinite(x) && isFinite(y)) {
      positions.set(id, { x, y });
    }
  }
  return positions;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function readViewport(value: unknown): Viewport | undefined {
  if (!isRecord(value)) {
    return undefined;
  }
  const { x, y, zoom } = value;
  return isFinite(x) && isFinite(y) && isFinite(zoom) && zoom > 0 ? { x, y, zoom } : undefined;
}

function isFinite(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function stringOr(value: unknown, fallback: string): string {
  return typeof value === 'string' ? value : fallback;
}

function numberOr(value: unknown, fallback: number): number {
  return isFinite(value) ? value : fallback;
}

import { isRecord } from '../messaging/incoming.ts';
import type { Point } from '../layout/geometry.ts';
import { type Filter, noFilter } from './filter.ts';
import { initialTopology, type TopologyState, type Viewport } from './topologyState.ts';

/** More cards than this are laid out anew rather than remembered. */
const maxSavedCards = 3000;

/** What outlives a hidden page: places, view, filter. The graph itself comes again from the client. */
export interface SavedTopology {
  readonly positions: readonly (readonly [string, number, number])[];
  readonly viewport: Viewport | undefined;
  readonly filterText: string;
  readonly inspectorWidth: number;
  readonly selectedService: string | undefined;
  readonly touched: boolean;
}

/** The part of the state to keep. */
export function toSaved(state: TopologyState): SavedTopology {
  return {
    positions: [...state.positions].slice(0, maxSavedCards).map(([id, at]) => [id, at.x, at.y]),
    viewport: state.viewport,
    filterText: state.filter.text,
    inspectorWidth: state.inspectorWidth,
    selectedService: state.selection?.serviceId,
    touched: state.touched,
  };
}

/** Reads what `toSaved` wrote, or an older version of this page; takes only what it understands. */
export function fromSaved(saved: unknown): TopologyState {
  if (!isRecord(saved)) {
    return initialTopology;
  }
  const filter: Filter = { ...noFilter, text: stringOr(saved.filterText, '') };
  const selected = stringOr(saved.selectedService, '');
  return {
    ...initialTopology,
    positions: readPositions(saved.positions),
    viewport: readViewport(saved.viewport),
    filter,
    selection: selected === '' ? undefined : { serviceId: selected },
    inspectorWidth: numberOr(saved.inspectorWidth, initialTopology.inspectorWidth),
    touched: saved.touched === true,
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

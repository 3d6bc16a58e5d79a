import { overlap, type Point, type Rect } from '../../../layout/geometry.ts';
import { isClosed } from '../../../scene/levels.ts';
import type { Scene, SceneCard, SceneEdge, SceneGroup } from '../../../scene/scene.ts';

/** What Tab, arrow keys and screen readers reach: cards that are drawn, and groups. */
export type Stop =
  | { readonly kind: 'card'; readonly key: string; readonly card: SceneCard }
  | {
      readonly kind: 'group';
      readonly key: string;
      readonly group: SceneGroup;
      readonly isClosed: boolean;
    };

/** Maps with fewer cards have an element for each of them, whatever is in sight. */
const smallMap = 120;
const mostStops = 150;
const mostLines = 300;

const cardStops = new WeakMap<SceneCard, Stop>();

/** The same object for the same card. */
function cardStop(card: SceneCard): Stop {
  const stop = cardStops.get(card) ?? { kind: 'card', key: `card ${card.id}`, card };
  cardStops.set(card, stop);
  return stop;
}

/** Every stop of the map at a zoom, by key. */
export function stopsOf(scene: Scene, zoom: number): ReadonlyMap<string, Stop> {
  const stops = new Map<string, Stop>();
  const closed = new Set<string>();
  for (const group of scene.groups.values()) {
    const key = `group ${group.id}`;
    const isShut = isClosed(group, zoom);
    stops.set(key, { kind: 'group', key, group, isClosed: isShut });
    if (isShut) {
      closed.add(group.id);
    }
  }
  for (const card of scene.cards.values()) {
    if (card.group === undefined || !closed.has(card.group)) {
      const stop = cardStop(card);
      stops.set(stop.key, stop);
    }
  }
  return stops;
}

/** The stops that get an element of their own: those in sight, nearest to the middle first, and some in any case. */
export function reachable(
  stops: ReadonlyMap<string, Stop>,
  sight: Rect | undefined,
  always: ReadonlySet<string>,
): readonly Stop[] {
  const all = [...stops.values()];
  if (all.length <= smallMap) {
    return all;
  }
  const middle = sight && { x: sight.x + sight.width / 2, y: sight.y + sight.height / 2 };
  const near = all
    .filter((stop) => sight === undefined || overlap(frameOf(stop), sight))
    .map((stop) => ({ stop, way: middle === undefined ? 0 : distance(frameOf(stop), middle) }))
    .sort((one, other) => one.way - other.way)
    .slice(0, mostStops)
    .map(({ stop }) => stop);
  const chosen = new Set(near);
  const kept = all.filter(({ key }) => always.has(key));
  kept.forEach((stop) => chosen.add(stop));
  return all.filter((stop) => chosen.has(stop));
}

/** Edges that are told to a screen reader: those between cards that have an element. */
export function reachableEdges(scene: Scene, stops: readonly Stop[]): readonly SceneEdge[] {
  const cards = new Set(stops.flatMap((stop) => (stop.kind === 'card' ? [stop.card.id] : [])));
  const lines: SceneEdge[] = [];
  for (const each of scene.edges.values()) {
    if (lines.length < mostLines && cards.has(each.edge.from) && cards.has(each.edge.to)) {
      lines.push(each);
    }
  }
  return lines;
}

export function frameOf(stop: Stop): Rect {
  return stop.kind === 'card' ? stop.card : stop.group;
}

/** The card or the group that an element stands for. */
export function stopOf(
  target: EventTarget | null,
): { readonly kind: 'card' | 'group'; readonly id: string } | undefined {
  const element =
    target instanceof Element ? target.closest<HTMLElement>('[data-service], [data-group]') : null;
  const { service, group } = element?.dataset ?? {};
  if (service !== undefined) {
    return { kind: 'card', id: service };
  }
  return group === undefined ? undefined : { kind: 'group', id: group };
}

function distance({ x, y, width, height }: Rect, to: Point): number {
  return Math.hypot(x + width / 2 - to.x, y + height / 2 - to.y);
}

import { boundsOf, card, gap, type Point, type Rect } from './geometry.ts';
import { addTo } from './multimap.ts';

/** Who calls whom, by service id. */
export interface Link {
  readonly from: string;
  readonly to: string;
}

export interface PlacementInput {
  /** Cards that have their place and keep it. */
  readonly placed: ReadonlyMap<string, Point>;
  /** Cards that need one. */
  readonly added: readonly string[];
  readonly links: readonly Link[];
  /** The group of each card that is in one; a new card goes to its group. */
  readonly groupOf?: ReadonlyMap<string, string>;
}

const step = { x: card.width + gap.x, y: card.height + gap.y };

/**
 * Finds a place for each new card without moving any other: right of those that call it, left of
 * those that it calls, at their height or the free spot nearest to it; without neighbours below all.
 * Answers with the old places and the new.
 */
export function placeNew(input: PlacementInput): ReadonlyMap<string, Point> {
  const positions = new Map(input.placed);
  const occupied = occupancyOf(positions.values());
  for (const id of inLinkOrder(input)) {
    const wished =
      placeInGroup(id, positions, input.groupOf) ?? wishedPlace(id, positions, input.links);
    const place = nearestFree(wished, occupied);
    positions.set(id, place);
    occupied.add(place);
  }
  return positions;
}

/** Cards with placed neighbours first, so that chains of new cards grow out of the old graph. */
function inLinkOrder({ placed, added, links }: PlacementInput): readonly string[] {
  const waiting = new Set(added);
  const known = new Set(placed.keys());
  const order: string[] = [];
  const take = (id: string): void => {
    waiting.delete(id);
    known.add(id);
    order.push(id);
  };
  let frontier = added.filter((id) => touches(id, known, links));
  while (waiting.size > 0) {
    if (frontier.length === 0) {
      frontier = [...waiting].slice(0, 1);
    }
    frontier.forEach(take);
    const reached = new Set(frontier);
    frontier = [...waiting].filter((id) => touches(id, reached, links));
  }
  return order;
}

function touches(id: string, known: ReadonlySet<string>, links: readonly Link[]): boolean {
  return links.some(
    ({ from, to }) => (from === id && known.has(to)) || (to === id && known.has(from)),
  );
}

/** Below the cards of its group, at the left; undefined for a card without a group, or the first of one. */
function placeInGroup(
  id: string,
  positions: ReadonlyMap<string, Point>,
  groupOf: ReadonlyMap<string, string> | undefined,
): Point | undefined {
  const group = groupOf?.get(id);
  if (group === undefined) {
    return undefined;
  }
  const members = [...positions]
    .filter(([other]) => groupOf?.get(other) === group)
    .map(([, at]) => at);
  const bounds = boundsOf(members);
  return bounds && freeRow(bounds, members);
}

/** The free spot within the frame of a group that comes first in reading order, or one below it. */
function freeRow(bounds: Rect, members: readonly Point[]): Point {
  for (let y = bounds.y; y <= bounds.y + bounds.height; y += step.y) {
    for (let x = bounds.x; x + card.width <= bounds.x + bounds.width; x += step.x) {
      if (members.every((other) => apart(other, { x, y }))) {
        return { x, y };
      }
    }
  }
  return { x: bounds.x, y: bounds.y + bounds.height + gap.y };
}

function wishedPlace(
  id: string,
  positions: ReadonlyMap<string, Point>,
  links: readonly Link[],
): Point {
  const others = links.filter(({ from, to }) => from !== to);
  const callers = placesOf(
    others.filter(({ to }) => to === id),
    'from',
    positions,
  );
  const callees = placesOf(
    others.filter(({ from }) => from === id),
    'to',
    positions,
  );
  const neighbours = [...callers, ...callees];
  if (neighbours.length === 0) {
    const bounds = boundsOf(positions.values());
    return bounds === undefined
      ? { x: 0, y: 0 }
      : { x: bounds.x, y: bounds.y + bounds.height + gap.y };
  }
  const y = mean(neighbours.map((point) => point.y));
  if (callers.length > 0) {
    return { x: Math.max(...callers.map((point) => point.x)) + step.x, y };
  }
  return { x: Math.min(...callees.map((point) => point.x)) - step.x, y };
}

function placesOf(
  links: readonly Link[],
  end: 'from' | 'to',
  positions: ReadonlyMap<string, Point>,
): readonly Point[] {
  return links.map((link) => positions.get(link[end])).filter((point) => point !== undefined);
}

interface Occupancy {
  readonly isFree: (at: Point) => boolean;
  readonly add: (at: Point) => void;
}

/** Cards by cell of a grid, so that a thousand cards cost no more than nine looks each. */
function occupancyOf(points: Iterable<Point>): Occupancy {
  const cells = new Map<string, Point[]>();
  const cellOf = (at: Point): readonly [number, number] => [
    Math.floor(at.x / step.x),
    Math.floor(at.y / step.y),
  ];
  const add = (at: Point): void => {
    addTo(cells, cellOf(at).join(':'), at);
  };
  const isFree = (at: Point): boolean => {
    const [column, row] = cellOf(at);
    return neighbourhood.every(([right, down]) =>
      (cells.get(`${column + right}:${row + down}`) ?? []).every((other) => apart(other, at)),
    );
  };
  for (const point of points) {
    add(point);
  }
  return { isFree, add };
}

const neighbourhood = [-1, 0, 1].flatMap((right) =>
  [-1, 0, 1].map((down) => [right, down] as const),
);

function apart(one: Point, other: Point): boolean {
  return (
    Math.abs(one.x - other.x) >= card.width + gap.y ||
    Math.abs(one.y - other.y) >= card.height + gap.y / 2
  );
}

/** Looks above and below in the same column first, then in the columns beside it. */
function nearestFree(wished: Point, occupied: Occupancy): Point {
  for (let ring = 0; ; ring += 1) {
    const candidates = ringAround(wished, ring);
    const free = candidates.find((point) => occupied.isFree(point));
    if (free !== undefined) {
      return free;
    }
  }
}

/** Points `ring` steps away, the vertical ones first. A column costs as much as three rows. */
function ringAround(wished: Point, ring: number): readonly Point[] {
  if (ring === 0) {
    return [wished];
  }
  const points: Point[] = [];
  for (let column = 0; column * 3 <= ring; column += 1) {
    const rows = ring - column * 3;
    for (const right of column === 0 ? [0] : [column, -column]) {
      for (const down of rows === 0 ? [0] : [rows, -rows]) {
        points.push({ x: wished.x + right * step.x, y: wished.y + (down * step.y) / 2 });
      }
    }
  }
  return points;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

import type { Rect } from './geometry.ts';
import type { Link } from './placement.ts';

/** A rectangle that wants a place. */
export interface Box {
  readonly id: string;
  readonly width: number;
  readonly height: number;
}

export interface PackInput {
  readonly boxes: readonly Box[];
  /** How many edges lead from box to box; repeated links add up. */
  readonly links: readonly Link[];
  /** Width over height that the whole should have. */
  readonly aspect: number;
}

/** Free space between boxes: roads for the edges, the wider the larger the boxes are. */
interface Road {
  readonly x: number;
  readonly y: number;
}

const leastRoad: Road = { x: 110, y: 48 };
const roadShare: Road = { x: 0.17, y: 0.07 };

const rounds = 24;
const sweeps = 4;
/** A column of few boxes does not become a wall. */
const mostStretch = 1.5;

/**
 * Boxes in columns of the same height, callers to the left of callees, neighbours at the same height;
 * no two overlap. All boxes of a column are as wide as its widest, and stretched until the columns end
 * together, so that the whole is as tidy as a table. By id, the outermost at 0.
 */
export function packBoxes({ boxes, links, aspect }: PackInput): ReadonlyMap<string, Rect> {
  const pull = pullOf(boxes, links);
  const levels = levelsOf(boxes, links);
  const sorted = boxes.toSorted(
    (one, other) => (levels.get(one.id) ?? 0) - (levels.get(other.id) ?? 0),
  );
  const road = roadFor(boxes);
  const columns = bestColumns(sorted, aspect, road).map((column) => [...column]);
  const height = Math.max(0, ...columns.map((column) => heightOf(column, road)));
  settleOrder(columns, pull, { height, road });
  const places = new Map<string, Rect>();
  let x = 0;
  for (const column of columns) {
    const width = Math.max(...column.map((box) => box.width));
    for (const { box, y, stretched } of stacked(column, { height, road })) {
      places.set(box.id, { x, y, width, height: stretched });
    }
    x += width + road.x;
  }
  return places;
}

function roadFor(boxes: readonly Box[]): Road {
  const mean = (side: 'width' | 'height'): number =>
    boxes.reduce((sum, box) => sum + box[side], 0) / Math.max(1, boxes.length);
  return {
    x: Math.max(leastRoad.x, roadShare.x * mean('width')),
    y: Math.max(leastRoad.y, roadShare.y * mean('height')),
  };
}

/** The height of a whole column, and the roads in it. */
interface Space {
  readonly height: number;
  readonly road: Road;
}

type Pull = ReadonlyMap<string, ReadonlyMap<string, number>>;

function pullOf(boxes: readonly Box[], links: readonly Link[]): Pull {
  const pull = new Map(boxes.map(({ id }) => [id, new Map<string, number>()]));
  for (const { from, to } of links) {
    if (from !== to) {
      for (const [one, other] of [
        [from, to],
        [to, from],
      ] as const) {
        const own = pull.get(one);
        own?.set(other, (own.get(other) ?? 0) + 1);
      }
    }
  }
  return pull;
}

/** A number for each box that grows from callers to callees: each moves between its neighbours until all rest. */
function levelsOf(boxes: readonly Box[], links: readonly Link[]): ReadonlyMap<string, number> {
  const levels = new Map(boxes.map(({ id }) => [id, 0]));
  const between = links.filter(({ from, to }) => from !== to && levels.has(from) && levels.has(to));
  for (let round = 0; round < rounds; round += 1) {
    const wishes = new Map(boxes.map(({ id }) => [id, { sum: 0, count: 0 }]));
    const wish = (id: string, level: number): void => {
      const own = wishes.get(id);
      if (own !== undefined) {
        own.sum += level;
        own.count += 1;
      }
    };
    for (const { from, to } of between) {
      wish(to, (levels.get(from) ?? 0) + 1);
      wish(from, (levels.get(to) ?? 0) - 1);
    }
    for (const [id, { sum, count }] of wishes) {
      levels.set(id, count === 0 ? 0 : (sum / count + (levels.get(id) ?? 0)) / 2);
    }
  }
  return levels;
}

/** The cut into columns whose whole comes closest to the aspect. */
function bestColumns(
  sorted: readonly Box[],
  aspect: number,
  road: Road,
): readonly (readonly Box[])[] {
  let best: { readonly columns: readonly (readonly Box[])[]; readonly cost: number } | undefined;
  for (let count = 1; count <= sorted.length; count += 1) {
    const columns = cutInto(sorted, count, road);
    const width =
      columns.reduce((sum, column) => sum + Math.max(...column.map((box) => box.width)), 0) +
      road.x * (columns.length - 1);
    const height = Math.max(...columns.map((column) => heightOf(column, road)));
    const cost = Math.abs(Math.log(width / height / aspect));
    if (best === undefined || cost < best.cost) {
      best = { columns, cost };
    }
  }
  return best?.columns ?? [];
}

function cutInto(sorted: readonly Box[], count: number, road: Road): readonly (readonly Box[])[] {
  const total = heightOf(sorted, road);
  const columns: Box[][] = [];
  let passed = 0;
  for (const box of sorted) {
    const middle = passed + box.height / 2;
    const wanted = Math.min(count - 1, Math.floor((middle / total) * count));
    const column = columns.at(-1);
    if (column === undefined || (wanted >= columns.length && columns.length < count)) {
      columns.push([box]);
    } else {
      column.push(box);
    }
    passed += box.height + road.y;
  }
  return columns;
}

function heightOf(column: readonly Box[], road: Road): number {
  return column.reduce((sum, box) => sum + box.height, 0) + road.y * Math.max(0, column.length - 1);
}

function settleOrder(columns: Box[][], pull: Pull, space: Space): void {
  const middles = new Map<string, number>();
  const note = (column: readonly Box[]): void =>
    stacked(column, space).forEach(({ box, y }) => middles.set(box.id, y + box.height / 2));
  columns.forEach(note);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    for (const column of sweep % 2 === 0 ? columns : columns.toReversed()) {
      const wished = new Map(column.map(({ id }) => [id, pulledTo(id, pull, middles)]));
      column.sort((one, other) => (wished.get(one.id) ?? 0) - (wished.get(other.id) ?? 0));
      note(column);
    }
  }
}

function pulledTo(id: string, pull: Pull, middles: ReadonlyMap<string, number>): number {
  let sum = 0;
  let weight = 0;
  for (const [other, count] of pull.get(id) ?? []) {
    sum += (middles.get(other) ?? 0) * count;
    weight += count;
  }
  return weight === 0 ? (middles.get(id) ?? 0) : sum / weight;
}

/** Boxes below one another, each stretched by its share until they fill the height. */
function stacked(
  column: readonly Box[],
  { height, road }: Space,
): readonly { readonly box: Box; readonly y: number; readonly stretched: number }[] {
  const own = heightOf(column, road);
  const roads = road.y * Math.max(0, column.length - 1);
  const scale = Math.min(mostStretch, (height - roads) / Math.max(1, own - roads));
  let y = 0;
  return column.map((box) => {
    const place = { box, y, stretched: box.height * scale };
    y += place.stretched + road.y;
    return place;
  });
}

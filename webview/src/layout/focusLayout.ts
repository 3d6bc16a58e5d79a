import { card, gap, type Point } from './geometry.ts';
import { addTo } from './multimap.ts';
import type { Link } from './placement.ts';

/** Longer columns are broken into several. */
const mostRows = 12;
const columnStep = card.width + gap.x;
/** More room where the level changes, for the lines. */
const levelStep = gap.x;
const rowStep = card.height + gap.y;

/**
 * A place for each service around one of them: callers to its left, callees to its right, a column
 * for each step away, and next to each other what hangs together. What no link leads to comes last.
 */
export function focusLayout(
  centre: string,
  ids: readonly string[],
  links: readonly Link[],
): ReadonlyMap<string, Point> {
  const wanted = new Set(ids);
  const levels = levelsAround(
    centre,
    links.filter(({ from, to }) => isIn(from, centre, wanted) && isIn(to, centre, wanted)),
  );
  const farthest = Math.max(0, ...levels.values());
  const columns = new Map<number, string[]>();
  for (const id of [...wanted].sort()) {
    addTo(columns, levels.get(id) ?? farthest + 1, id);
  }
  const places = new Map<string, Point>();
  const sorted = [...columns.keys()].sort((one, other) => one - other);
  const right = sorted.filter((level) => level >= 0);
  const left = sorted.filter((level) => level < 0).reverse();
  placeColumns(places, { levels: right, columns, links, start: 0, way: 1 });
  placeColumns(places, { levels: left, columns, links, start: -levelStep - columnStep, way: -1 });
  return places;
}

function isIn(id: string, centre: string, wanted: ReadonlySet<string>): boolean {
  return id === centre || wanted.has(id);
}

/** Steps from the centre along the shortest way: one more for each callee, one less for a caller. */
function levelsAround(centre: string, links: readonly Link[]): ReadonlyMap<string, number> {
  const steps = new Map<string, (readonly [string, number])[]>();
  for (const { from, to } of links) {
    addTo(steps, from, [to, 1]);
    addTo(steps, to, [from, -1]);
  }
  const levels = new Map([[centre, 0]]);
  for (const [id, level] of levels) {
    for (const [next, step] of steps.get(id) ?? []) {
      if (!levels.has(next)) {
        levels.set(next, awayFromCentre(level + step));
      }
    }
  }
  return levels;
}

/** Nothing shares the column of the centre: a caller of a callee stands among the callees. */
function awayFromCentre(level: number): number {
  return level === 0 ? 1 : level;
}

interface Columns {
  /** From the inside out. */
  readonly levels: readonly number[];
  readonly columns: ReadonlyMap<number, readonly string[]>;
  readonly links: readonly Link[];
  /** Where the first column stands. */
  readonly start: number;
  readonly way: 1 | -1;
}

function placeColumns(places: Map<string, Point>, options: Columns): void {
  let x = options.start;
  for (const level of options.levels) {
    const ids = besideNeighbours(options.columns.get(level) ?? [], places, options.links);
    const parts = Math.ceil(ids.length / mostRows);
    const rows = Math.ceil(ids.length / Math.max(1, parts));
    for (let part = 0; part < parts; part += 1) {
      const own = ids.slice(part * rows, (part + 1) * rows);
      own.forEach((id, row) => {
        places.set(id, { x, y: (row - (own.length - 1) / 2) * rowStep });
      });
      x += options.way * columnStep;
    }
    x += options.way * levelStep;
  }
}

/** In the order of the neighbours that have their place already, so that few lines cross. */
function besideNeighbours(
  ids: readonly string[],
  places: ReadonlyMap<string, Point>,
  links: readonly Link[],
): readonly string[] {
  const sums = new Map<string, { sum: number; count: number }>();
  const wanted = new Set(ids);
  const note = (id: string, other: string): void => {
    const at = places.get(other);
    if (at !== undefined && wanted.has(id)) {
      const { sum = 0, count = 0 } = sums.get(id) ?? {};
      sums.set(id, { sum: sum + at.y, count: count + 1 });
    }
  };
  links.forEach(({ from, to }) => {
    note(from, to);
    note(to, from);
  });
  const middle = (id: string): number => {
    const { sum = 0, count = 1 } = sums.get(id) ?? {};
    return sum / count;
  };
  return ids.toSorted((one, other) => middle(one) - middle(other));
}

import { card, gap, type Point } from './geometry.ts';
import { addTo } from './multimap.ts';
import { neighboursOf } from './neighbours.ts';
import type { Link } from './placement.ts';

export interface QuickLayoutInput {
  readonly ids: readonly string[];
  readonly links: readonly Link[];
  /** Width over height that the whole should have. */
  readonly aspect: number;
}

const cell = { width: card.width + gap.x, height: card.height + gap.y } as const;
const sweeps = 4;

/**
 * Callers left of callees, in columns as even as the aspect wants, each column in the order that
 * crosses least; cards without a link stand in rows below. In milliseconds for any size: the first
 * picture, and the last one where a better layout would take too long. The upper left card is at 0,0.
 */
export function quickLayout({ ids, links, aspect }: QuickLayoutInput): ReadonlyMap<string, Point> {
  const neighbours = neighboursOf(ids, links);
  const linked = ids.filter((id) => (neighbours.get(id)?.size ?? 0) > 0);
  const alone = ids.filter((id) => (neighbours.get(id)?.size ?? 0) === 0);
  const height = rowsFor(ids.length, aspect);
  const columns = orderedColumns(columnsOf(linked, links, height), neighbours);
  const tallest = Math.max(0, ...columns.map((column) => column.length));
  const places = new Map<string, Point>();
  columns.forEach((column, index) => {
    const top = ((tallest - column.length) * cell.height) / 2;
    column.forEach((id, row) =>
      places.set(id, { x: index * cell.width, y: top + row * cell.height }),
    );
  });
  placeRows(alone, { below: tallest, aspect, width: columns.length }, places);
  return new Map(ids.map((id) => [id, places.get(id) ?? { x: 0, y: 0 }]));
}

function rowsFor(count: number, aspect: number): number {
  return Math.max(1, Math.ceil(Math.sqrt((count * cell.width) / (cell.height * aspect))));
}

function placeRows(
  ids: readonly string[],
  space: { readonly below: number; readonly aspect: number; readonly width: number },
  places: Map<string, Point>,
): void {
  const across = Math.ceil(ids.length / rowsFor(ids.length, space.aspect));
  const columns = Math.max(1, across, Math.min(space.width, ids.length));
  ids.forEach((id, index) =>
    places.set(id, {
      x: (index % columns) * cell.width,
      y: (space.below + Math.floor(index / columns)) * cell.height,
    }),
  );
}

/** Cards in the order of their depth, cut into columns of at most `height`; a depth that fits stays whole. */
function columnsOf(ids: readonly string[], links: readonly Link[], height: number): string[][] {
  const depths = depthsOf(ids, links);
  const layers = new Map<number, string[]>();
  for (const id of ids) {
    addTo(layers, depths.get(id) ?? 0, id);
  }
  const columns: string[][] = [];
  for (const depth of [...layers.keys()].sort((one, other) => one - other)) {
    addLayer(columns, layers.get(depth) ?? [], height);
  }
  return columns;
}

function addLayer(columns: string[][], layer: readonly string[], height: number): void {
  const last = columns.at(-1);
  if (last !== undefined && last.length + layer.length <= height) {
    last.push(...layer);
    return;
  }
  const parts = Math.ceil(layer.length / height);
  const size = Math.ceil(layer.length / parts);
  for (let start = 0; start < layer.length; start += size) {
    columns.push(layer.slice(start, start + size));
  }
}

/** Length of the longest chain of callers, counting an edge that closes a circle as none. */
function depthsOf(ids: readonly string[], links: readonly Link[]): ReadonlyMap<string, number> {
  const callees = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { from, to } of links) {
    if (from !== to && callees.has(to)) {
      callees.get(from)?.push(to);
    }
  }
  const depths = new Map(ids.map((id) => [id, 0]));
  const order = callersFirst(rootsFirst(ids, callees), callees);
  const rank = new Map(order.map((id, index) => [id, index]));
  for (const id of order) {
    for (const callee of callees.get(id) ?? []) {
      if ((rank.get(callee) ?? 0) > (rank.get(id) ?? 0)) {
        depths.set(callee, Math.max(depths.get(callee) ?? 0, (depths.get(id) ?? 0) + 1));
      }
    }
  }
  return depths;
}

function rootsFirst(
  ids: readonly string[],
  callees: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const called = new Set([...callees.values()].flat());
  return [...ids.filter((id) => !called.has(id)), ...ids.filter((id) => called.has(id))];
}

/** Depth first without recursion, for a chain may have a thousand links. */
function callersFirst(
  starts: readonly string[],
  callees: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const seen = new Set<string>();
  const finished: string[] = [];
  for (const start of starts) {
    const stack = seen.has(start) ? [] : [{ id: start, next: 0 }];
    seen.add(start);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const callee = callees.get(top.id)?.[top.next];
      top.next += 1;
      if (callee === undefined) {
        finished.push(top.id);
        stack.pop();
      } else if (!seen.has(callee)) {
        seen.add(callee);
        stack.push({ id: callee, next: 0 });
      }
    }
  }
  return finished.reverse();
}

/** Sorts each column by the mean height of its cards' neighbours, to and fro. */
function orderedColumns(
  columns: readonly (readonly string[])[],
  neighbours: ReadonlyMap<string, ReadonlySet<string>>,
): readonly (readonly string[])[] {
  const ordered = columns.map((column) => [...column]);
  const heights = new Map<string, number>();
  const note = (column: readonly string[]): void =>
    column.forEach((id, row) => heights.set(id, (row + 0.5) / column.length));
  ordered.forEach(note);
  for (let sweep = 0; sweep < sweeps; sweep += 1) {
    for (const column of sweep % 2 === 0 ? ordered : ordered.toReversed()) {
      const wished = new Map(
        column.map((id) => [id, meanHeight(id, neighbours, heights)] as const),
      );
      column.sort((one, other) => (wished.get(one) ?? 0) - (wished.get(other) ?? 0));
      note(column);
    }
  }
  return ordered;
}

function meanHeight(
  id: string,
  neighbours: ReadonlyMap<string, ReadonlySet<string>>,
  heights: ReadonlyMap<string, number>,
): number {
  const own = neighbours.get(id) ?? new Set<string>();
  let sum = 0;
  for (const neighbour of own) {
    sum += heights.get(neighbour) ?? 0.5;
  }
  return own.size === 0 ? (heights.get(id) ?? 0.5) : sum / own.size;
}

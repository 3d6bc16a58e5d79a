/** In pixels of the graph at zoom 1. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Rect extends Point {
  readonly width: number;
  readonly height: number;
}

/** Size of a service card. All are equal, so that a map of positions says everything. */
export const card = { width: 224, height: 92 } as const;

/** Least free space around a card. */
export const gap = { x: 84, y: 28 } as const;

/** The card whose upper left corner is `at`. */
export function cardAt(at: Point): Rect {
  return { x: at.x, y: at.y, ...card };
}

/** The smallest rectangle around all cards, undefined when there is none. */
export function boundsOf(positions: Iterable<Point>): Rect | undefined {
  const points = [...positions];
  if (points.length === 0) {
    return undefined;
  }
  const left = Math.min(...points.map((point) => point.x));
  const top = Math.min(...points.map((point) => point.y));
  const right = Math.max(...points.map((point) => point.x)) + card.width;
  const bottom = Math.max(...points.map((point) => point.y)) + card.height;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

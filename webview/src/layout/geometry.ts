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

/** Space between the frame of a group and its cards; its name stands above them. */
export const groupPadding = { side: 36, top: 76 } as const;

/** A point moved by `way`; by nothing without one. */
export function shifted(at: Point, way: Point | undefined): Point {
  return { x: at.x + (way?.x ?? 0), y: at.y + (way?.y ?? 0) };
}

/** Whether two rectangles have a point in common. */
export function overlap(one: Rect, other: Rect): boolean {
  return (
    one.x < other.x + other.width &&
    one.x + one.width > other.x &&
    one.y < other.y + other.height &&
    one.y + one.height > other.y
  );
}

/** Whether a point is within a rectangle. */
export function contains(rect: Rect, { x, y }: Point): boolean {
  return x >= rect.x && y >= rect.y && x <= rect.x + rect.width && y <= rect.y + rect.height;
}

/** The card whose upper left corner is `at`. */
export function cardAt(at: Point): Rect {
  return { x: at.x, y: at.y, ...card };
}

/** The smallest rectangle around all cards, undefined when there is none. */
export function boundsOf(positions: Iterable<Point>): Rect | undefined {
  return around([...positions].map(cardAt));
}

/** The smallest rectangle around points and rectangles, undefined when there is none. */
export function around(all: Iterable<Point | Rect>): Rect | undefined {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const each of all) {
    const { width, height } = 'width' in each ? each : noSize;
    left = Math.min(left, each.x);
    top = Math.min(top, each.y);
    right = Math.max(right, each.x + width);
    bottom = Math.max(bottom, each.y + height);
  }
  return left > right ? undefined : { x: left, y: top, width: right - left, height: bottom - top };
}

const noSize = { width: 0, height: 0 } as const;

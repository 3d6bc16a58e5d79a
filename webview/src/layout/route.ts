import { around, type Point, type Rect } from './geometry.ts';

export interface RouteInput {
  readonly from: Rect;
  readonly to: Rect;
  /** Start, bends and end of the full layout; absent when a card has moved since. */
  readonly bends?: readonly Point[] | undefined;
  /** Pixels by which both ends leave the middle, so that a call there and one back do not coincide. */
  readonly shift?: number;
}

/** Space between the tip of the arrow and the card. */
const tip = 3;

/** How to draw an edge: cubic curves that end just before the card, to leave room for the arrow. */
export interface EdgeRoute {
  /** The start, then for each curve two control points and its end. */
  readonly points: readonly Point[];
  /** A point on the way near its middle, for a badge. */
  readonly middle: Point;
  /** Nothing of the way is outside of it. */
  readonly box: Rect;
}

/**
 * A smooth way from card to card. Every stretch is one cubic curve with horizontal tangents, so
 * lines leave and reach the cards straight and flow through the points between.
 */
export function edgeRoute(input: RouteInput): EdgeRoute {
  const { from, to, bends = [] } = input;
  if (from.x === to.x && from.y === to.y) {
    return loopRoute(from);
  }
  const [start, ...rest] = bends;
  return start === undefined || rest.length === 0 ? directRoute(input) : flowRoute(start, rest);
}

/** The `d` of an SVG path for a way. */
export function pathOf({ points: [start, ...rest] }: EdgeRoute): string {
  const curves = rest.flatMap((point, index) =>
    index % 3 === 2
      ? [`C${at(rest[index - 2] ?? point)} ${at(rest[index - 1] ?? point)} ${at(point)}`]
      : [],
  );
  return start === undefined ? '' : `M${at(start)} ${curves.join(' ')}`;
}

function routeOf(points: readonly Point[], middle: Point): EdgeRoute {
  return { points, middle, box: around(points) ?? { ...middle, width: 0, height: 0 } };
}

function flowRoute(start: Point, rest: readonly Point[]): EdgeRoute {
  const way = [start, ...rest];
  const half = Math.floor((way.length - 1) / 2);
  const before = way[half] ?? start;
  const after = way[half + 1] ?? before;
  let previous = start;
  const curves = rest.flatMap((point, index) => {
    const end = index === rest.length - 1 ? beforeTip(previous, point) : point;
    const curve = curveTo(previous, end);
    previous = point;
    return curve;
  });
  return routeOf([start, ...curves], between(before, after));
}

function beforeTip(previous: Point, end: Point): Point {
  return { x: end.x + (previous.x <= end.x ? -tip : tip), y: end.y };
}

function curveTo(start: Point, end: Point): readonly Point[] {
  const middle = (start.x + end.x) / 2;
  return [{ x: middle, y: start.y }, { x: middle, y: end.y }, end];
}

function directRoute({ from, to, shift = 0 }: RouteInput): EdgeRoute {
  const startY = from.y + from.height / 2 + shift;
  const endY = to.y + to.height / 2 + shift;
  const isRight = to.x >= from.x + from.width;
  const isLeft = to.x + to.width <= from.x;
  if (!isRight && !isLeft) {
    return sideRoute(from, to, shift);
  }
  const start = { x: isRight ? from.x + from.width : from.x, y: startY };
  const end = { x: isRight ? to.x - tip : to.x + to.width + tip, y: endY };
  return routeOf([start, ...curveTo(start, end)], between(start, end));
}

/** Cards above one another: out of the right side and into the right side. */
function sideRoute(from: Rect, to: Rect, shift: number): EdgeRoute {
  const start = { x: from.x + from.width, y: from.y + from.height / 2 + shift };
  const end = { x: to.x + to.width + tip, y: to.y + to.height / 2 + shift };
  const out = Math.max(start.x, end.x) + Math.min(120, 40 + Math.abs(end.y - start.y) / 4);
  const ends = between(start, end);
  return routeOf([start, { x: out, y: start.y }, { x: out, y: end.y }, end], {
    x: ends.x / 4 + (out * 3) / 4,
    y: ends.y,
  });
}

/** A service that calls itself: a small loop over its upper right corner. */
function loopRoute(rect: Rect): EdgeRoute {
  const right = rect.x + rect.width;
  const start = { x: right - 34, y: rect.y };
  const end = { x: right + tip, y: rect.y + 26 };
  return routeOf([start, { x: start.x, y: rect.y - 44 }, { x: right + 48, y: end.y }, end], {
    x: right + 8,
    y: rect.y - 12,
  });
}

function between(one: Point, other: Point): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}

function at(point: Point): string {
  return `${round(point.x)},${round(point.y)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

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
  const [start, ...rest] = withoutStops(bends);
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
    const turn = turnAt(way[index - 1], previous, point, way[index + 2]);
    const curve = turn === undefined ? curveTo(previous, end) : turnTo(previous, end, turn);
    previous = point;
    return curve;
  });
  return routeOf([start, ...curves], between(before, after));
}

/** Stretches that lead up or down, give or take some pixels, are one. */
function withoutStops(way: readonly Point[]): readonly Point[] {
  return way.filter((point, index) => {
    const [before, after] = [way[index - 1], way[index + 1]];
    return (
      before === undefined ||
      after === undefined ||
      Math.abs(point.x - before.x) > upright ||
      Math.abs(after.x - point.x) > upright ||
      (point.y - before.y) * (after.y - point.y) < 0
    );
  });
}

const upright = 8;
/** A turn is so wide at most, in pixels. */
const widestTurn = 28;

/**
 * Where a stretch turns a way back, as of a call to a service further left: the side that it turns on,
 * which is the one that the way came to.
 */
function turnAt(
  before: Point | undefined,
  start: Point,
  end: Point,
  after: Point | undefined,
): 'left' | 'right' | undefined {
  if (before === undefined || after === undefined) {
    return undefined;
  }
  const [into, out] = [start.x - before.x, after.x - end.x];
  const isUpright = Math.abs(end.x - start.x) < widestTurn;
  if (!isUpright || into * out >= 0) {
    return undefined;
  }
  return into < 0 ? 'left' : 'right';
}

function turnTo(start: Point, end: Point, side: 'left' | 'right'): readonly Point[] {
  const wide = Math.min(widestTurn, Math.abs(end.y - start.y) / 2);
  const x = side === 'left' ? Math.min(start.x, end.x) - wide : Math.max(start.x, end.x) + wide;
  return [{ x, y: start.y }, { x, y: end.y }, end];
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

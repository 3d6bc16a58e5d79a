import { card, type Point, type Rect } from '../../../layout/geometry.ts';
import type { Viewport } from '../../../state/topologyState.ts';
import { eased, wantsMotion } from './mapStage.ts';

/** Pan and zoom of the map, without a render. */
export interface ViewportControl {
  readonly read: () => Viewport;
  readonly panBy: (right: number, down: number) => void;
  /** Keeps the point (in pixels of the element) where it is; the centre without one. */
  readonly zoomBy: (factor: number, around?: Point) => void;
  /** Shows all of a rectangle of the map. */
  readonly fit: (bounds: Rect) => void;
  /** The same by the hand of a person, on a smooth way. */
  readonly goTo: (bounds: Rect) => void;
  /**
   * Shows all of a rectangle too, unless that makes the cards too small to read: then it shows what
   * is around `focus`. Not the act of a person.
   */
  readonly fitAround: (bounds: Rect, focus: Point | undefined) => void;
  /** Whether all of a rectangle of the map is in sight. */
  readonly shows: (bounds: Rect) => boolean;
  /** Moves the map as little as shows a card. */
  readonly reveal: (at: Point) => void;
  /** Puts a card into the middle, large enough to read. */
  readonly centre: (at: Point) => void;
  /** Puts a point of the map into the middle, at the same zoom. */
  readonly lookAt: (at: Point) => void;
  readonly show: (viewport: Viewport) => void;
}

export interface ViewportParts {
  /** What the map fills. */
  readonly element: HTMLElement;
  readonly initial: Viewport | undefined;
  /** At each change. */
  readonly onMove: (viewport: Viewport) => void;
  /** Some time after the last change. */
  readonly onSettle: (viewport: Viewport, byHand: boolean) => void;
}

const zoomRange = { least: 0.02, most: 2.5 } as const;
/** A small graph is not blown up. */
const mostFitZoom = 1.1;
/** From here on the names on the cards can be read. */
export const readableZoom = 0.55;
/** Pixels; what lies over the map stands above and below. */
const fitMargin = { side: 40, top: 52, bottom: 56 } as const;
const settleMs = 150;
const wayMs = 320;

/** Keeps where the map stands. */
export function createViewportControl(parts: ViewportParts): ViewportControl {
  const { element } = parts;
  let viewport = parts.initial ?? { x: 0, y: 0, zoom: 1 };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let byHandSince = false;
  let way = 0;

  const change = (next: Viewport, byHand: boolean): void => {
    viewport = next;
    parts.onMove(next);
    byHandSince ||= byHand;
    clearTimeout(timer);
    timer = setTimeout(() => {
      parts.onSettle(viewport, byHandSince);
      byHandSince = false;
    }, settleMs);
  };
  /** Whatever else moves the map ends a smooth way. */
  const jump = (next: Viewport, byHand: boolean): void => {
    cancelAnimationFrame(way);
    change(next, byHand);
  };
  const travel = (goal: Viewport): void => {
    cancelAnimationFrame(way);
    if (!wantsMotion()) {
      change(goal, true);
      return;
    }
    const start = viewport;
    const since = performance.now();
    const step = (now: number): void => {
      const done = eased((now - since) / wayMs);
      change(between(start, goal, done), true);
      if (done < 1) {
        way = requestAnimationFrame(step);
      }
    };
    way = requestAnimationFrame(step);
  };
  const size = (): DOMRect => element.getBoundingClientRect();
  parts.onMove(viewport);

  return {
    read: () => viewport,
    panBy: (right, down) =>
      jump({ ...viewport, x: viewport.x + right, y: viewport.y + down }, true),
    zoomBy: (factor, around) => {
      const { width, height } = size();
      jump(zoomed(viewport, factor, around ?? { x: width / 2, y: height / 2 }), true);
    },
    fit: (bounds) => jump(fitted(bounds, size()), false),
    goTo: (bounds) => travel(fitted(bounds, size())),
    fitAround: (bounds, focus) => {
      const whole = fitted(bounds, size());
      const isReadable = focus === undefined || whole.zoom >= readableZoom;
      jump(isReadable ? whole : filled(centred(focus, size()), bounds, size()), false);
    },
    shows: (bounds) => isInside(viewport, bounds, size()),
    reveal: (at) => {
      const next = revealed(viewport, at, size());
      if (next !== viewport) {
        jump(next, true);
      }
    },
    centre: (at) => travel(centred(at, size())),
    lookAt: ({ x, y }) => {
      const { width, height } = size();
      const { zoom } = viewport;
      jump({ zoom, x: width / 2 - x * zoom, y: height / 2 - y * zoom }, true);
    },
    show: (next) => jump(next, true),
  };
}

/** Part of the way between two viewports, so that the middle of the window moves in a straight line. */
function between(start: Viewport, goal: Viewport, done: number): Viewport {
  if (done >= 1) {
    return goal;
  }
  const zoom = start.zoom * (goal.zoom / start.zoom) ** done;
  const part =
    Math.abs(goal.zoom - start.zoom) < 1e-6
      ? done
      : (1 / zoom - 1 / start.zoom) / (1 / goal.zoom - 1 / start.zoom);
  const [fromX, fromY] = [-start.x / start.zoom, -start.y / start.zoom];
  const [toX, toY] = [-goal.x / goal.zoom, -goal.y / goal.zoom];
  return {
    zoom,
    x: -(fromX + (toX - fromX) * part) * zoom,
    y: -(fromY + (toY - fromY) * part) * zoom,
  };
}

/** The viewport after zooming around a point. Exported for its test. */
export function zoomed(viewport: Viewport, factor: number, around: Point): Viewport {
  const zoom = Math.min(zoomRange.most, Math.max(zoomRange.least, viewport.zoom * factor));
  const scale = zoom / viewport.zoom;
  return {
    zoom,
    x: around.x - (around.x - viewport.x) * scale,
    y: around.y - (around.y - viewport.y) * scale,
  };
}

/** The viewport with a card in the middle, large enough to read. */
function centred(at: Point, space: { readonly width: number; readonly height: number }): Viewport {
  const zoom = readableZoom;
  return {
    zoom,
    x: space.width / 2 - (at.x + card.width / 2) * zoom,
    y: space.height / 2 - (at.y + card.height / 2) * zoom,
  };
}

/**
 * The viewport moved as far as it shows more of `bounds`: nothing beside them while there is more of them
 * on the other side, and all of a direction in the middle where it has room. Exported for its test.
 */
export function filled(
  viewport: Viewport,
  bounds: Rect,
  space: { readonly width: number; readonly height: number },
): Viewport {
  const { side, top, bottom } = fitMargin;
  const { x, y, zoom } = viewport;
  return {
    zoom,
    x: filledFrom(x, { start: bounds.x * zoom, length: bounds.width * zoom }, [
      side,
      space.width - side,
    ]),
    y: filledFrom(y, { start: bounds.y * zoom, length: bounds.height * zoom }, [
      top,
      space.height - bottom,
    ]),
  };
}

function filledFrom(
  at: number,
  { start, length }: { readonly start: number; readonly length: number },
  [first, last]: readonly [number, number],
): number {
  const [atFirst, atLast] = [first - start, last - start - length];
  return length <= last - first ? (atFirst + atLast) / 2 : Math.min(atFirst, Math.max(atLast, at));
}

/** The viewport that shows all of `bounds` in the middle. */
export function fitted(
  bounds: Rect,
  space: { readonly width: number; readonly height: number },
): Viewport {
  const { side, top, bottom } = fitMargin;
  const zoom = Math.max(
    zoomRange.least,
    Math.min(
      mostFitZoom,
      (space.width - 2 * side) / bounds.width,
      (space.height - top - bottom) / bounds.height,
    ),
  );
  return {
    zoom,
    x: (space.width - bounds.width * zoom) / 2 - bounds.x * zoom,
    y: (space.height + top - bottom - bounds.height * zoom) / 2 - bounds.y * zoom,
  };
}

function isInside(viewport: Viewport, bounds: Rect, space: DOMRect): boolean {
  const left = bounds.x * viewport.zoom + viewport.x;
  const top = bounds.y * viewport.zoom + viewport.y;
  return (
    left >= 0 &&
    top >= 0 &&
    left + bounds.width * viewport.zoom <= space.width &&
    top + bounds.height * viewport.zoom <= space.height
  );
}

function revealed(
  viewport: Viewport,
  at: Point,
  space: { readonly width: number; readonly height: number },
): Viewport {
  const left = at.x * viewport.zoom + viewport.x;
  const top = at.y * viewport.zoom + viewport.y;
  const right = shiftInto(left, card.width * viewport.zoom, space.width);
  const down = shiftInto(top, card.height * viewport.zoom, space.height);
  return right === 0 && down === 0
    ? viewport
    : { ...viewport, x: viewport.x + right, y: viewport.y + down };
}

function shiftInto(start: number, length: number, space: number): number {
  const margin = 24;
  if (start < margin) {
    return margin - start;
  }
  return start + length > space - margin ? Math.min(0, space - margin - length - start) : 0;
}

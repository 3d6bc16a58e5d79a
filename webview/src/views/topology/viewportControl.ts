import { card, type Point, type Rect } from '../../layout/geometry.ts';
import type { Viewport } from '../../state/topologyState.ts';

/** Pan and zoom of the map, without a render: only one transform changes. */
export interface ViewportControl {
  readonly read: () => Viewport;
  readonly panBy: (right: number, down: number) => void;
  /** Keeps the point (in pixels of the element) where it is; the centre without one. */
  readonly zoomBy: (factor: number, around?: Point) => void;
  /** Shows all of a rectangle of the map. */
  readonly fit: (bounds: Rect) => void;
  /**
   * Shows all of a rectangle too, unless that makes the cards too small to read: then it shows what
   * is around `focus`. Not the act of a person.
   */
  readonly fitAround: (bounds: Rect, focus: Point | undefined) => void;
  /** Whether all of a rectangle of the map is in sight. */
  readonly shows: (bounds: Rect) => boolean;
  /** Moves the map as little as shows a card. */
  readonly reveal: (at: Point) => void;
}

export interface ViewportParts {
  readonly svg: SVGSVGElement;
  /** What is moved and scaled. */
  readonly layer: SVGGElement;
  /** The dots behind it. */
  readonly pattern: SVGPatternElement;
  readonly initial: Viewport | undefined;
  /** At each change. */
  readonly onMove: (viewport: Viewport) => void;
  /** Some time after the last change. */
  readonly onSettle: (viewport: Viewport, byHand: boolean) => void;
}

const zoomRange = { least: 0.06, most: 2.5 } as const;
/** A small graph is not blown up. */
const mostFitZoom = 1.1;
/** From here on the names on the cards can be read. */
const readableZoom = 0.55;
const fitMargin = 40;
const settleMs = 150;
/** Below this zoom small print is left out. */
const farZoom = 0.45;

/** Takes hold of the elements of the map. */
export function createViewportControl(parts: ViewportParts): ViewportControl {
  const { svg, layer, pattern } = parts;
  let viewport = parts.initial ?? { x: 0, y: 0, zoom: 1 };
  let timer: ReturnType<typeof setTimeout> | undefined;
  let byHandSince = false;

  const show = (next: Viewport): void => {
    viewport = next;
    const move = `translate(${next.x}px, ${next.y}px) scale(${next.zoom})`;
    layer.style.transform = move;
    pattern.setAttribute(
      'patternTransform',
      `translate(${next.x},${next.y}) scale(${patternZoom(next.zoom)})`,
    );
    svg.classList.toggle('far', isFar(next));
  };
  const change = (next: Viewport, byHand: boolean): void => {
    show(next);
    parts.onMove(next);
    byHandSince ||= byHand;
    clearTimeout(timer);
    timer = setTimeout(() => {
      parts.onSettle(viewport, byHandSince);
      byHandSince = false;
    }, settleMs);
  };
  const size = (): DOMRect => svg.getBoundingClientRect();
  show(viewport);

  return {
    read: () => viewport,
    panBy: (right, down) =>
      change({ ...viewport, x: viewport.x + right, y: viewport.y + down }, true),
    zoomBy: (factor, around) => {
      const { width, height } = size();
      change(zoomed(viewport, factor, around ?? { x: width / 2, y: height / 2 }), true);
    },
    fit: (bounds) => change(fitted(bounds, size()), false),
    fitAround: (bounds, focus) => {
      const whole = fitted(bounds, size());
      const isReadable = focus === undefined || whole.zoom >= readableZoom;
      change(isReadable ? whole : centred(focus, size()), false);
    },
    shows: (bounds) => isInside(viewport, bounds, size()),
    reveal: (at) => {
      const next = revealed(viewport, at, size());
      if (next !== viewport) {
        change(next, true);
      }
    },
  };
}

/** Whether cards are too small for their small print. */
export function isFar({ zoom }: Viewport): boolean {
  return zoom < farZoom;
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

/** The viewport that shows all of `bounds` in the middle. Exported for its test. */
export function fitted(
  bounds: Rect,
  space: { readonly width: number; readonly height: number },
): Viewport {
  const zoom = Math.max(
    zoomRange.least,
    Math.min(
      mostFitZoom,
      (space.width - 2 * fitMargin) / bounds.width,
      (space.height - 2 * fitMargin) / bounds.height,
    ),
  );
  return {
    zoom,
    x: (space.width - bounds.width * zoom) / 2 - bounds.x * zoom,
    y: (space.height - bounds.height * zoom) / 2 - bounds.y * zoom,
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

/** Dots keep a readable distance at any zoom. */
function patternZoom(zoom: number): number {
  let scale = zoom;
  while (scale < 0.6) {
    scale *= 2;
  }
  return scale;
}

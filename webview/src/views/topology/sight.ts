import type { RefObject } from 'preact';
import { useCallback, useState } from 'preact/hooks';
import { card, type Point, type Rect } from '../../layout/geometry.ts';
import type { Viewport } from '../../state/topologyState.ts';
import { isFar } from './viewportControl.ts';

/** The part of the map to draw, and how finely. */
export interface Sight {
  /** Undefined for all of the map. */
  readonly region: Rect | undefined;
  readonly isFar: boolean;
}

/** A map with fewer cards is drawn whole. */
const smallMap = 120;
/** How much more than the window is drawn on each side, in windows. */
const margin = 0.5;

/** Until the viewport is known, large maps are boxes. */
const unknownSight: Sight = { region: { x: 0, y: 0, width: 0, height: 0 }, isFar: false };

/** Follows the viewport, and changes only when what is drawn no longer covers the window. */
export function useSight(
  svg: RefObject<SVGSVGElement | null>,
  cards: number,
): { readonly current: Sight; readonly onMove: (viewport: Viewport) => void } {
  const [sight, setSight] = useState<Sight>(unknownSight);
  const onMove = useCallback((viewport: Viewport): void => {
    const width = svg.current?.clientWidth ?? 0;
    const height = svg.current?.clientHeight ?? 0;
    setSight((before) => sightOf(before, viewport, { width, height }));
  }, []);
  const current = cards < smallMap ? { region: undefined, isFar: sight.isFar } : sight;
  return { current, onMove };
}

/** Whether anything between two cards, or one card given twice, is to be drawn. */
export function touchesSight({ region }: Sight, one: Point, other: Point): boolean {
  return (
    region === undefined ||
    (Math.min(one.x, other.x) < region.x + region.width &&
      Math.max(one.x, other.x) + card.width > region.x &&
      Math.min(one.y, other.y) < region.y + region.height &&
      Math.max(one.y, other.y) + card.height > region.y)
  );
}

/** The next sight; the same object while it still covers the window. Exported for its test. */
export function sightOf(
  before: Sight,
  viewport: Viewport,
  size: { readonly width: number; readonly height: number },
): Sight {
  const seen = {
    x: -viewport.x / viewport.zoom,
    y: -viewport.y / viewport.zoom,
    width: size.width / viewport.zoom,
    height: size.height / viewport.zoom,
  };
  const covers = before.region !== undefined && isWithin(seen, before.region);
  const isMuchSmaller =
    before.region !== undefined && seen.width * (1 + 4 * margin) < before.region.width / 1.5;
  if (covers && !isMuchSmaller && before.isFar === isFar(viewport)) {
    return before;
  }
  const region = {
    x: seen.x - margin * seen.width,
    y: seen.y - margin * seen.height,
    width: seen.width * (1 + 2 * margin),
    height: seen.height * (1 + 2 * margin),
  };
  return { region, isFar: isFar(viewport) };
}

function isWithin(inner: Rect, outer: Rect): boolean {
  return (
    inner.x >= outer.x &&
    inner.y >= outer.y &&
    inner.x + inner.width <= outer.x + outer.width &&
    inner.y + inner.height <= outer.y + outer.height
  );
}

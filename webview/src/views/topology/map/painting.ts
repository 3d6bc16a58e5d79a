import type { Point, Rect } from '../../../layout/geometry.ts';
import type { Scene } from '../../../scene/scene.ts';
import type { Marks } from '../../../state/pastView.ts';
import type { Viewport } from '../../../state/topologyState.ts';
import type { Palette } from './palette.ts';

/** What draws on the canvas. */
export type Pen = CanvasRenderingContext2D;

/** What the pointer is over. */
export type Hit =
  | { readonly kind: 'card'; readonly id: string }
  | { readonly kind: 'group'; readonly id: string }
  | { readonly kind: 'edge'; readonly id: string }
  | { readonly kind: 'bundle'; readonly id: string };

/** Everything that one picture of the map is made from. */
export interface Painting {
  readonly scene: Scene;
  readonly view: Viewport;
  /** Of the canvas, in pixels of the page. */
  readonly size: { readonly width: number; readonly height: number };
  /** The part of the map that is seen. */
  readonly sight: Rect;
  /** The part of it that is drawn anew: what is outside is not looked at. */
  readonly part: Rect;
  readonly palette: Palette;
  /** Selected service and edge. */
  readonly chosen: string | undefined;
  readonly chosenEdge: string | undefined;
  readonly hovered: Hit | undefined;
  /** Cards of which nothing is known to be current. */
  readonly stale: ReadonlySet<string>;
  /** Connections whose content may be out of date. */
  readonly outdated: ReadonlySet<string>;
  /** What became of services and edges since the moment that is shown; absent while it is now. */
  readonly marks: Marks | undefined;
  /** Service id to how strongly its card flashes, from 1 to 0. */
  readonly flashes: ReadonlyMap<string, number>;
  /** Where cards come from while they glide, and how much of the way is done. */
  readonly glide: { readonly from: ReadonlyMap<string, Point>; readonly done: number } | undefined;
}

/** A card's place now, on its way from where it was. */
export function placeOf(
  { glide }: Painting,
  card: { readonly id: string; readonly x: number; readonly y: number },
): Point {
  const start = glide?.from.get(card.id);
  if (glide === undefined || start === undefined) {
    return card;
  }
  const { done } = glide;
  return { x: start.x + (card.x - start.x) * done, y: start.y + (card.y - start.y) * done };
}

/** The rectangle of the map that a viewport shows. */
export function sightOf(view: Viewport, size: Painting['size']): Rect {
  return {
    x: -view.x / view.zoom,
    y: -view.y / view.zoom,
    width: size.width / view.zoom,
    height: size.height / view.zoom,
  };
}

/** A rectangle with a margin around it. */
export function padded({ x, y, width, height }: Rect, margin: number): Rect {
  return { x: x - margin, y: y - margin, width: width + 2 * margin, height: height + 2 * margin };
}

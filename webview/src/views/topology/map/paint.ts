import { paintNearBundles, paintBundles, paintEdges } from './paintEdges.ts';
import { paintCards } from './paintCards.ts';
import { paintMarks } from './paintMarks.ts';
import { paintFrameNames, paintFrames, paintTiles } from './paintGroups.ts';
import type { Rect } from '../../../layout/geometry.ts';
import type { Viewport } from '../../../state/topologyState.ts';
import { padded, type Painting, type Pen } from './painting.ts';

/**
 * Draws one picture of the map: what is out of sight or too small to be seen is left out, so the cost
 * follows what is on the page and not what is in the graph. `scale` is the pixels of the canvas for
 * each of the page.
 */
export function paintMap(pen: Pen, painting: Painting, scale: number): void {
  const { view, size, palette, glide } = painting;
  pen.setTransform(scale, 0, 0, scale, 0, 0);
  pen.globalAlpha = 1;
  pen.fillStyle = palette.background;
  pen.fillRect(0, 0, size.width, size.height);
  paintDots(pen, painting, scale);
  pen.setTransform(scale * view.zoom, 0, 0, scale * view.zoom, scale * view.x, scale * view.y);
  paintFrames(pen, painting);
  if (glide === undefined) {
    paintBundles(pen, painting);
    paintEdges(pen, painting);
  }
  paintTiles(pen, painting);
  paintFrameNames(pen, painting);
  paintCards(pen, painting);
  paintMarks(pen, painting);
  if (glide === undefined) {
    paintNearBundles(pen, painting);
  }
}

/** Draws a part of the map as {@link paintMap} would, and leaves what is around it. */
export function paintPart(pen: Pen, painting: Painting, part: Rect, scale: number): void {
  const { view } = painting;
  const pixels = pixelsOf(part, view, scale);
  pen.save();
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.beginPath();
  pen.rect(pixels.x, pixels.y, pixels.width, pixels.height);
  pen.clip();
  paintMap(pen, { ...painting, part: padded(part, 3 / view.zoom) }, scale);
  pen.restore();
}

/** Whole pixels of the canvas, so that no seam is left between what is drawn now and before. */
function pixelsOf(part: Rect, view: Viewport, scale: number): Rect {
  const x = Math.floor((part.x * view.zoom + view.x) * scale) - 1;
  const y = Math.floor((part.y * view.zoom + view.y) * scale) - 1;
  const width = Math.ceil(part.width * view.zoom * scale) + 3;
  const height = Math.ceil(part.height * view.zoom * scale) + 3;
  return { x, y, width, height };
}

const dotStep = 24;
/** Dots closer than this are noise. */
const leastDotStep = 14;

let dots: { readonly colour: string; readonly pattern: CanvasPattern | null } | undefined;

/** Dots move with the map and keep a readable distance at any zoom. */
function paintDots(pen: Pen, { view, palette, size, scene }: Painting, scale: number): void {
  if (palette.isHighContrast || scene.groups.size > 0) {
    return;
  }
  let zoom = view.zoom;
  while (zoom * dotStep < leastDotStep) {
    zoom *= 2;
  }
  if (dots?.colour !== palette.dot) {
    dots = { colour: palette.dot, pattern: dotPattern(pen, palette.dot) };
  }
  if (dots.pattern !== null) {
    dots.pattern.setTransform(
      new DOMMatrix()
        .translate(view.x, view.y)
        .scale(zoom / 2 / scale, zoom / 2 / scale)
        .scale(scale),
    );
    pen.fillStyle = dots.pattern;
    pen.fillRect(0, 0, size.width, size.height);
  }
}

function dotPattern(pen: Pen, colour: string): CanvasPattern | null {
  const tile = document.createElement('canvas');
  tile.width = dotStep * 2;
  tile.height = dotStep * 2;
  const own = tile.getContext('2d');
  if (own === null) {
    return null;
  }
  own.fillStyle = colour;
  own.beginPath();
  own.arc(4, 4, 2, 0, 2 * Math.PI);
  own.fill();
  return pen.createPattern(tile, 'repeat');
}

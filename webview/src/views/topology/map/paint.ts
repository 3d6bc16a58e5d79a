import { paintNearBundles, paintBundles, paintEdges } from './paintEdges.ts';
import { paintCards } from './paintCards.ts';
import { paintMarks } from './paintMarks.ts';
import { paintFrameNames, paintFrames, paintTiles } from './paintGroups.ts';
import type { Painting, Pen } from './painting.ts';

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

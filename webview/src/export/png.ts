import type { Rect } from '../layout/geometry.ts';
import { base64Of } from './base64.ts';

/** Longest side and largest area of a canvas that every browser draws, in pixels. */
const longestSide = 8192;
const largestArea = 48_000_000;
/** Sharp on a screen of twice the density. */
const usualScale = 2;

/** How many pixels of the picture a pixel of the map becomes. */
export function pictureScale({ width, height }: Pick<Rect, 'width' | 'height'>): number {
  return Math.min(
    usualScale,
    longestSide / Math.max(width, height),
    Math.sqrt(largestArea / (width * height)),
  );
}

/** Draws an SVG document and answers the base64 of a PNG. Rejects when the browser can't. */
export async function pngOf(svg: string, frame: Pick<Rect, 'width' | 'height'>): Promise<string> {
  const image = new Image();
  image.src = `data:image/svg+xml;base64,${base64Of(svg)}`;
  await image.decode();
  const scale = pictureScale(frame);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(frame.width * scale);
  canvas.height = Math.round(frame.height * scale);
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const [, content] = canvas.toDataURL('image/png').split('data:image/png;base64,');
  if (content === undefined || content === '') {
    throw new Error('the picture is too large to be drawn. Export SVG, or a part of the map.');
  }
  return content;
}

import type { Health } from '../../../../../protocol/topology.ts';
import type { Pen } from './painting.ts';

/** Adds the shape of a health around a point to the path: circle, triangle, diamond, square, ring. */
function addHealthShape(
  pen: Pen,
  health: Health,
  { x, y, size }: { readonly x: number; readonly y: number; readonly size: number },
): void {
  switch (health) {
    case 'passing':
      pen.moveTo(x + size, y);
      pen.arc(x, y, size, 0, 2 * Math.PI);
      return;
    case 'warning':
      addPolygon(pen, [
        [x, y - size * 1.15],
        [x + size * 1.15, y + size * 0.9],
        [x - size * 1.15, y + size * 0.9],
      ]);
      return;
    case 'critical':
      addPolygon(pen, [
        [x, y - size * 1.25],
        [x + size * 1.25, y],
        [x, y + size * 1.25],
        [x - size * 1.25, y],
      ]);
      return;
    case 'maintenance':
      pen.rect(x - size * 0.9, y - size * 0.9, size * 1.8, size * 1.8);
      return;
    case 'unknown':
      pen.moveTo(x + size * 0.85, y);
      pen.arc(x, y, size * 0.85, 0, 2 * Math.PI);
  }
}

/** Draws one shape; unknown is a ring. */
export function paintHealth(
  pen: Pen,
  health: Health,
  place: { readonly x: number; readonly y: number; readonly size: number; readonly colour: string },
): void {
  pen.beginPath();
  addHealthShape(pen, health, place);
  if (health === 'unknown') {
    pen.strokeStyle = place.colour;
    pen.lineWidth = place.size / 2.6;
    pen.stroke();
  } else {
    pen.fillStyle = place.colour;
    pen.fill();
  }
}

function addPolygon(pen: Pen, corners: readonly (readonly [number, number])[]): void {
  corners.forEach(([x, y], index) => (index === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y)));
  pen.closePath();
}

import type { Health } from '../../../protocol/topology.ts';
import { element, type Xml } from './xml.ts';

export interface ShapeStyle {
  readonly x: number;
  readonly y: number;
  /** Half of the width. */
  readonly size: number;
  readonly fill: string;
}

/** Health as a shape of its own besides its colour: circle, triangle, diamond, square, ring. */
export function healthShape(health: Health, { x, y, size, fill }: ShapeStyle): Xml {
  switch (health) {
    case 'passing':
      return element('circle', { cx: x, cy: y, r: size, fill });
    case 'warning':
      return polygon(fill, [
        [x, y - size * 1.15],
        [x + size * 1.15, y + size * 0.9],
        [x - size * 1.15, y + size * 0.9],
      ]);
    case 'critical':
      return polygon(fill, [
        [x, y - size * 1.25],
        [x + size * 1.25, y],
        [x, y + size * 1.25],
        [x - size * 1.25, y],
      ]);
    case 'maintenance':
      return element('rect', {
        x: x - size * 0.9,
        y: y - size * 0.9,
        width: size * 1.8,
        height: size * 1.8,
        fill,
      });
    case 'unknown':
      return element('circle', {
        cx: x,
        cy: y,
        r: size * 0.85,
        fill: 'none',
        stroke: fill,
        'stroke-width': 1.8,
      });
  }
}

function polygon(fill: string, corners: readonly (readonly [number, number])[]): Xml {
  return element('polygon', { points: corners.map((corner) => corner.join(',')).join(' '), fill });
}

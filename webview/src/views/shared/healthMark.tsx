import type { ComponentChild } from 'preact';
import type { Health } from '../../../../protocol/topology.ts';

export interface HealthShapeProps {
  readonly health: Health;
  readonly x: number;
  readonly y: number;
  /** Half of the width. */
  readonly size: number;
  /** Draws a dashed ring around it: may be left over from a dead process. */
  readonly ghost?: boolean;
  /** Dims it: known from a connection that is out of date. */
  readonly isStale?: boolean;
}

/** Health as a shape of its own besides its colour, inside an SVG. */
export function HealthShape(props: HealthShapeProps): ComponentChild {
  const { health, x, y, size, ghost } = props;
  const stale = props.isStale === true ? ' stale' : '';
  return (
    <g class={`health health-${health}${stale}`} transform={`translate(${x},${y})`}>
      {ghost === true && <circle class="ghost-ring" r={size + 2.5} />}
      <path class="health-shape" d={shapePath(health, size)} />
    </g>
  );
}

/** The same in running text. */
export function HealthMark(props: {
  readonly health: Health;
  readonly ghost?: boolean;
}): ComponentChild {
  return (
    <svg class="health-mark" width="14" height="14" viewBox="-8 -8 16 16" role="img">
      <title>{props.health}</title>
      <HealthShape health={props.health} x={0} y={0} size={5} ghost={props.ghost ?? false} />
    </svg>
  );
}

/** Circle, triangle, diamond, square, ring. */
function shapePath(health: Health, size: number): string {
  const s = size;
  switch (health) {
    case 'passing':
      return circle(s);
    case 'warning':
      return `M0,${-s * 1.15} L${s * 1.15},${s * 0.9} L${-s * 1.15},${s * 0.9} Z`;
    case 'critical':
      return `M0,${-s * 1.25} L${s * 1.25},0 L0,${s * 1.25} L${-s * 1.25},0 Z`;
    case 'maintenance':
      return `M${-s * 0.9},${-s * 0.9} h${s * 1.8} v${s * 1.8} h${-s * 1.8} Z`;
    case 'unknown':
      return circle(s * 0.85);
  }
}

function circle(radius: number): string {
  return `M${-radius},0 a${radius},${radius} 0 1,0 ${radius * 2},0 a${radius},${radius} 0 1,0 ${-radius * 2},0 Z`;
}

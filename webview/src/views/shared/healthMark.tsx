import type { ComponentChild } from 'preact';
import type { Health } from '../../../../protocol/topology.ts';

/** Health as a shape of its own besides its colour, in running text. */
export function HealthMark(props: {
  readonly health: Health;
  /** Draws a dashed ring around it: may be left over from a dead process. */
  readonly ghost?: boolean;
}): ComponentChild {
  const { health, ghost } = props;
  return (
    <svg class="health-mark" width="14" height="14" viewBox="-8 -8 16 16" role="img">
      <title>{health}</title>
      <g class={`health health-${health}`}>
        {ghost === true && <circle class="ghost-ring" r={size + 2.5} />}
        <path class="health-shape" d={shapePath(health)} />
      </g>
    </svg>
  );
}

/** Half of the width. */
const size = 5;

/** Circle, triangle, diamond, square, ring. */
function shapePath(health: Health): string {
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

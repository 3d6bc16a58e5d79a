import type { ComponentChild } from 'preact';
import type { Edge } from '../../../../protocol/topology.ts';
import { cardAt, type Point } from '../../layout/geometry.ts';
import { edgeRoute } from '../../layout/route.ts';
import { mainKind } from '../../state/nodes.ts';
import { displayText } from '../../text/displayText.ts';
import { memo } from '../shared/memo.ts';

/** `filtered`: the filter does not let it through. */
export type Emphasis = 'normal' | 'strong' | 'faint' | 'filtered';

export interface EdgeLineProps {
  readonly edge: Edge;
  readonly from: Point;
  readonly to: Point;
  readonly bends: readonly Point[] | undefined;
  /** There is an edge the other way too. */
  readonly isTwoWay: boolean;
  readonly emphasis: Emphasis;
}

/** One edge: a line in the style of its kind, an arrow, and what it rests on in the tooltip. */
export const EdgeLine = memo(function EdgeLine(props: EdgeLineProps): ComponentChild {
  const { edge, emphasis } = props;
  const kind = mainKind(edge);
  const { path, middle } = edgeRoute({
    from: cardAt(props.from),
    to: cardAt(props.to),
    bends: props.bends,
    shift: props.isTwoWay ? (edge.from < edge.to ? -9 : 9) : 0,
  });
  return (
    <g
      class={`edge edge-${kind} ${emphasis}`}
      data-testid="edge"
      data-from={edge.from}
      data-to={edge.to}
      data-kind={kind}
    >
      <title>{describeEdge(edge)}</title>
      <path class="edge-hit" d={path} />
      <path class="edge-line" d={path} marker-end={`url(#arrow-${kind})`} />
      {kind === 'denied' && (
        <g class="edge-badge" transform={`translate(${middle.x},${middle.y})`}>
          <circle r="8" />
          <path d="M-3.2,-3.2 L3.2,3.2 M3.2,-3.2 L-3.2,3.2" />
        </g>
      )}
    </g>
  );
});

/** `orders → payments`, then one line for each source. */
function describeEdge(edge: Edge): string {
  const sources = edge.sources.map(({ kind, detail }) => `${kind}: ${displayText(detail)}`);
  return [`${displayText(edge.from)} → ${displayText(edge.to)}`, ...sources].join('\n');
}

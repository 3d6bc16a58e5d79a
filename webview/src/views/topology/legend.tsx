import type { ComponentChild } from 'preact';
import type { EdgeKind } from '../../../../protocol/topology.ts';
import { healths } from '../../state/nodes.ts';
import { HealthMark } from '../shared/healthMark.tsx';
import { memo } from '../shared/memo.ts';
import { EdgeLegend } from './edgeLegend.tsx';

/** What the shapes and the lines mean; only the kinds of lines that are there. */
export const Legend = memo(function Legend(props: {
  /** Kinds in use, joined by a space. */
  readonly kinds: string;
  readonly hasGhosts: boolean;
  readonly filterText: string;
  readonly onKind: (kind: EdgeKind) => void;
}): ComponentChild {
  return (
    <div class="legend" aria-label="Legend" role="group">
      {healths.map((health) => (
        <span key={health} class="legend-item">
          <HealthMark health={health} />
          {health}
        </span>
      ))}
      {props.hasGhosts && (
        <span class="legend-item">
          <HealthMark health="unknown" ghost />
          possible ghost
        </span>
      )}
      <EdgeLegend used={props.kinds} filterText={props.filterText} onToggle={props.onKind} />
    </div>
  );
});

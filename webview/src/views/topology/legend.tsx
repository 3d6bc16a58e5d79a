import type { ComponentChild } from 'preact';
import type { EdgeKind, Health } from '../../../../protocol/topology.ts';
import { HealthMark } from '../shared/healthMark.tsx';
import { memo } from '../shared/memo.ts';

const healths: readonly Health[] = ['passing', 'warning', 'critical', 'maintenance', 'unknown'];

const kindTexts: Readonly<Record<EdgeKind, string>> = {
  declared: 'declared',
  permitted: 'permitted',
  denied: 'denied',
  observed: 'observed',
  live: 'live',
};

/** What the shapes and the lines mean; only the kinds of lines that are there. */
export const Legend = memo(function Legend(props: {
  /** Kinds in use, joined by a space. */
  readonly kinds: string;
  readonly hasGhosts: boolean;
}): ComponentChild {
  const used = props.kinds.split(' ');
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
      {Object.entries(kindTexts)
        .filter(([kind]) => used.includes(kind))
        .map(([kind, text]) => (
          <span key={kind} class="legend-item">
            <svg class={`legend-line edge edge-${kind}`} width="30" height="10" aria-hidden="true">
              <path class="edge-line" d="M1,5 H24" marker-end={`url(#arrow-${kind})`} />
            </svg>
            {text}
          </span>
        ))}
    </div>
  );
});

import type { ComponentChild } from 'preact';
import type { EdgeKind } from '../../../../protocol/topology.ts';
import { hasValue } from '../../state/filterText.ts';
import { edgeKinds } from '../../state/nodes.ts';

/** What the lines mean; each is a switch that lets only edges of its kind through. */
export function EdgeLegend(props: {
  /** Kinds in use, joined by a space. */
  readonly used: string;
  readonly filterText: string;
  readonly onToggle: (kind: EdgeKind) => void;
}): ComponentChild {
  const used = props.used.split(' ');
  return edgeKinds
    .filter((kind) => used.includes(kind) || hasValue(props.filterText, 'edge', kind))
    .map((kind) => (
      <button
        key={kind}
        type="button"
        class="legend-item legend-switch"
        aria-pressed={hasValue(props.filterText, 'edge', kind)}
        title={`Only edges that are ${kind}`}
        data-testid="edge-kind"
        data-kind={kind}
        onClick={() => props.onToggle(kind)}
      >
        <svg class={`legend-line edge edge-${kind}`} width="30" height="10" aria-hidden="true">
          <path class="edge-line" d="M1,5 H22" />
          <path class="arrow" d="M29,5 L21,1 L23,5 L21,9 Z" />
        </svg>
        {kind}
      </button>
    ));
}

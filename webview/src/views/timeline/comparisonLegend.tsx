import type { ComponentChild } from 'preact';
import type { Mark } from '../../../../protocol/history.ts';
import type { Marks } from '../../state/pastView.ts';

const marksInOrder: readonly Mark[] = ['added', 'gone', 'changed'];

/** What a mark says of a service, after its name or a count. */
export const markTexts: Readonly<Record<Mark, string>> = {
  added: 'new since then',
  gone: 'gone by now',
  changed: 'different now',
};

/** What the marks of a comparison with now mean, and how many services have each. */
export function ComparisonLegend({ marks }: { readonly marks: Marks }): ComponentChild {
  const services = [...marks.services.values()];
  return (
    <div class="comparison-legend" role="status" data-testid="comparison">
      {services.length + marks.edges.size === 0 && 'Everything is as it was then'}
      {marksInOrder.map((mark) => {
        const count = services.filter((each) => each.mark === mark).length;
        const edges = [...marks.edges.values()].filter((each) => each === mark).length;
        return count + edges === 0 ? null : (
          <span key={mark} class={`mark-item mark-${mark}`}>
            <MarkSign mark={mark} />
            {count} {markTexts[mark]}
            {edges > 0 && <span class="muted"> (edges: {edges})</span>}
          </span>
        );
      })}
    </div>
  );
}

/** Plus, minus or a tilde in a circle. */
function MarkSign({ mark }: { readonly mark: Mark }): ComponentChild {
  return (
    <svg
      class={`mark-sign mark-${mark}`}
      width="16"
      height="16"
      viewBox="-9 -9 18 18"
      aria-hidden="true"
    >
      <circle r="8" />
      <path d={markPaths[mark]} />
    </svg>
  );
}

/** In a circle with a radius of 8 around the origin. */
export const markPaths: Readonly<Record<Mark, string>> = {
  added: 'M-4,0 H4 M0,-4 V4',
  gone: 'M-4,0 H4',
  changed: 'M-4.5,1 q2.2,-4 4.5,-1 t4.5,-1',
};

import type { ComponentChild } from 'preact';
import { countOf, mainKind } from '../../state/nodes.ts';
import { Icon, Text } from '../shared/text.tsx';
import { HealthMark } from '../shared/healthMark.tsx';
import type { InspectorProps } from './inspector.tsx';

/** The services at the other end of a service's edges, and what each edge rests on. */
export function Neighbours(
  props: InspectorProps & { readonly title: string; readonly end: 'from' | 'to' },
): ComponentChild {
  const { node, graph, session, end } = props;
  const own = end === 'from' ? 'to' : 'from';
  const edges = [...graph.edges.values()].filter((edge) => edge[own] === node.id);
  if (edges.length === 0) {
    return null;
  }
  return (
    <section class="section">
      <h3>
        {props.title} {countOf(edges.length, 'service')}
      </h3>
      <ul class="neighbours">
        {edges.map((edge) => (
          <li
            key={edge.id}
            data-testid={end === 'from' ? 'caller' : 'callee'}
            data-neighbour={edge[end]}
          >
            <button
              type="button"
              class="link-button"
              onClick={() => session.select({ serviceId: edge[end] })}
            >
              <HealthMark health={graph.services.get(edge[end])?.health ?? 'unknown'} />
              <Text value={edge[end]} max={80} />
            </button>
            <button
              type="button"
              class={`pill edge-pill edge-${mainKind(edge)}`}
              title={`What the edge rests on: ${countOf(edge.sources.length, 'source')}`}
              data-testid="edge-pill"
              onClick={() => session.store.dispatch({ type: 'selectEdge', edgeId: edge.id })}
            >
              {mainKind(edge)}
              <Icon name="chevron-right" />
            </button>
            <ul class="edge-sources muted">
              {edge.sources.map(({ kind, connectionId, detail }) => (
                <li key={`${kind} ${connectionId} ${detail}`}>
                  <Icon name="link" /> {kind === mainKind(edge) ? '' : `${kind}: `}
                  <Text value={detail} max={200} />
                </li>
              ))}
            </ul>
          </li>
        ))}
      </ul>
    </section>
  );
}

import type { ComponentChild } from 'preact';
import type { Edge, EdgeKind, EdgeSource } from '../../../../protocol/topology.ts';
import { registryNames } from '../../state/connections.ts';
import type { GraphModel } from '../../state/graph.ts';
import { countOf, mainKind } from '../../state/nodes.ts';
import { askAll } from '../../state/questions.ts';
import { displayText } from '../../text/displayText.ts';
import type { TopologySession } from '../../topologySession.ts';
import { HealthMark } from '../shared/healthMark.tsx';
import { Icon, Text } from '../shared/text.tsx';
import { CloseInspector } from './closeInspector.tsx';

export interface EdgeInspectorProps {
  readonly edge: Edge;
  readonly graph: GraphModel;
  readonly width: number;
  readonly session: TopologySession;
}

/** What each kind of source says of an edge. */
const kindMeanings: Readonly<Record<EdgeKind, string>> = {
  declared: 'A registration or a file says that the one calls the other.',
  permitted: 'A rule allows the one to call the other. It does not say that it does.',
  denied: 'A rule forbids the one to call the other.',
  observed: 'A call was seen.',
  live: 'A call was seen just now.',
};

/** What one edge rests on: every source, from which connection, in its own words. */
export function EdgeInspector(props: EdgeInspectorProps): ComponentChild {
  const { edge, graph, session } = props;
  return (
    <aside
      class="inspector"
      style={{ width: `${props.width}px` }}
      aria-label={`Edge from ${displayText(edge.from)} to ${displayText(edge.to)}`}
      data-testid="edge-inspector"
      data-from={edge.from}
      data-to={edge.to}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          session.select(undefined);
        }
      }}
    >
      <div class="inspector-head">
        <Icon name="arrow-right" />
        <h2>
          <Text value={edge.from} max={60} /> → <Text value={edge.to} max={60} />
        </h2>
        <span class={`pill edge-pill edge-${mainKind(edge)}`}>{mainKind(edge)}</span>
        <CloseInspector session={session} />
      </div>
      <div class="visually-hidden" role="status">
        {`${displayText(edge.from)} to ${displayText(edge.to)}, ${mainKind(edge)}, ${countOf(edge.sources.length, 'source')}`}
      </div>
      <section class="section edge-ends">
        <End title="From" id={edge.from} {...props} />
        <End title="To" id={edge.to} {...props} />
      </section>
      <section class="section">
        <h3>{countOf(edge.sources.length, 'source')}</h3>
        <ul class="edge-source-list">
          {edge.sources.map((source) => (
            <Source key={sourceKey(source)} source={source} graph={graph} />
          ))}
        </ul>
      </section>
      <Findings edge={edge} graph={graph} />
    </aside>
  );
}

function End(
  props: EdgeInspectorProps & { readonly title: string; readonly id: string },
): ComponentChild {
  const { id, graph, session } = props;
  return (
    <p>
      <span class="muted">{props.title}</span>{' '}
      <button type="button" class="link-button" onClick={() => session.select({ serviceId: id })}>
        <HealthMark health={graph.services.get(id)?.health ?? 'unknown'} />
        <Text value={id} max={80} />
      </button>
    </p>
  );
}

function Source(props: {
  readonly source: EdgeSource;
  readonly graph: GraphModel;
}): ComponentChild {
  const { kind, connectionId, detail } = props.source;
  const connection = props.graph.connections.find(({ id }) => id === connectionId);
  return (
    <li data-testid="edge-source" data-kind={kind}>
      <span class={`pill edge-pill edge-${kind}`}>{kind}</span>
      <span class="edge-source-text">
        <Text value={detail} max={600} />
        <span class="muted">
          {connection === undefined ? (
            'from a connection that is gone'
          ) : (
            <>
              {registryNames[connection.kind]} <Text value={connection.name} max={60} />
            </>
          )}
          {' · '}
          {kindMeanings[kind]}
        </span>
      </span>
    </li>
  );
}

/** Which questions this edge answers, or why they cannot be answered. */
function Findings({ edge, graph }: Pick<EdgeInspectorProps, 'edge' | 'graph'>): ComponentChild {
  const questions = askAll(graph.edges.values());
  const found = questions.filter(({ edges }) => edges.some(({ id }) => id === edge.id));
  const [unknown] = questions.flatMap(({ unanswerable }) => unanswerable ?? []);
  if (found.length === 0 && unknown === undefined) {
    return null;
  }
  return (
    <section class="section">
      <h3>Declared and called</h3>
      {found.map(({ id, title, meaning }) => (
        <p key={id} class="hint" data-testid="edge-finding" data-question={id}>
          <strong>{title}.</strong> {meaning}
        </p>
      ))}
      {unknown !== undefined && (
        <p class="muted">
          <Icon name="info" /> {unknown}
        </p>
      )}
    </section>
  );
}

function sourceKey({ kind, connectionId, detail }: EdgeSource): string {
  return `${kind} ${connectionId} ${detail}`;
}

import type { ComponentChild } from 'preact';
import { useEffect } from 'preact/hooks';
import type { ServiceInstance } from '../../../../protocol/topology.ts';
import type { GraphModel } from '../../state/graph.ts';
import { countOf, type GraphNode, isOutdated, outdatedConnections } from '../../state/nodes.ts';
import type { TopologyState } from '../../state/topologyState.ts';
import type { TopologySession } from '../../topologySession.ts';
import { HealthMark } from '../shared/healthMark.tsx';
import { IconButton, Text } from '../shared/text.tsx';
import { InstanceItem } from './instanceItem.tsx';
import { Neighbours } from './neighbours.tsx';

export interface InspectorProps {
  readonly node: GraphNode;
  readonly state: TopologyState;
  readonly graph: GraphModel;
  readonly session: TopologySession;
}

/** Everything known about one service. */
export function Inspector(props: InspectorProps): ComponentChild {
  const { node, state, graph, session } = props;
  useOnlyInstance(props);
  const isStale =
    node.service !== undefined && isOutdated(node.service, outdatedConnections(graph.connections));
  return (
    <aside
      class={`inspector${isStale ? ' stale' : ''}`}
      style={{ width: `${state.inspectorWidth}px` }}
      aria-label="Service details"
      data-testid="inspector"
      data-shown={node.id}
      onKeyDown={(event) => {
        if (event.key === 'Escape') {
          session.select(undefined);
        }
      }}
    >
      <InspectorHead node={node} session={session} />
      <Instances {...props} />
      <Neighbours title="Called by" end="from" {...props} />
      <Neighbours title="Calls" end="to" {...props} />
    </aside>
  );
}

function InspectorHead(props: {
  readonly node: GraphNode;
  readonly session: TopologySession;
}): ComponentChild {
  const { node, session } = props;
  const health = node.service?.health ?? 'unknown';
  return (
    <div class="inspector-head">
      <HealthMark health={health} />
      <h2>
        <Text value={node.name} max={120} />
      </h2>
      <span class={`pill health-${health}`}>
        {node.service === undefined ? 'not registered' : health}
      </span>
      <IconButton icon="copy" label="Copy the name" onClick={() => session.copy(node.name)} />
      <IconButton
        icon="close"
        label="Close (Escape)"
        testId="close-inspector"
        onClick={() => session.select(undefined)}
      />
    </div>
  );
}

function Instances(props: InspectorProps): ComponentChild {
  const { node, state, session } = props;
  const instances = node.service?.instances ?? [];
  if (node.service === undefined) {
    return (
      <p class="section muted">
        No connected registry knows this service. It is shown because edges name it.
      </p>
    );
  }
  return (
    <section class="section">
      <h3>{countOf(instances.length, 'instance')}</h3>
      <ul class="instances">
        {instances.map((instance) => (
          <InstanceItem
            key={instance.id}
            instance={instance}
            isOpen={state.selection?.instanceId === instance.id}
            methods={state.methods.get(instance.id)}
            session={session}
            onToggle={() => session.select(toggledSelection(node.id, instance, props))}
          />
        ))}
      </ul>
    </section>
  );
}

function toggledSelection(
  serviceId: string,
  instance: ServiceInstance,
  { state, node }: InspectorProps,
): { readonly serviceId: string; readonly instanceId?: string } {
  const isOnly = node.service?.instances.length === 1;
  return state.selection?.instanceId === instance.id && !isOnly
    ? { serviceId }
    : { serviceId, instanceId: instance.id };
}

/** The only instance of a service opens with it and stays open. */
function useOnlyInstance({ node, session }: InspectorProps): void {
  useEffect(() => {
    const [first, ...others] = node.service?.instances ?? [];
    if (first !== undefined && others.length === 0) {
      session.select({ serviceId: node.id, instanceId: first.id });
    }
  }, [node.id]);
}

import type { ComponentChild } from 'preact';
import { useEffect } from 'preact/hooks';
import { widerFocus } from '../../state/commands.ts';
import type { GraphModel } from '../../state/graph.ts';
import { type GraphNode, isOutdated, outdatedConnections } from '../../state/nodes.ts';
import type { TopologyState } from '../../state/topologyState.ts';
import { displayText } from '../../text/displayText.ts';
import type { TopologySession } from '../../topologySession.ts';
import { HealthMark } from '../shared/healthMark.tsx';
import { IconButton, Text } from '../shared/text.tsx';
import { ServiceHealthStrip } from '../timeline/healthStrip.tsx';
import { CloseInspector } from './closeInspector.tsx';
import { InstanceList } from './instanceList.tsx';
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
      <InspectorHead {...props} />
      <ServiceHealthStrip timeline={state.timeline} serviceId={node.id} />
      <Instances {...props} />
      <Neighbours title="Called by" end="from" {...props} />
      <Neighbours title="Calls" end="to" {...props} />
    </aside>
  );
}

function InspectorHead({ node, state, session }: InspectorProps): ComponentChild {
  const health = node.service?.health ?? 'unknown';
  const group = state.groups.of.get(node.id);
  return (
    <div class="inspector-head">
      <HealthMark health={health} />
      <h2>
        <Text value={node.name} max={120} />
      </h2>
      <span class={`pill health-${health}`}>
        {node.service === undefined ? 'not registered' : health}
      </span>
      <IconButton
        icon="target"
        label="Show only its neighbourhood, then more of it (n)"
        testId="focus-service"
        onClick={() => session.store.dispatch({ type: 'focus', focus: widerFocus(state, node.id) })}
      />
      <IconButton
        icon="eye-closed"
        label="Hide this service (h)"
        testId="hide-service"
        onClick={() => session.store.dispatch({ type: 'hide', ids: [node.id] })}
      />
      {group !== undefined && (
        <IconButton
          icon="layers"
          label={`Hide its whole group, ${displayText(group)}`}
          testId="hide-group"
          onClick={() => session.store.dispatch({ type: 'hide', ids: membersOf(group, state) })}
        />
      )}
      <IconButton icon="copy" label="Copy the name" onClick={() => session.copy(node.name)} />
      <CloseInspector session={session} />
    </div>
  );
}

function Instances(props: InspectorProps): ComponentChild {
  const { node } = props;
  if (node.service === undefined || node.service.instances.length === 0) {
    return (
      <p class="section muted" data-testid="no-instance">
        No connected registry knows an instance of this service. It is shown because edges or a file
        name it.
      </p>
    );
  }
  return <InstanceList {...props} />;
}

function membersOf(group: string, { groups }: TopologyState): readonly string[] {
  return [...groups.of].filter(([, each]) => each === group).map(([id]) => id);
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

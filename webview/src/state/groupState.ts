import type { Point } from '../layout/geometry.ts';
import { firstLayout } from '../layout/groupedLayout.ts';
import {
  extendGroups,
  type GroupChoice,
  type GroupingInput,
  groupNodes,
  type Groups,
  noGroups,
} from '../scene/grouping.ts';
import type { GroupMode } from '../scene/scene.ts';
import type { GraphModel } from './graph.ts';
import { nodesOf } from './nodes.ts';
import type { TopologyAction, TopologyState } from './topologyState.ts';

/** Width over height of an editor, about. */
const mapAspect = 1.7;

/** A first picture of the whole, until the full layout comes. */
export function laidOutAtOnce(state: TopologyState, graph: GraphModel): TopologyState {
  const input = groupingInput(graph);
  const groups = groupNodes(state.groupChoice, input);
  const { positions, frames } = firstLayout({
    ids: input.nodes.map(({ id }) => id),
    links: input.links,
    groupOf: groups.of,
    aspect: mapAspect,
  });
  return { ...state, groups: { ...groups, frames }, positions, routes: new Map() };
}

/** Groups with the cards that have come since; cards of an earlier page have their places and no groups yet. */
export function keptGroups(state: TopologyState, graph: GraphModel): Groups {
  const input = groupingInput(graph);
  return isRestored(state)
    ? groupNodes(state.groupChoice, input)
    : extendGroups(state.groups, input);
}

/** Whether the places were remembered of an earlier page and the groups are still to be found. */
export function isRestored({ groups, groupChoice, arrangement }: TopologyState): boolean {
  return groups === noGroups && groupChoice !== 'none' && arrangement === 0;
}

/** What a graph is grouped by. */
export function groupingInput(graph: GraphModel): GroupingInput {
  return {
    nodes: nodesOf(graph),
    links: [...graph.edges.values()],
    connections: graph.connections,
  };
}

/** Groups the map anew, as a person asks for it. */
export function regroup(state: TopologyState, choice: GroupChoice): TopologyState {
  const next = { ...state, groupChoice: choice, groupModes: new Map<string, GroupMode>() };
  return state.graph === undefined
    ? next
    : {
        ...laidOutAtOnce(next, state.graph),
        layout: 'wanted',
        touched: false,
        arrangement: state.arrangement + 1,
      };
}

/** Opens or closes groups, or lets them follow the zoom. */
export function withModes(
  modes: ReadonlyMap<string, GroupMode>,
  { ids, mode }: Extract<TopologyAction, { type: 'groupMode' }>,
): ReadonlyMap<string, GroupMode> {
  const next = new Map(modes);
  for (const id of ids) {
    if (mode === undefined) {
      next.delete(id);
    } else {
      next.set(id, mode);
    }
  }
  return next;
}

/** The frame of a group whose cards are moved follows them. */
export function withoutFrames(groups: Groups, moved: ReadonlyMap<string, Point>): Groups {
  const touched = new Set([...moved.keys()].map((id) => groups.of.get(id)));
  const frames = [...groups.frames].filter(([id]) => !touched.has(id));
  return frames.length === groups.frames.size ? groups : { ...groups, frames: new Map(frames) };
}

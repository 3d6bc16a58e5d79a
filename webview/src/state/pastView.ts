import type { Comparison, Mark, ServiceMark } from '../../../protocol/history.ts';
import type { Point } from '../layout/geometry.ts';
import { placeNew } from '../layout/placement.ts';
import type { GraphModel } from './graph.ts';
import { nodesOf } from './nodes.ts';
import { extendGroups, type Groups } from '../scene/grouping.ts';
import type { TimelineState } from './timeline.ts';
import { groupingInput } from './groupState.ts';
import type { TopologyState } from './topologyState.ts';

/** What became of services and edges since the moment that is shown. */
export interface Marks {
  readonly services: ReadonlyMap<string, ServiceMark>;
  readonly edges: ReadonlyMap<string, Mark>;
}

/**
 * The state that the views read: of the moment that is looked at, or `state` itself while it is now.
 * Cards that have gone stand where they stood. Called again with what it was called with last, it
 * answers with the same parts, so that nothing is drawn anew in vain.
 */
export function createPastView(): (state: TopologyState) => TopologyState {
  const join = remember(joinGraphs);
  const grouped = remember((graph: GraphModel, groups: Groups) =>
    extendGroups(groups, groupingInput(graph)),
  );
  const places = remember(placePast);
  // With what changed live, which is no news when the past is left.
  const changed = remember(
    (live: TopologyState['changed'], past: TopologyState['changed']): TopologyState['changed'] =>
      new Map([...live, ...past]),
  );
  return (state) => {
    const { timeline } = state;
    const { past, playhead, flashes } = timeline;
    if (past === undefined || playhead === undefined) {
      return state;
    }
    const graph = join(past.graph, isMarked(timeline) ? state.graph : undefined);
    const groups = grouped(graph, state.groups);
    const positions = places(graph, groups, state.positions, timeline.places);
    return { ...state, graph, groups, positions, changed: changed(state.changed, flashes) };
  };
}

/** The marks to show, while what is shown is beside what is now. */
export function marksOf(timeline: TimelineState): Marks | undefined {
  const { comparison } = timeline;
  return comparison !== undefined && isMarked(timeline) ? marksIn(comparison) : undefined;
}

const marksIn = remember((comparison: Comparison): Marks => ({
  services: new Map(comparison.services.map((mark) => [mark.id, mark])),
  edges: new Map(comparison.edges.map(({ id, mark }) => [id, mark])),
}));

/** Whether there are marks, and they are those of the moment that is shown. */
function isMarked({ past, playhead, comparison, isComparing }: TimelineState): boolean {
  return (
    isComparing &&
    playhead !== undefined &&
    comparison !== undefined &&
    comparison.step === past?.step
  );
}

/** The past, and what there is only now. */
function joinGraphs(past: GraphModel, now: GraphModel | undefined): GraphModel {
  return now === undefined
    ? past
    : {
        ...past,
        services: new Map([...now.services, ...past.services]),
        edges: new Map([...now.edges, ...past.edges]),
      };
}

function placePast(
  graph: GraphModel,
  groups: Groups,
  positions: ReadonlyMap<string, Point>,
  left: ReadonlyMap<string, Point>,
): ReadonlyMap<string, Point> {
  const ids = nodesOf(graph).map((node) => node.id);
  const placed = new Map(
    ids.flatMap((id) => {
      const point = positions.get(id) ?? left.get(id);
      return point === undefined ? [] : [[id, point] as const];
    }),
  );
  const added = ids.filter((id) => !placed.has(id));
  return added.length === 0
    ? placed
    : placeNew({ placed, added, links: [...graph.edges.values()], groupOf: groups.of });
}

/** Answers with the last result while the arguments are the same. */
function remember<Args extends readonly unknown[], R>(
  make: (...args: Args) => R,
): (...args: Args) => R {
  let last: { readonly args: Args; readonly result: R } | undefined;
  return (...args) => {
    if (last === undefined || !args.every((arg, index) => arg === last?.args[index])) {
      last = { args, result: make(...args) };
    }
    return last.result;
  };
}

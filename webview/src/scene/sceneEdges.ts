import type { Edge, EdgeKind } from '../../../protocol/topology.ts';
import type { Point } from '../layout/geometry.ts';
import { addTo } from '../layout/multimap.ts';
import { edgeRoute } from '../layout/route.ts';
import { mainKind } from '../state/nodes.ts';
import type { Scene, SceneBundle, SceneCard, SceneEdge, SceneGroup, SceneInput } from './scene.ts';

/** Pixels between a call there and the one back. */
const apart = 9;

/** A line for each edge whose ends are both on the map. */
export function sceneEdges(
  input: SceneInput,
  cards: ReadonlyMap<string, SceneCard>,
  previous: Scene | undefined,
): ReadonlyMap<string, SceneEdge> {
  const edges = new Map<string, SceneEdge>();
  for (const edge of input.edges.values()) {
    const [from, to] = [cards.get(edge.from), cards.get(edge.to)];
    if (from !== undefined && to !== undefined) {
      const isTwoWay = input.edges.has(`${edge.to}\0${edge.from}`);
      const way = { from, to, bends: input.routes.get(edge.id), isTwoWay };
      const isFaded = isEdgeFaded(input, edge.id, from, to);
      const old = previous?.edges.get(edge.id);
      const isSame = old?.edge === edge && old.isFaded === isFaded && isSameWay(old, way);
      edges.set(edge.id, isSame ? old : sceneEdge(edge, way, isFaded));
    }
  }
  return edges;
}

/** What the way of an edge was made from. */
interface Way {
  readonly from: SceneCard;
  readonly to: SceneCard;
  readonly bends: readonly Point[] | undefined;
  readonly isTwoWay: boolean;
}

const ways = new WeakMap<SceneEdge, Way>();

function sceneEdge(edge: Edge, way: Way, isFaded: boolean): SceneEdge {
  const { from, to, bends, isTwoWay } = way;
  const shift = isTwoWay ? (edge.from < edge.to ? -apart : apart) : 0;
  const made: SceneEdge = {
    id: edge.id,
    edge,
    kind: mainKind(edge),
    groups: [from.group, to.group],
    isFaded,
    route: edgeRoute({ from, to, bends, shift }),
  };
  ways.set(made, way);
  return made;
}

function isSameWay(old: SceneEdge, next: Way): boolean {
  const before = ways.get(old);
  return (
    before !== undefined &&
    before.bends === next.bends &&
    before.isTwoWay === next.isTwoWay &&
    isSamePlace(before.from, next.from) &&
    isSamePlace(before.to, next.to)
  );
}

function isSamePlace(one: SceneCard, other: SceneCard): boolean {
  return one.x === other.x && one.y === other.y && one.group === other.group;
}

function isEdgeFaded(
  { edgeMatches }: SceneInput,
  id: string,
  from: SceneCard,
  to: SceneCard,
): boolean {
  return edgeMatches === undefined ? from.isFaded || to.isFaded : !edgeMatches.has(id);
}

/** One line for all edges from one group to another. */
export function bundlesOf(
  edges: Iterable<SceneEdge>,
  groups: ReadonlyMap<string, SceneGroup>,
): readonly SceneBundle[] {
  const bundled = new Map<string, SceneEdge[]>();
  for (const edge of edges) {
    const [from, to] = edge.groups;
    if (from !== to && from !== undefined && to !== undefined) {
      addTo(bundled, `${from}\0${to}`, edge);
    }
  }
  return [...bundled].flatMap(([id, list]) => bundleOf(id, list, { groups, bundled }));
}

function bundleOf(
  id: string,
  edges: readonly SceneEdge[],
  {
    groups,
    bundled,
  }: {
    readonly groups: ReadonlyMap<string, SceneGroup>;
    readonly bundled: ReadonlyMap<string, unknown>;
  },
): readonly SceneBundle[] {
  const [from = '', to = ''] = edges[0]?.groups ?? [];
  const [one, other] = [groups.get(from), groups.get(to)];
  if (one === undefined || other === undefined) {
    return [];
  }
  const kinds = new Map<EdgeKind, number>();
  for (const { kind } of edges) {
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  const isTwoWay = bundled.has(`${to}\0${from}`);
  const shift = isTwoWay ? (from < to ? -2 * apart : 2 * apart) : 0;
  const route = edgeRoute({ from: one, to: other, shift });
  const isFaded = edges.every((edge) => edge.isFaded);
  return [{ id, from, to, count: edges.length, kinds, route, isFaded }];
}

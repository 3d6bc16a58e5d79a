import { addTo } from '../layout/multimap.ts';
import { neighboursOf } from '../layout/neighbours.ts';
import type { Link } from '../layout/placement.ts';
import type { GraphNode } from '../state/nodes.ts';

const rounds = 12;
const least = 4;
const alone = 'without calls';

/**
 * Services that call one another more than others, named after the one among them with the most
 * neighbours. Each service takes over the cluster that most of its neighbours are in, weighed against
 * the size of that cluster, until nothing changes; the order is fixed, so the same graph gives the
 * same clusters.
 */
export function clustersOf(
  nodes: readonly GraphNode[],
  links: readonly Link[],
): ReadonlyMap<string, string> {
  const neighbours = neighboursOf(
    nodes.map(({ id }) => id),
    links,
  );
  const cluster = new Map(nodes.map(({ id }) => [id, id]));
  const sizes = new Map(nodes.map(({ id }) => [id, 1]));
  for (let round = 0; round < rounds; round += 1) {
    let moved = 0;
    for (const { id } of nodes) {
      moved += joinBest(id, { neighbours, cluster, sizes, count: nodes.length }) ? 1 : 0;
    }
    if (moved === 0) {
      break;
    }
  }
  joinSmall({ neighbours, cluster, sizes, count: nodes.length });
  return named(nodes, cluster, neighbours);
}

type Neighbours = ReturnType<typeof neighboursOf>;

interface Clustering {
  readonly neighbours: Neighbours;
  readonly cluster: Map<string, string>;
  readonly sizes: Map<string, number>;
  readonly count: number;
}

/** A cluster attracts less the larger it is, or the first one would swallow the whole graph. */
function joinBest(id: string, { neighbours, cluster, sizes, count }: Clustering): boolean {
  const own = cluster.get(id) ?? id;
  const limit = Math.max(6, Math.sqrt(count) * 2);
  const votes = new Map<string, number>([[own, 0.5]]);
  for (const neighbour of neighbours.get(id) ?? []) {
    const other = cluster.get(neighbour) ?? neighbour;
    const popularity = Math.sqrt(neighbours.get(neighbour)?.size ?? 1);
    votes.set(other, (votes.get(other) ?? 0) + 1 / popularity);
  }
  let best = own;
  let bestScore = -Infinity;
  for (const [other, vote] of votes) {
    const score = vote * (1 - Math.min(1, (sizes.get(other) ?? 1) / limit) ** 3);
    if (score > bestScore + 1e-9) {
      best = other;
      bestScore = score;
    }
  }
  if (best === own) {
    return false;
  }
  cluster.set(id, best);
  sizes.set(own, (sizes.get(own) ?? 1) - 1);
  sizes.set(best, (sizes.get(best) ?? 0) + 1);
  return true;
}

/** A cluster of less than four goes to the one that it has the most to do with. */
function joinSmall({ neighbours, cluster, sizes }: Clustering): void {
  const members = new Map<string, string[]>();
  for (const [id, own] of cluster) {
    addTo(members, own, id);
  }
  const small = [...members].filter(([, ids]) => ids.length < least);
  for (const [own, ids] of small.sort(([, one], [, other]) => one.length - other.length)) {
    const votes = new Map<string, number>();
    for (const neighbour of ids.flatMap((id) => [...(neighbours.get(id) ?? [])])) {
      const other = cluster.get(neighbour) ?? own;
      if (other !== own) {
        votes.set(other, (votes.get(other) ?? 0) + 1 / Math.sqrt(sizes.get(other) ?? 1));
      }
    }
    const [best] = [...votes].sort(([, one], [, other]) => other - one)[0] ?? [];
    const now = [...cluster].filter(([, each]) => each === own).map(([id]) => id);
    if (best !== undefined && now.length < least) {
      now.forEach((id) => cluster.set(id, best));
      sizes.set(best, (sizes.get(best) ?? 0) + now.length);
    }
  }
}

function named(
  nodes: readonly GraphNode[],
  cluster: ReadonlyMap<string, string>,
  neighbours: Neighbours,
): ReadonlyMap<string, string> {
  const heads = new Map<string, GraphNode>();
  const weight = ({ id }: GraphNode): number => neighbours.get(id)?.size ?? 0;
  for (const node of nodes) {
    const own = cluster.get(node.id) ?? node.id;
    const head = heads.get(own);
    if (head === undefined || weight(node) > weight(head)) {
      heads.set(own, node);
    }
  }
  return new Map(
    nodes.map((node) => {
      const head = heads.get(cluster.get(node.id) ?? node.id) ?? node;
      return [node.id, weight(node) === 0 ? alone : `around ${head.name}`];
    }),
  );
}

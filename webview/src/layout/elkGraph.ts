import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { Arrangement, ArrangeInput } from './arrange.ts';
import { card, gap, type Point } from './geometry.ts';

/** Up to so many cards the best layout is quick enough. */
const fineCards = 80;
/** Above so many cards only the plainest layout is. */
const fastCards = 300;

/** The graph as ELK takes it. */
export function elkGraph({ ids, links, aspect, groupOf }: ArrangeInput): ElkNode {
  const known = new Set(ids);
  return {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.aspectRatio': String(aspect),
      'elk.edgeRouting': 'POLYLINE',
      'elk.spacing.componentComponent': String(gap.y + 8),
      ...(groupOf.size === 0 ? { ...airySpacing, ...effortFor(ids.length) } : groupOptions),
      ...(groupOf.size > 0 && ids.length > mostUnwrapped ? wrapping : {}),
    },
    children: ids.map((id) => ({ id, ...card })),
    edges: links
      .filter(({ from, to }) => from !== to && known.has(from) && known.has(to))
      .map(({ id, from, to, isCall }) => ({
        id,
        sources: [from],
        targets: [to],
        layoutOptions: isCall ? callOptions : {},
      })),
  };
}

const airySpacing = {
  'elk.spacing.nodeNode': String(gap.y + 4),
  'elk.spacing.edgeNode': '22',
  'elk.spacing.edgeEdge': '14',
  'elk.layered.spacing.nodeNodeBetweenLayers': String(gap.x),
  'elk.layered.spacing.edgeNodeBetweenLayers': '18',
};

/** Groups share the map with many others, so lines are closer, and all of them take a second or two. */
const groupOptions = {
  'elk.layered.nodePlacement.strategy': 'SIMPLE',
  'elk.layered.thoroughness': '3',
  'elk.spacing.nodeNode': String(gap.y),
  'elk.spacing.edgeNode': '12',
  'elk.spacing.edgeEdge': '8',
  'elk.layered.spacing.nodeNodeBetweenLayers': String(gap.x - 24),
  'elk.layered.spacing.edgeNodeBetweenLayers': '12',
};

/** Chains that would make a large group much wider than high are wrapped like text. */
const wrapping = {
  'elk.layered.wrapping.strategy': 'MULTI_EDGE',
  'elk.layered.wrapping.additionalEdgeSpacing': '10',
};
const mostUnwrapped = 12;

const callOptions = {
  'elk.layered.priority.direction': '10',
  'elk.layered.priority.shortness': '10',
  'elk.layered.priority.straightness': '10',
};

/** ELK's network simplex gives the straightest lines and takes seconds for a hundred cards. */
function effortFor(cards: number): Readonly<Record<string, string>> {
  if (cards <= fineCards) {
    return {
      'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
      'elk.layered.nodePlacement.favorStraightEdges': 'true',
      'elk.layered.thoroughness': '12',
    };
  }
  if (cards <= fastCards) {
    return {
      'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
      'elk.layered.thoroughness': '5',
    };
  }
  return {
    'elk.layered.nodePlacement.strategy': 'SIMPLE',
    'elk.layered.thoroughness': '1',
    'elk.layered.layering.strategy': 'LONGEST_PATH',
    'elk.layered.crossingMinimization.greedySwitch.type': 'OFF',
  };
}

/** Reads places and routes out of a graph that ELK has laid out. */
export function arrangementOf(graph: ElkNode): Arrangement {
  const positions = new Map<string, Point>();
  for (const { id, x, y } of graph.children ?? []) {
    positions.set(id, { x: x ?? 0, y: y ?? 0 });
  }
  const routes = new Map<string, readonly Point[]>();
  for (const edge of graph.edges ?? []) {
    routes.set(edge.id, pointsOf(edge));
  }
  return { positions, routes, frames: new Map() };
}

function pointsOf(edge: ElkExtendedEdge): readonly Point[] {
  return (edge.sections ?? []).flatMap(({ startPoint, bendPoints, endPoint }) => [
    startPoint,
    ...(bendPoints ?? []),
    endPoint,
  ]);
}

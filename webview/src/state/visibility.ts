import type { Edge } from '../../../protocol/topology.ts';
import { isFiltering, matching, type Matches } from './filter.ts';
import { neighbourhood } from './focus.ts';
import type { GraphModel } from './graph.ts';
import type { GraphNode } from './nodes.ts';
import { focusOf, type Showing } from './showing.ts';

/**
 * What is to be drawn. The map draws `nodes` and `edges` and nothing else; of these it draws faintly
 * what is not in `matches` and `edgeMatches`, where those are there.
 */
export interface Visibility {
  /** The same objects as were given. */
  readonly nodes: readonly GraphNode[];
  /** Both ends are drawn. */
  readonly edges: ReadonlyMap<string, Edge>;
  /** Ids of the cards that stand out; undefined when all are equal. */
  readonly matches: ReadonlySet<string> | undefined;
  /** Ids of the edges that stand out; undefined when those between cards that do. */
  readonly edgeMatches: ReadonlySet<string> | undefined;
  /** Cards that the filter lets through; undefined without a filter. */
  readonly found: number | undefined;
  /** Cards that a person has hidden and that are there. */
  readonly hidden: number;
  /** The service that is in the focus is not there, so there is no neighbourhood to show. */
  readonly isFocusGone: boolean;
}

/** Applies what a person wants to see; pure. */
export function visibilityOf(
  graph: Pick<GraphModel, 'connections' | 'edges'>,
  nodes: readonly GraphNode[],
  showing: Showing,
): Visibility {
  const { filter, hidden } = showing;
  const matches = matching(nodes, filter, graph);
  const near = nearby(graph, nodes, { showing, matches });
  const isLeftOut = isFiltering(filter) && filter.others === 'left out';
  const drawn = nodes.filter(
    ({ id }) =>
      !hidden.has(id) &&
      (near?.has(id) ?? true) &&
      (!isLeftOut || (matches?.cards.has(id) ?? true)),
  );
  return {
    nodes: drawn.length === nodes.length ? nodes : drawn,
    edges: drawnEdges(graph.edges, {
      ids: drawn.length === nodes.length ? undefined : new Set(drawn.map(({ id }) => id)),
      only: isLeftOut ? matches?.edges : undefined,
    }),
    matches: isLeftOut ? undefined : matches?.cards,
    edgeMatches: isLeftOut ? undefined : matches?.edges,
    found: matches && drawn.filter(({ id }) => matches.cards.has(id)).length,
    hidden: hidden.size === 0 ? 0 : nodes.filter(({ id }) => hidden.has(id)).length,
    isFocusGone: focusOf(showing) !== undefined && near === undefined,
  };
}

/** The neighbourhood in the focus, along the edges that the filter asks for, if it asks for any. */
function nearby(
  graph: Pick<GraphModel, 'edges'>,
  nodes: readonly GraphNode[],
  { showing, matches }: { readonly showing: Showing; readonly matches: Matches | undefined },
): ReadonlySet<string> | undefined {
  const focus = focusOf(showing);
  if (focus === undefined || !nodes.some(({ id }) => id === focus.serviceId)) {
    return undefined;
  }
  const edges = [...graph.edges.values()];
  const only = matches?.edges;
  return neighbourhood(focus, only === undefined ? edges : edges.filter(({ id }) => only.has(id)));
}

function drawnEdges(
  edges: ReadonlyMap<string, Edge>,
  limits: {
    /** Undefined for all. */
    readonly ids: ReadonlySet<string> | undefined;
    readonly only: ReadonlySet<string> | undefined;
  },
): ReadonlyMap<string, Edge> {
  const { ids, only } = limits;
  if (ids === undefined && only === undefined) {
    return edges;
  }
  return new Map(
    [...edges].filter(
      ([id, { from, to }]) =>
        (ids === undefined || (ids.has(from) && ids.has(to))) && (only?.has(id) ?? true),
    ),
  );
}

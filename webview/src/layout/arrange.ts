import ElkApi, { type ElkExtendedEdge, type ElkNode } from 'elkjs/lib/elk-api.js';
import { card, gap, type Point } from './geometry.ts';
import { type Link } from './placement.ts';

/** An edge as the layout sees it. */
export interface ArrangeLink extends Link {
  readonly id: string;
  /** Calls are drawn straight and short at the cost of mere permissions. */
  readonly isCall: boolean;
}

export interface ArrangeInput {
  readonly ids: readonly string[];
  readonly links: readonly ArrangeLink[];
  /** Width over height of the space there is. */
  readonly aspect: number;
}

/** A full layout: a place for each card, and start, bends and end of each edge by edge id. */
export interface Arrangement {
  readonly positions: ReadonlyMap<string, Point>;
  readonly routes: ReadonlyMap<string, readonly Point[]>;
}

/** Lays whole graphs out in a worker. Rejects with an `Error` for people. */
export interface LayoutEngine {
  readonly arrange: (input: ArrangeInput) => Promise<Arrangement>;
}

/** Up to so many cards the best layout is quick enough. */
const fineCards = 80;
/** Above so many cards only the plainest layout is. */
const fastCards = 300;

const timeLimitMs = 60_000;

/**
 * The worker starts with the first layout. A page of the editor may not start a worker from another
 * origin, so the script is fetched and started from a blob.
 */
export function createLayoutEngine(workerUri: string): LayoutEngine {
  let worker: Promise<Worker> | undefined;
  return {
    arrange: async (input) => {
      worker ??= startWorker(workerUri);
      const running = await worker.catch((error: unknown) => {
        worker = undefined;
        throw error;
      });
      try {
        return await withTimeLimit(layOut(running, input));
      } catch (error) {
        running.terminate();
        worker = undefined;
        throw error;
      }
    },
  };
}

async function startWorker(uri: string): Promise<Worker> {
  const response = await fetch(uri);
  if (!response.ok) {
    throw new Error(`layout script: status ${response.status} from the editor`);
  }
  const url = URL.createObjectURL(new Blob([await response.text()], { type: 'text/javascript' }));
  const worker = new Worker(url);
  URL.revokeObjectURL(url);
  return worker;
}

async function layOut(worker: Worker, input: ArrangeInput): Promise<Arrangement> {
  const failed = new Promise<never>((_, reject) => {
    worker.onerror = (event) => reject(new Error(`layout worker: ${event.message}`));
  });
  const engine = new ElkApi({ workerFactory: () => worker, algorithms: ['layered'] });
  return arrangementOf(await Promise.race([engine.layout(elkGraph(input)), failed]));
}

async function withTimeLimit<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('layout took longer than a minute')), timeLimitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** The graph as ELK takes it. Exported for the test that runs ELK without a worker. */
export function elkGraph({ ids, links, aspect }: ArrangeInput): ElkNode {
  const known = new Set(ids);
  return {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.aspectRatio': String(aspect),
      'elk.edgeRouting': 'POLYLINE',
      'elk.spacing.nodeNode': String(gap.y + 4),
      'elk.spacing.edgeNode': '22',
      'elk.spacing.edgeEdge': '14',
      'elk.spacing.componentComponent': String(gap.y + 8),
      'elk.layered.spacing.nodeNodeBetweenLayers': String(gap.x),
      'elk.layered.spacing.edgeNodeBetweenLayers': '18',
      ...effortFor(ids.length),
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
  return { positions, routes };
}

function pointsOf(edge: ElkExtendedEdge): readonly Point[] {
  return (edge.sections ?? []).flatMap(({ startPoint, bendPoints, endPoint }) => [
    startPoint,
    ...(bendPoints ?? []),
    endPoint,
  ]);
}

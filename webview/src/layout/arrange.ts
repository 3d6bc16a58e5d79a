import ElkApi from 'elkjs/lib/elk-api.js';
import { arrangementOf, elkGraph } from './elkGraph.ts';
import { type Point, type Rect, shifted } from './geometry.ts';
import {
  framesOf,
  type LayoutInput,
  linksWithin,
  membersByGroup,
  placeGroups,
} from './groupedLayout.ts';
import { type Link } from './placement.ts';
import { quickLayout } from './quickLayout.ts';

/** An edge as the layout sees it. */
export interface ArrangeLink extends Link {
  readonly id: string;
  /** Calls are drawn straight and short at the cost of mere permissions. */
  readonly isCall: boolean;
}

export interface ArrangeInput extends LayoutInput {
  readonly links: readonly ArrangeLink[];
}

/** A full layout: a place for each card, and start, bends and end of each edge by edge id. */
export interface Arrangement {
  readonly positions: ReadonlyMap<string, Point>;
  readonly routes: ReadonlyMap<string, readonly Point[]>;
  /** The frames of the groups, by group id. */
  readonly frames: ReadonlyMap<string, Rect>;
}

/** Lays whole graphs out in a worker. Rejects with an `Error` for people. */
export interface LayoutEngine {
  readonly arrange: (input: ArrangeInput) => Promise<Arrangement>;
}

const timeLimitMs = 60_000;
/** ELK takes more than its square in time: above so many cards in one group our own layout stays. */
const mostForElk = 250;
/** Groups may be wider than high, for lines run from left to right. */
const groupAspect = 2.6;

/**
 * The worker starts at once, so that it is warm when the first graph comes, and anew after a failure. A
 * page of the editor may not start a worker from another origin, so the script is fetched and started
 * from a blob.
 */
export function createLayoutEngine(workerUri: string): LayoutEngine {
  let worker: Promise<Worker> | undefined = startWorker(workerUri);
  worker.catch(() => {
    worker = undefined;
  });
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

/** Lays a few cards out together. */
export type ElkLayout = (input: ArrangeInput) => Promise<Arrangement>;

async function layOut(worker: Worker, input: ArrangeInput): Promise<Arrangement> {
  const failed = new Promise<never>((_, reject) => {
    worker.onerror = (event) => reject(new Error(`layout worker: ${event.message}`));
  });
  const engine = new ElkApi({ workerFactory: () => worker, algorithms: ['layered'] });
  return arrangeGroups(input, async (part) =>
    arrangementOf(await Promise.race([engine.layout(elkGraph(part)), failed])),
  );
}

/**
 * Lays each group out by itself, then the groups among each other; a graph without groups is laid
 * out as one. Edges between groups get no way of their own. Exported for the test that runs ELK
 * without a worker.
 */
export async function arrangeGroups(input: ArrangeInput, elk: ElkLayout): Promise<Arrangement> {
  const parts: { readonly id: string; readonly arrangement: Arrangement }[] = [];
  const isWhole = input.groupOf.size === 0;
  for (const [id, ids] of membersByGroup(input)) {
    const links = isWhole ? input.links : linksWithin(ids, input.links);
    const aspect = isWhole ? input.aspect : groupAspect;
    parts.push({ id, arrangement: await arrangePart({ ...input, ids, links, aspect }, elk) });
  }
  const [only] = parts;
  return isWhole && only !== undefined ? only.arrangement : joined(parts, input);
}

async function arrangePart(input: ArrangeInput, elk: ElkLayout): Promise<Arrangement> {
  return input.ids.length <= mostForElk
    ? elk(input)
    : { positions: quickLayout(input), routes: new Map(), frames: new Map() };
}

function joined(
  parts: readonly { readonly id: string; readonly arrangement: Arrangement }[],
  input: ArrangeInput,
): Arrangement {
  const groups = parts.map(({ id, arrangement }) => ({ id, positions: arrangement.positions }));
  const placed = placeGroups(groups, input);
  const positions = new Map<string, Point>();
  const routes = new Map<string, readonly Point[]>();
  for (const { id, arrangement } of parts) {
    const way = placed.get(id)?.way;
    arrangement.positions.forEach((at, card) => positions.set(card, shifted(at, way)));
    arrangement.routes.forEach((points, edge) =>
      routes.set(
        edge,
        points.map((point) => shifted(point, way)),
      ),
    );
  }
  return { positions, routes, frames: framesOf(placed) };
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

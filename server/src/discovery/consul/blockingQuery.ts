import { pause } from '../backoff.ts';
import type { KnownElements } from './jsonElements.ts';
import type { ConsulAnswer, ConsulClient } from './http.ts';

/** An endpoint that supports blocking, and how to ask it. */
export interface BlockingQuery {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** How long the agent may hold a request when nothing changes, in seconds. */
  readonly waitSeconds: number;
  /** Milliseconds that it may take to begin an answer that needs no waiting; 5,000 when absent. */
  readonly patience?: number;
  /** For answers that are large lists of objects: those of the last one. */
  readonly elements?: KnownElements;
  /** How it rests after what answers cost; a quarter of the time may go into them when absent. */
  readonly pace?: Pace;
  /** The index went back: the agent has another state than the one that was followed. */
  readonly onWentBack?: () => void;
}

/** What answers cost is paid back by rest, so that changes without end take a share of the time. */
export interface Pace {
  /** Milliseconds of rest for each millisecond that an answer costs. */
  readonly restPerCost: number;
  /** Rest that can be saved up for a burst of changes, in milliseconds. */
  readonly mostSaved: number;
  /** The longest rest, in milliseconds: on a busy machine the time that is counted is not all ours. */
  readonly mostRest: number;
}

const usualPace: Pace = { restPerCost: 3, mostSaved: 10_000, mostRest: 5_000 };

/**
 * Follows one endpoint of Consul by blocking queries until the signal aborts, and calls `onAnswer`
 * for the first answer and for each that differs from the one before. Rejects with a RegistryError
 * as soon as a request fails.
 *
 * The rules of an index: it starts at 0, goes back to 0 when it decreases (the agent restarted or
 * restored a snapshot), and a wake-up may bring nothing new. One that comes before its time and has
 * not even another index is how an agent ends the queries that are open when a snapshot is restored:
 * what holds now may have a lower index, and would be waited for, so it is asked for at once.
 */
export async function followQuery(
  client: ConsulClient,
  query: BlockingQuery,
  onAnswer: (answer: ConsulAnswer) => void | Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let index = 0;
  let highest = 0;
  let digest: string | undefined;
  const rest = new EarnedRest(query.pace ?? usualPace);
  while (!signal.aborted) {
    const startedAt = performance.now();
    const answer = await client.get(requestAt(query, index), signal);
    const hasAdvanced = answer.index > index;
    const takenAt = performance.now();
    if (answer.index < highest) {
      query.onWentBack?.();
    }
    highest = answer.index;
    if (answer.digest !== digest && !signal.aborted) {
      digest = answer.digest;
      await onAnswer(answer);
    }
    const cost = answer.cost + performance.now() - takenAt + agentCost(answer);
    const elapsed = takenAt - startedAt;
    const isEarly = elapsed < query.waitSeconds * 900;
    index = answer.index === index && isEarly ? 0 : nextIndex(index, answer.index);
    rest.earn(elapsed - answer.cost);
    const least = Math.max((hasAdvanced ? 20 : 250) - elapsed, rest.owed(cost));
    if (least > 1) {
      await pause(least, signal);
    }
  }
}

/** The index to wait on after an answer. */
export function nextIndex(asked: number, answered: number): number {
  return answered < asked || answered <= 0 ? 0 : answered;
}

function requestAt(
  { path, query, elements, waitSeconds, patience = 5_000 }: BlockingQuery,
  index: number,
) {
  const blocking = { index: String(index), wait: `${waitSeconds}s` };
  return {
    path,
    elements,
    query: { ...query, ...blocking },
    // Consul adds up to a sixteenth to the wait; then an agent that is alive has answered.
    timeout: index === 0 ? patience : waitSeconds * 1_000 * (1 + 1 / 16) + 3_000,
  };
}

/**
 * Milliseconds that an answer keeps a core of the agent busy. It can't be told from the time of the
 * waiting, so it goes by the size: 10 to 15 ms for each megabyte, whatever is asked for.
 */
function agentCost({ size }: ConsulAnswer): number {
  return (size / 1_000_000) * 12;
}

/**
 * What an answer costs is paid back by rest, and waiting for an answer is rest too: after a quiet
 * while changes are followed at once, in a storm they are taken together.
 */
class EarnedRest {
  readonly #pace: Pace;
  #saved: number;

  constructor(pace: Pace) {
    this.#pace = pace;
    this.#saved = pace.mostSaved;
  }

  earn(milliseconds: number): void {
    this.#saved = Math.min(this.#pace.mostSaved, this.#saved + Math.max(0, milliseconds));
  }

  /** How long to rest after an answer that cost so much. */
  owed(cost: number): number {
    const left = this.#saved - this.#pace.restPerCost * cost;
    this.#saved = Math.max(0, left);
    return Math.min(this.#pace.mostRest, Math.max(0, -left));
  }
}

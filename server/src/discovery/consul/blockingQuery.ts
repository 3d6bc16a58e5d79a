import { pause } from '../backoff.ts';
import type { ConsulAnswer, ConsulClient } from './http.ts';

/** An endpoint that supports blocking, and how to ask it. */
export interface BlockingQuery {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** How long the agent may hold a request when nothing changes, in seconds. */
  readonly waitSeconds: number;
  /** Milliseconds that it may take to begin an answer that needs no waiting; 5,000 when absent. */
  readonly patience?: number;
}

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
  let body: string | undefined;
  const rest = new EarnedRest();
  while (!signal.aborted) {
    const startedAt = performance.now();
    const answer = await client.get(requestAt(query, index), signal);
    const hasAdvanced = answer.index > index;
    const takenAt = performance.now();
    if (answer.body !== body && !signal.aborted) {
      body = answer.body;
      await onAnswer(answer);
    }
    const cost = answer.cost + performance.now() - takenAt;
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

function requestAt({ path, query, waitSeconds, patience = 5_000 }: BlockingQuery, index: number) {
  const blocking = { index: String(index), wait: `${waitSeconds}s` };
  return {
    path,
    query: { ...query, ...blocking },
    // Consul adds up to a sixteenth to the wait; then an agent that is alive has answered.
    timeout: index === 0 ? patience : waitSeconds * 1_000 * (1 + 1 / 16) + 3_000,
  };
}

/** Of the time, at most a fourth goes into answers that are large and change without end. */
const restPerCost = 3;

/** Rest that can be saved up for a burst of changes, in milliseconds. */
const mostSaved = 10_000;

/**
 * What an answer costs is paid back by rest, and waiting for an answer is rest too: after a quiet
 * while changes are followed at once, in a storm they are taken together.
 */
class EarnedRest {
  #saved = mostSaved;

  earn(milliseconds: number): void {
    this.#saved = Math.min(mostSaved, this.#saved + Math.max(0, milliseconds));
  }

  /** How long to rest after an answer that cost so much. */
  owed(cost: number): number {
    const left = this.#saved - restPerCost * cost;
    this.#saved = Math.max(0, left);
    return Math.max(0, -left);
  }
}

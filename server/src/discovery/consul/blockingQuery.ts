import { pause } from '../backoff.ts';
import { agentCost, EarnedRest, type Pace } from './earnedRest.ts';
import type { ConsulAnswer, ConsulClient, ConsulRequest } from './http.ts';

/** An endpoint that supports blocking, and how to ask it. */
export interface BlockingQuery {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** How long the agent may hold a request when nothing changes, in seconds. */
  readonly waitSeconds: number;
  /**
   * Milliseconds from one request to the next when changes go on; when absent 20, and 100 after one
   * that brought nothing new, as where an agent wakes a query up for what it does not ask.
   */
  readonly interval?: number | ((isNews: boolean) => number);
  /** How answers that cost much are paid back; a quarter of the time may go into them when absent. */
  readonly pace?: Pace | (() => Pace);
  /** For an answer that is a large list of objects, those of the answer before. */
  readonly elements?: ConsulRequest['elements'];
  /** Called with the index of each answer that has another one than the answer before. */
  readonly onIndex?: (index: number) => void;
  /** The index went back: the agent has another state than the one that was followed. */
  readonly onWentBack?: () => void;
}

/** A quarter of the time may go into answers. */
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
  let lastIndex = 0;
  let digest: string | undefined;
  const rest = new EarnedRest(query.pace ?? usualPace);
  while (!signal.aborted) {
    const startedAt = performance.now();
    const answer = await client.get(requestAt(query, index), signal);
    const hasAdvanced = answer.index > index;
    const takenAt = performance.now();
    if (answer.index < lastIndex) {
      query.onWentBack?.();
    }
    if (answer.index !== lastIndex) {
      query.onIndex?.(answer.index);
    }
    lastIndex = answer.index;
    const isNews = answer.digest !== digest;
    if (isNews && !signal.aborted) {
      digest = answer.digest;
      await onAnswer(answer);
    }
    const cost = answer.cost + performance.now() - takenAt + agentCost(answer);
    const elapsed = takenAt - startedAt;
    const isEarly = elapsed < query.waitSeconds * 900;
    index = answer.index === index && isEarly ? 0 : nextIndex(index, answer.index);
    rest.earn(elapsed - answer.cost);
    const { interval = usualInterval } = query;
    const wanted = typeof interval === 'function' ? interval(isNews) : interval;
    const least = Math.max((hasAdvanced ? wanted : 250) - elapsed, rest.owed(cost));
    if (least > 1) {
      await pause(least, signal);
    }
  }
}

/** `BlockingQuery.interval` where nothing else is wanted. */
export function usualInterval(isNews: boolean): number {
  return isNews ? 20 : 100;
}

/** The index to wait on after an answer. */
export function nextIndex(asked: number, answered: number): number {
  return answered < asked || answered <= 0 ? 0 : answered;
}

function requestAt(
  { path, query, waitSeconds, elements }: BlockingQuery,
  index: number,
): ConsulRequest {
  const blocking = { index: String(index), wait: `${waitSeconds}s` };
  return {
    path,
    elements,
    query: { ...query, ...blocking },
    // Consul adds up to a sixteenth to the wait; then an agent that is alive has answered.
    timeout: index === 0 ? 5_000 : waitSeconds * 1_000 * (1 + 1 / 16) + 3_000,
  };
}

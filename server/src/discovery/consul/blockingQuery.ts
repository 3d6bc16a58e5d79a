import { pause } from '../backoff.ts';
import type { ConsulAnswer, ConsulClient } from './http.ts';

/** An endpoint that supports blocking, and how to ask it. */
export interface BlockingQuery {
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** How long the agent may hold a request when nothing changes, in seconds. */
  readonly waitSeconds: number;
}

/**
 * Follows one endpoint of Consul by blocking queries until the signal aborts, and calls `onAnswer`
 * for the first answer and for each that differs from the one before. Rejects with a RegistryError
 * as soon as a request fails.
 *
 * The rules of an index: it starts at 0, goes back to 0 when it decreases (the agent restarted or
 * restored a snapshot), and a wake-up may bring nothing new.
 */
export async function followQuery(
  client: ConsulClient,
  query: BlockingQuery,
  onAnswer: (answer: ConsulAnswer) => void | Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  let index = 0;
  let body: string | undefined;
  while (!signal.aborted) {
    const startedAt = performance.now();
    const answer = await client.get(requestAt(query, index), signal);
    const hasAdvanced = answer.index > index;
    if (answer.body !== body && !signal.aborted) {
      body = answer.body;
      await onAnswer(answer);
    }
    index = nextIndex(index, answer.index);
    await pauseBetween(hasAdvanced, performance.now() - startedAt, signal);
  }
}

/** The index to wait on after an answer. */
export function nextIndex(asked: number, answered: number): number {
  return answered < asked || answered <= 0 ? 0 : answered;
}

function requestAt({ path, query, waitSeconds }: BlockingQuery, index: number) {
  const blocking = { index: String(index), wait: `${waitSeconds}s` };
  return {
    path,
    query: { ...query, ...blocking },
    // Consul adds up to a sixteenth to the wait; then an agent that is alive has answered.
    timeout: index === 0 ? 5_000 : waitSeconds * 1_000 * (1 + 1 / 16) + 3_000,
  };
}

/** An index that does not move, or moves all the time, must not make a busy loop of this. */
async function pauseBetween(
  hasAdvanced: boolean,
  elapsed: number,
  signal: AbortSignal,
): Promise<void> {
  const least = hasAdvanced ? 20 : 250;
  if (elapsed < least) {
    await pause(least - elapsed, signal);
  }
}

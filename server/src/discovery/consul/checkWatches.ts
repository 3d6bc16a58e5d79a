import { items } from '../json.ts';
import type { TaskGroup } from '../taskGroup.ts';
import { followQuery } from './blockingQuery.ts';
import { checkKey, type CheckPlace, checkPlace } from './checkNews.ts';
import type { ConsulAnswer, ConsulClient } from './http.ts';
import { unlessRefused } from './unlessRefused.ts';

/** Who asks, and who is told. */
export interface CheckWatchesOptions {
  readonly client: ConsulClient;
  readonly group: TaskGroup;
  /** Called with checks as an answer has them; most of them are known already. */
  readonly onChecks: (checks: readonly unknown[]) => void;
  /** A check left its state, and the agent does not tell what became of it. */
  readonly onUnclear: () => void;
  /** The registry began anew. */
  readonly onReset: () => void;
}

/**
 * States that are followed. Consul keeps its checks in order of their state, so that a query for
 * one of these costs it next to nothing while few checks are in it, and wakes up only when one
 * comes, goes or says something else: less than a millisecond among 5,000 checks, where the answer
 * for any state takes it 25 ms and that for the whole catalog 90 ms, at each change of any check.
 */
const followedStates = ['critical', 'warning'] as const;

/** Places that are asked about what left a state; when there are more, the whole tells it soon. */
const mostQuestions = 8;

/**
 * Tells of each check that fails, and of each that recovers, before the whole catalog has been
 * read again. A check that left a state may pass, or be gone, or be hidden from the token: so it
 * is asked for, and only an answer that has it counts.
 */
export function followFailingChecks(options: CheckWatchesOptions): () => void {
  const stops = followedStates.map((state) =>
    options.group.start((signal) => followState(state, options, signal)),
  );
  return () => {
    stops.forEach((stop) => {
      stop();
    });
  };
}

/** An agent that does not answer this is no trouble: the catalog as a whole has it all. */
async function followState(
  state: (typeof followedStates)[number],
  options: CheckWatchesOptions,
  signal: AbortSignal,
): Promise<void> {
  const query = { path: `health/state/${state}`, waitSeconds: 60 };
  const inState = new ChecksInState();
  let index = 0;
  const onAnswer = async (answer: ConsulAnswer): Promise<void> => {
    if (answer.index < index) {
      options.onReset();
    }
    index = answer.index;
    const checks = items(answer.json);
    const left = inState.replace(checks);
    options.onChecks(checks);
    await askAbout(left, options, signal);
  };
  await unlessRefused(followQuery(options.client, query, onAnswer, signal));
}

async function askAbout(
  left: ReadonlyMap<string, CheckPlace>,
  { client, onChecks, onUnclear }: CheckWatchesOptions,
  signal: AbortSignal,
): Promise<void> {
  const paths = new Set([...left.values()].map(pathOf));
  const unclear = new Set(left.keys());
  for (const path of paths.size > mostQuestions ? [] : paths) {
    const answer = await unlessRefused(client.get({ path }, signal));
    const checks = items(answer?.json);
    if (!signal.aborted) {
      onChecks(checks);
    }
    checks.forEach((check) => unclear.delete(checkKey(check)));
  }
  if (unclear.size > 0 && !signal.aborted) {
    onUnclear();
  }
}

function pathOf({ node, service }: CheckPlace): string {
  return service === ''
    ? `health/node/${encodeURIComponent(node)}`
    : `health/checks/${encodeURIComponent(service)}`;
}

/** The checks that are in one state. */
class ChecksInState {
  #places: ReadonlyMap<string, CheckPlace> = new Map();

  /** Answers where those stand that are in it no more. */
  replace(checks: readonly unknown[]): ReadonlyMap<string, CheckPlace> {
    const before = this.#places;
    this.#places = new Map(checks.map(checkPlace).map((place) => [place.key, place] as const));
    return new Map([...before].filter(([key]) => !this.#places.has(key)));
  }
}

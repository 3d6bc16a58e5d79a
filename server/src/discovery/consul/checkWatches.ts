import { items } from '../json.ts';
import type { TaskGroup } from '../taskGroup.ts';
import { followQuery, usualInterval } from './blockingQuery.ts';
import { checkKey, type CheckPlace, checkPlace } from './checkNews.ts';
import type { Pace } from './earnedRest.ts';
import type { ConsulAnswer, ConsulClient } from './http.ts';
import type { ElementNews } from './jsonElements.ts';
import { KnownList } from './knownList.ts';
import { LeftChecks } from './leftChecks.ts';
import { unlessRefused } from './unlessRefused.ts';

/** Who asks, and who is told. */
export interface CheckWatchesOptions {
  readonly client: ConsulClient;
  readonly group: TaskGroup;
  /** What somebody looks at is followed beside these queries, so they are not urgent. */
  readonly isSightFollowed: () => boolean;
  /** Called with the index that all checks are at. */
  readonly onIndex: (index: number) => void;
  /** Called with checks that an answer has and the one before had not, or said otherwise. */
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

/**
 * While thousands of checks fail, an answer is a megabyte, and each of hundreds of changes a second
 * calls for one. Half of the time may go into these answers, for they are what has to be seen at once.
 */
const pace: Pace = { restPerCost: 1, mostSaved: 10_000, mostRest: 1_000 };

/** A sixteenth of the time is enough for what nobody looks at. */
const slowPace: Pace = { restPerCost: 15, mostSaved: 1_000, mostRest: 1_000 };
/** Milliseconds from one of its answers to the next. */
const slowInterval = 700;

/**
 * Tells of each check that fails, and of each that recovers, before the whole catalog has been
 * read again. A check that left a state may pass, or be gone, or be hidden from the token: so it
 * is asked for, and only an answer that has it counts.
 */
export function followFailingChecks(options: CheckWatchesOptions): () => void {
  const left = new LeftChecks(options);
  const stops = followedStates.map((state) =>
    options.group.start((signal) => followState(state, { ...options, left }, signal)),
  );
  return () => {
    left.stop();
    stops.forEach((stop) => {
      stop();
    });
  };
}

/** An agent that does not answer this is no trouble: the catalog as a whole has it all. */
async function followState(
  state: (typeof followedStates)[number],
  options: CheckWatchesOptions & { readonly left: LeftChecks },
  signal: AbortSignal,
): Promise<void> {
  const { client, left, isSightFollowed, onIndex, onChecks, onReset } = options;
  const query = {
    path: `health/state/${state}`,
    waitSeconds: 60,
    interval: (isNews: boolean) => (isSightFollowed() ? slowInterval : usualInterval(isNews)),
    pace: () => (isSightFollowed() ? slowPace : pace),
    elements: new KnownList(),
    onIndex,
  };
  let index = 0;
  const onAnswer = (answer: ConsulAnswer): void => {
    const isReset = answer.index < index;
    index = answer.index;
    const checks = items(answer.json);
    const { news = { come: checks, gone: [] } } = answer;
    if (isReset) {
      onReset();
    }
    onChecks(isReset ? checks : news.come);
    left.ask(leftBehind(news));
    left.returned(news.come);
  };
  await unlessRefused(followQuery(client, query, onAnswer, signal));
}

/** Where those stand that are in the state no more. */
function leftBehind({ come, gone }: ElementNews): readonly CheckPlace[] {
  const stay = new Set(come.map(checkKey));
  return gone.map(checkPlace).filter(({ key }) => !stay.has(key));
}

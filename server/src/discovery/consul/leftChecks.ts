import { pause } from '../backoff.ts';
import { items } from '../json.ts';
import type { TaskGroup } from '../taskGroup.ts';
import { checkKey, type CheckPlace } from './checkNews.ts';
import { agentCost, EarnedRest, type Pace } from './earnedRest.ts';
import type { ConsulClient } from './http.ts';
import type { ElementNews } from './jsonElements.ts';
import { KnownList } from './knownList.ts';
import { unlessRefused } from './unlessRefused.ts';

/** Who asks, and who is told. */
export interface LeftChecksOptions {
  readonly client: ConsulClient;
  readonly group: TaskGroup;
  /** What somebody looks at is followed elsewhere: the whole may tell of the rest. */
  readonly isSightFollowed: () => boolean;
  /** Called with what an answer has; not all of it is news. */
  readonly onChecks: (checks: readonly unknown[]) => void;
  /** The agent does not tell what became of a check. */
  readonly onUnclear: () => void;
}

/** Services and nodes that are asked about at most; when more wait, all that passes is asked for. */
const mostQuestions = 64;
/** The same of those that nobody looks at: a hundred questions a second cost more than one answer. */
const mostUnseenQuestions = 8;

/** How often all that passes is asked for: a fifth of the time may go into it, */
const pace: Pace = { restPerCost: 4, mostSaved: 100, mostRest: 1_000 };
/** or less where what somebody looks at is followed elsewhere. */
const unseenPace: Pace = { restPerCost: 100, mostSaved: 100, mostRest: 3_000 };

/** Milliseconds until those are looked for again that did not pass: by then is told what fails. */
const secondLook = 700;

/** Questions that are open at once. */
const mostOpen = 8;

/**
 * Asks what became of checks that are no longer in a state that is followed. It goes beside the
 * following, which would else wait for each of a hundred recoveries a second. Few are asked about by
 * their service. Of a crowd, as when a network is back, most will pass again: so all checks that
 * pass are asked for, which costs the agent a sixth of the whole catalog.
 */
export class LeftChecks {
  readonly #options: LeftChecksOptions;
  /** Keys of checks, by the path that tells of them. */
  #waiting = new Map<string, Set<string>>();
  #open = 0;
  /** Keys of checks of which too many left at once. */
  #crowd = new Set<string>();
  /** Those that did not pass when all that passes was asked for. */
  #missed: ReadonlySet<string> = new Set();
  #isCrowdAsked = false;
  #isOver = false;

  constructor(options: LeftChecksOptions) {
    this.#options = options;
  }

  ask(places: readonly CheckPlace[]): void {
    for (const place of places) {
      const path = pathOf(place);
      const keys = this.#waiting.get(path) ?? new Set();
      this.#waiting.set(path, keys.add(place.key));
    }
    const { group, isSightFollowed } = this.#options;
    if (this.#waiting.size > (isSightFollowed() ? mostUnseenQuestions : mostQuestions)) {
      this.#waiting.forEach((keys) => {
        keys.forEach((key) => this.#crowd.add(key));
      });
      this.#waiting.clear();
    }
    if (this.#crowd.size > 0 && !this.#isCrowdAsked) {
      group.start((signal) => this.#askCrowd(signal));
    }
    const more = Math.min(mostOpen - this.#open, this.#waiting.size);
    for (let worker = 0; worker < more; worker++) {
      group.start((signal) => this.#askEach(signal));
    }
  }

  /** Checks are in a state that is followed, again. */
  returned(checks: readonly unknown[]): void {
    if (this.#crowd.size > 0) {
      checks.forEach((check) => this.#crowd.delete(checkKey(check)));
    }
  }

  /** Nothing is told any more. */
  stop(): void {
    this.#isOver = true;
    this.#waiting.clear();
    this.#crowd.clear();
  }

  async #askEach(signal: AbortSignal): Promise<void> {
    this.#open += 1;
    try {
      for (;;) {
        const next = this.#waiting.entries().next();
        if (next.done === true || signal.aborted) {
          return;
        }
        const [path, keys] = next.value;
        this.#waiting.delete(path);
        await this.#ask(path, keys, signal);
      }
    } finally {
      this.#open -= 1;
    }
  }

  async #askCrowd(signal: AbortSignal): Promise<void> {
    const { client, isSightFollowed, onChecks } = this.#options;
    const request = { path: 'health/state/passing', elements: new KnownList() };
    const rest = new EarnedRest(() => (isSightFollowed() ? unseenPace : pace));
    const passing = new Set<string>();
    this.#isCrowdAsked = true;
    try {
      while (this.#crowd.size > 0 && !signal.aborted) {
        const keys = this.#crowd;
        this.#crowd = new Set();
        const answer = await unlessRefused(client.get(request, signal));
        if (signal.aborted || this.#isOver) {
          return;
        }
        const { come, gone }: ElementNews = answer?.news ?? { come: items(answer?.json), gone: [] };
        onChecks(come);
        gone.forEach((check) => passing.delete(checkKey(check)));
        come.forEach((check) => passing.add(checkKey(check)));
        this.#missing([...keys].filter((key) => !passing.has(key)));
        const owed = answer === undefined ? 0 : rest.owed(answer.cost + agentCost(answer));
        await pause(Math.max(owed, this.#missed.size > 0 ? secondLook : 0), signal);
      }
    } finally {
      this.#isCrowdAsked = false;
    }
  }

  /** One that has failed again by then is told of as such, a little later: so it is looked for once more. */
  #missing(keys: readonly string[]): void {
    const isMissedAgain = keys.some((key) => this.#missed.has(key));
    const missed = keys.filter((key) => !this.#missed.has(key));
    this.#missed = new Set(missed);
    missed.forEach((key) => this.#crowd.add(key));
    if (isMissedAgain) {
      this.#options.onUnclear();
    }
  }

  async #ask(path: string, keys: ReadonlySet<string>, signal: AbortSignal): Promise<void> {
    const { client, onChecks, onUnclear } = this.#options;
    const answer = await unlessRefused(client.get({ path }, signal));
    if (signal.aborted || this.#isOver) {
      return;
    }
    const checks = items(answer?.json);
    onChecks(checks);
    const told = new Set(checks.map(checkKey));
    if (![...keys].every((key) => told.has(key))) {
      onUnclear();
    }
  }
}

function pathOf({ node, service }: CheckPlace): string {
  return service === ''
    ? `health/node/${encodeURIComponent(node)}`
    : `health/checks/${encodeURIComponent(service)}`;
}

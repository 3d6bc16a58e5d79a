import { items } from '../json.ts';
import type { TaskGroup } from '../taskGroup.ts';
import { checkKey, type CheckPlace } from './checkNews.ts';
import type { ConsulClient } from './http.ts';
import { unlessRefused } from './unlessRefused.ts';

/** Who asks, and who is told. */
export interface LeftChecksOptions {
  readonly client: ConsulClient;
  readonly group: TaskGroup;
  /** What somebody looks at is followed elsewhere: the whole may tell of the rest. */
  readonly isSightFollowed: () => boolean;
  /** Called with what an answer has; not all of it is news. */
  readonly onChecks: (checks: readonly unknown[]) => void;
  /** The agent does not tell what became of a check, or there are too many to ask for. */
  readonly onUnclear: () => void;
}

/** Services and nodes that are asked about at most; when more wait, the whole tells it sooner. */
const mostQuestions = 64;
/** The same of those that nobody looks at: a hundred questions a second cost more than the whole. */
const mostUnseenQuestions = 8;

/** Questions that are open at once. */
const mostOpen = 8;

/**
 * Asks what became of checks that are no longer in a state that is followed. It goes beside the
 * following, which would else wait for each of a hundred recoveries a second.
 */
export class LeftChecks {
  readonly #options: LeftChecksOptions;
  /** Keys of checks, by the path that tells of them. */
  #waiting = new Map<string, Set<string>>();
  #open = 0;
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
    const { group, isSightFollowed, onUnclear } = this.#options;
    if (this.#waiting.size > (isSightFollowed() ? mostUnseenQuestions : mostQuestions)) {
      this.#waiting = new Map();
      onUnclear();
    }
    const more = Math.min(mostOpen - this.#open, this.#waiting.size);
    for (let worker = 0; worker < more; worker++) {
      group.start((signal) => this.#askEach(signal));
    }
  }

  /** Nothing is told any more. */
  stop(): void {
    this.#isOver = true;
    this.#waiting.clear();
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

import { type ErrorAction, UserError } from './commands/userError.ts';

/** What to do after a server died: start it again after a while, or leave it. */
export type RestartDecision =
  { readonly kind: 'restart'; readonly delayMs: number } | ({ readonly kind: 'giveUp' } & Crashes);

/** How often a server died, and in what time. */
export interface Crashes {
  readonly crashes: number;
  readonly withinMs: number;
}

const windowMs = 3 * 60_000;
const maximumCrashes = 5;
const maximumDelayMs = 5_000;

/**
 * Restarts at once at first, then more and more slowly, and gives up on a server that dies again
 * and again within three minutes.
 */
export class RestartPolicy {
  readonly #firstDelayMs: number;
  #crashes: readonly number[] = [];

  constructor(options: { readonly firstDelayMs?: number } = {}) {
    this.#firstDelayMs = options.firstDelayMs ?? 100;
  }

  /** `now` in milliseconds, from any fixed point. */
  afterCrash(now: number): RestartDecision {
    this.#crashes = [...this.#crashes.filter((time) => now - time < windowMs), now];
    const count = this.#crashes.length;
    if (count > maximumCrashes) {
      return { kind: 'giveUp', crashes: count, withinMs: now - (this.#crashes[0] ?? now) };
    }
    const delayMs = Math.min(this.#firstDelayMs * 3 ** (count - 1), maximumDelayMs);
    return { kind: 'restart', delayMs };
  }

  /** A person asked for a start: what happened before no longer counts. */
  reset(): void {
    this.#crashes = [];
  }
}

/** What a person can do about a server that does not stay alive. */
export const restartActions: readonly ErrorAction[] = [
  { title: 'Restart', command: 'protoAtlas.restartServers' },
  { title: 'Show Log', command: 'protoAtlas.showLog' },
];

/**
 * A server was left alone after it died again and again; `server` is what people call it, `how` it
 * ended the last time, where that is known.
 */
export function gaveUpError(
  server: string,
  { crashes, withinMs }: Crashes,
  how?: string,
): UserError {
  const last = how === undefined ? '' : ` (last: ${how})`;
  return new UserError(
    `The ${server} ended ${crashes} times within ${Math.ceil(withinMs / 1_000)} s${last}. ` +
      `It is not started again by itself; the log says why.`,
    { actions: restartActions },
  );
}

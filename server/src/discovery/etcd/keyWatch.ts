import { backoffDelay, pause } from '../backoff.ts';
import type { RegistryEndpoint } from '../endpoints.ts';
import { RegistryError, toRegistryError } from '../registryError.ts';
import { after, type KeyRange } from './keyRange.ts';
import { type KeyStore, rangeDigest } from './keyStore.ts';
import { type EtcdSession, openSession } from './session.ts';
import { isRevisionGone } from './sessionError.ts';
import { initialState, nextState, type WatchOutcome, type WatchState } from './watchState.ts';
import { type KeyValue, range as rangeMethod, type WatchResponse } from './wire.ts';

/** What to watch, and where to put it. */
export interface KeyWatchOptions {
  readonly endpoints: readonly [RegistryEndpoint, ...RegistryEndpoint[]];
  readonly username?: string;
  readonly password?: string;
  readonly ranges: readonly KeyRange[];
  readonly store: KeyStore;
}

/** Is told how the watch goes. */
export interface KeyWatchListener {
  /** The store holds something else than before. */
  changed(): void;
  /** Changes arrive from now on. */
  live(session: EtcdSession): void;
  lost(error: RegistryError): void;
}

/** Why a watch is over: an outcome, or the error that broke it. */
type WatchEnd = WatchOutcome | RegistryError;

interface RunningWatch {
  readonly session: EtcdSession;
  /** The revision before the first one that is watched. */
  readonly resume: number;
  /** By watcher, the revision up to which it has seen everything. Written as responses arrive. */
  readonly progress: number[];
  readonly signal: AbortSignal;
}

/** Keys a page of a list. */
const pageSize = 500;

/** A session that lived this long, in milliseconds, may be replaced without delay. */
const stableAfter = 2_000;

/**
 * Keeps a store equal to the keys of an etcd until the signal aborts: lists them, watches from the
 * next revision on, and after a break goes on where it stopped, on the next endpoint. Nothing is
 * applied twice and nothing is missed; where the server's history does not reach back, or is
 * another one, it lists again.
 */
export class KeyWatch {
  readonly #options: KeyWatchOptions;
  readonly #listener: KeyWatchListener;
  #session: EtcdSession | undefined;
  #nextEndpoint = 0;

  constructor(options: KeyWatchOptions, listener: KeyWatchListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    let state = initialState;
    while (!signal.aborted) {
      state = nextState(state, await this.#outcome(state, signal));
    }
    this.#closeSession();
  }

  async #outcome(state: WatchState, signal: AbortSignal): Promise<WatchOutcome> {
    try {
      return await this.#work(state, signal);
    } catch (error) {
      return signal.aborted
        ? { event: 'waited' }
        : this.#broken(toRegistryError(error, 'etcd'), { resume: state.resume });
    }
  }

  #work(state: WatchState, signal: AbortSignal): Promise<WatchOutcome> {
    switch (state.phase) {
      case 'connecting':
        return this.#connect(signal);
      case 'verifying':
        return this.#verify(state.resume, signal);
      case 'listing':
        return this.#list(signal);
      case 'watching':
        return this.#watch(state.resume, signal);
      case 'waiting':
        return this.#wait(state, signal);
    }
  }

  #broken(
    error: RegistryError,
    from: { readonly resume: number | undefined; readonly wasStable?: boolean },
  ): WatchOutcome {
    this.#closeSession();
    this.#nextEndpoint++;
    this.#listener.lost(error);
    return { event: 'broken', kind: error.kind, wasStable: false, ...from };
  }

  async #connect(signal: AbortSignal): Promise<WatchOutcome> {
    const { endpoints, username, password } = this.#options;
    const endpoint = endpoints[this.#nextEndpoint % endpoints.length] ?? endpoints[0];
    this.#session = await openSession(
      {
        endpoint,
        ...(username === undefined ? {} : { username }),
        ...(password === undefined ? {} : { password }),
      },
      signal,
    );
    return { event: 'connected' };
  }

  /**
   * Compares the ranges as the server had them at our revision with what we hold. A server that was
   * replaced, or restored from a backup, differs in the count or in the newest change.
   */
  async #verify(revision: number, signal: AbortSignal): Promise<WatchOutcome> {
    const session = this.#requireSession();
    for (const keyRange of this.#options.ranges) {
      const known = this.#options.store.digest(keyRange);
      try {
        const request = { ...keyRange, revision, limit: 1, newestFirst: true };
        const { count, kvs } = await session.call(rangeMethod, request, signal);
        const [newest] = kvs;
        const there = rangeDigest(count, newest);
        if (there.count !== known.count || there.newestRevision !== known.newestRevision) {
          return { event: 'historyGone' };
        }
        // Several keys of one transaction share the newest revision.
        if (newest !== undefined && !this.#options.store.holds(newest)) {
          return { event: 'historyGone' };
        }
      } catch (error) {
        if (error instanceof RegistryError && isRevisionGone(error)) {
          return { event: 'historyGone' };
        }
        throw error;
      }
    }
    return { event: 'unchanged' };
  }

  async #list(signal: AbortSignal): Promise<WatchOutcome> {
    const found: KeyValue[] = [];
    let revision = 0;
    for (const keyRange of this.#options.ranges) {
      revision = await this.#listRange(keyRange, revision, found, signal);
    }
    this.#options.store.replace(found);
    this.#listener.changed();
    return { event: 'listed', revision };
  }

  /** All pages and all ranges are read at the revision of the first page. */
  async #listRange(
    { key, rangeEnd }: KeyRange,
    atRevision: number,
    found: KeyValue[],
    signal: AbortSignal,
  ): Promise<number> {
    const session = this.#requireSession();
    let revision = atRevision;
    let from = key;
    for (;;) {
      const request = { key: from, rangeEnd, limit: pageSize, revision };
      const page = await session.call(rangeMethod, request, signal);
      revision = revision === 0 ? page.header.revision : revision;
      found.push(...page.kvs);
      const last = page.kvs.at(-1);
      if (!page.more || last === undefined) {
        return revision;
      }
      from = after(last.key);
    }
  }

  async #watch(resume: number, signal: AbortSignal): Promise<WatchOutcome> {
    const session = this.#requireSession();
    const startedAt = performance.now();
    const progress = this.#options.ranges.map(() => resume);
    const end = await this.#untilEnd({ session, resume, progress, signal });
    if (!(end instanceof RegistryError)) {
      return end;
    }
    const wasStable = performance.now() - startedAt > stableAfter;
    return this.#broken(end, { resume: Math.min(...progress), wasStable });
  }

  #untilEnd({ session, resume, progress, signal }: RunningWatch): Promise<WatchEnd> {
    const creates = this.#options.ranges.map((keyRange, index) => ({
      ...keyRange,
      watchId: index + 1,
      startRevision: resume + 1,
    }));
    const pending = new Set(creates.map(({ watchId }) => watchId));
    return new Promise((done) => {
      let isOver = false;
      const finish = (end: WatchEnd): void => {
        if (!isOver) {
          isOver = true;
          signal.removeEventListener('abort', onAbort);
          stream.close();
          done(end);
        }
      };
      const onAbort = (): void => {
        finish({ event: 'waited' });
      };
      const stream = session.openWatch(creates, (response) => {
        const end = isOver ? undefined : this.#receive(response, resume, progress);
        if (end !== undefined) {
          finish(end);
        } else if (response.created && pending.delete(response.watchId) && pending.size === 0) {
          this.#listener.live(session);
        }
      });
      signal.addEventListener('abort', onAbort);
      void stream.ended.then(finish);
    });
  }

  /** Takes in one response. Answers what ends the watch, if something does. */
  #receive(response: WatchResponse, startedFrom: number, progress: number[]): WatchEnd | undefined {
    if (response.compactRevision > 0) {
      return { event: 'historyGone' };
    }
    if (response.canceled) {
      return new RegistryError('refused', `etcd ended the watch: ${response.cancelReason}`);
    }
    if (response.created) {
      return response.header.revision < startedFrom ? { event: 'historyGone' } : undefined;
    }
    for (const event of response.events) {
      this.#options.store.apply(event);
    }
    if (response.events.length > 0) {
      this.#listener.changed();
    }
    progress[response.watchId - 1] = seenUpTo(response);
    return undefined;
  }

  async #wait(
    state: Extract<WatchState, { readonly phase: 'waiting' }>,
    signal: AbortSignal,
  ): Promise<WatchOutcome> {
    // A list of several endpoints is tried through before the wait grows.
    const round = Math.floor(state.attempt / this.#options.endpoints.length);
    await pause(backoffDelay(round, state.kind, Math.random()), signal);
    return { event: 'waited' };
  }

  #requireSession(): EtcdSession {
    if (this.#session === undefined) {
      throw new RegistryError('unreachable', 'there is no connection to etcd');
    }
    return this.#session;
  }

  #closeSession(): void {
    this.#session?.close();
    this.#session = undefined;
  }
}

/**
 * The header's revision is that of the store when the response was sent, and counts only when there
 * are no events: a watcher that catches up gets its events in several responses.
 */
function seenUpTo(response: WatchResponse): number {
  const last = response.events.at(-1);
  if (last === undefined) {
    return response.header.revision;
  }
  return response.fragment ? last.kv.modRevision - 1 : last.kv.modRevision;
}

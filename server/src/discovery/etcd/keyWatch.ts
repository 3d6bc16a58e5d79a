import { backoffDelay, pause } from '../backoff.ts';
import type { RegistryEndpoint } from '../endpoints.ts';
import { RegistryError, toRegistryError } from '../registryError.ts';
import { Failures } from './failures.ts';
import { followKeys, type WatchedRange } from './followKeys.ts';
import { allKeys, type KeyRange } from './keyRange.ts';
import type { KeyListing, KeyStore } from './keyStore.ts';
import { type Listed, listKeys, type RefusedRange } from './listKeys.ts';
import { Pace } from './pace.ts';
import { permittedRanges } from './permittedRanges.ts';
import { RollCall } from './rollCall.ts';
import { type EtcdSession, openSession, type SessionOptions } from './session.ts';
import { faultOf, isRevisionGone } from './sessionError.ts';
import { initialState, nextState, type WatchOutcome, type WatchState } from './watchState.ts';
import { range as rangeMethod } from './wire.ts';

/** What to watch, and where to put it. */
export interface KeyWatchOptions {
  readonly endpoints: readonly [RegistryEndpoint, ...RegistryEndpoint[]];
  readonly credentials: Pick<SessionOptions, 'username' | 'password'>;
  readonly ranges: readonly KeyRange[];
  readonly store: KeyStore;
}

/** Is told how the watch goes. */
export interface KeyWatchListener {
  /** The store holds something else than before. */
  readonly changed: () => void;
  /** Changes arrive from now on. May come again without a `lost` in between. */
  live(session: EtcdSession): void;
  /** Why, in words. It goes on trying. */
  lost(reason: string): void;
}

/** A session that lived this long, in milliseconds, may be replaced without delay. */
const stableAfter = 2_000;

/** One that lived this long, in milliseconds, shows that the line is good enough. */
const relaxedAfter = 30_000;

/**
 * Keeps a store equal to the keys of an etcd until the signal aborts: lists them, watches from the
 * next revision on, and after a break goes on where it stopped, on the next endpoint. Nothing is
 * applied twice and nothing is missed; where the server's history does not reach back, or is
 * another one, it lists again.
 */
export class KeyWatch {
  readonly #options: KeyWatchOptions;
  readonly #listener: KeyWatchListener;
  readonly #paces: readonly Pace[];
  readonly #failures: Failures;
  readonly #rollCall = new RollCall();
  #session: EtcdSession | undefined;
  #endpoint = 0;
  #clusterId: string | undefined;
  #watched: readonly WatchedRange[] = [];
  #refused: readonly RefusedRange[] = [];

  constructor(options: KeyWatchOptions, listener: KeyWatchListener) {
    this.#options = options;
    this.#listener = listener;
    this.#paces = options.endpoints.map(() => new Pace());
    this.#failures = new Failures(options.endpoints.length);
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
        : this.#broken(toRegistryError(error, 'etcd'), { resume: state.resume }, signal);
    }
  }

  #work(state: WatchState, signal: AbortSignal): Promise<WatchOutcome> {
    switch (state.phase) {
      case 'connecting':
        return this.#connect(signal);
      case 'verifying':
        return this.#verify(signal);
      case 'listing':
        return this.#list(signal);
      case 'watching':
        return this.#watch(signal);
      case 'waiting':
        return this.#wait(state, signal);
    }
  }

  #broken(
    error: RegistryError,
    from: { readonly resume: number | undefined; readonly wasStable?: boolean },
    signal: AbortSignal,
  ): WatchOutcome {
    const hasAnswered = this.#session !== undefined;
    this.#closeSession();
    if (hasAnswered && error.kind === 'unreachable' && faultOf(error) !== 'leaderless') {
      this.#pace().strain();
    }
    this.#failures.add(this.#endpoint, error);
    this.#endpoint = (this.#endpoint + 1) % this.#options.endpoints.length;
    this.#tellLost(signal);
    return { event: 'broken', kind: error.kind, wasStable: false, ...from };
  }

  /** Of a cluster without a leader it is said who is there, as soon as that is known. */
  #tellLost(signal: AbortSignal): void {
    const text = this.#failures.text();
    const endpoint = this.#leaderlessEndpoint();
    if (endpoint === undefined) {
      this.#listener.lost(text);
      return;
    }
    const members = this.#rollCall.text;
    this.#listener.lost(members === '' ? text : `${text}. ${members}`);
    const told = (): void => {
      if (this.#leaderlessEndpoint() !== undefined) {
        this.#tellLost(signal);
      }
    };
    this.#rollCall.ask(endpoint, told, signal);
  }

  #leaderlessEndpoint(): RegistryEndpoint | undefined {
    const index = this.#failures.leaderless();
    return index === undefined ? undefined : this.#options.endpoints[index];
  }

  async #connect(signal: AbortSignal): Promise<WatchOutcome> {
    const { endpoints, credentials } = this.#options;
    const endpoint = endpoints[this.#endpoint] ?? endpoints[0];
    const { patience } = this.#pace();
    this.#session = await openSession({ ...credentials, endpoint, patience }, signal);
    return { event: 'connected' };
  }

  /**
   * Compares the ranges as the server had them at our revision with what we hold. A server that was
   * replaced, or restored from a backup, differs in its id, in the count or in the newest change.
   */
  async #verify(signal: AbortSignal): Promise<WatchOutcome> {
    try {
      for (const watched of this.#watched) {
        if (!(await this.#isAsKnown(watched, signal))) {
          return { event: 'historyGone' };
        }
      }
      return { event: 'unchanged' };
    } catch (error) {
      // Without the permission to read a range, a list finds out what is left.
      if (isRevisionGone(error) || faultOf(error) === 'permission') {
        return { event: 'historyGone' };
      }
      throw error;
    }
  }

  async #isAsKnown({ range, seen }: WatchedRange, signal: AbortSignal): Promise<boolean> {
    const { store } = this.#options;
    const request = { ...range, revision: seen, limit: 1, newestFirst: true, keysOnly: true };
    const { header, count, kvs } = await this.#requireSession().call(rangeMethod, request, signal);
    const [newest] = kvs;
    const known = store.digest(range);
    return (
      header.clusterId === this.#clusterId &&
      count === known.count &&
      (newest?.modRevision ?? 0) === known.newestRevision &&
      // Several keys of one transaction share the newest revision.
      (newest === undefined || store.holds(newest))
    );
  }

  async #list(signal: AbortSignal): Promise<WatchOutcome> {
    try {
      const { store } = this.#options;
      const listing = store.startListing();
      const { clusterId, revision, ranges, refused } = await this.#listReadable(listing, signal);
      listing.finish();
      store.setUnread(refused);
      this.#clusterId = clusterId;
      this.#refused = refused;
      this.#watched = ranges.map((range) => ({ range, seen: revision }));
      this.#listener.changed();
      return { event: 'listed', revision };
    } catch (error) {
      if (isRevisionGone(error)) {
        // It was compacted while the pages came.
        return { event: 'historyGone' };
      }
      throw error;
    }
  }

  /** Who may not read all that was asked for still sees what the roles allow. */
  async #listReadable(listing: KeyListing, signal: AbortSignal): Promise<Listed> {
    const session = this.#requireSession();
    const { ranges, credentials } = this.#options;
    const { username = '' } = credentials;
    const options = { session, ranges, listing, pace: this.#pace() };
    try {
      return await listKeys(options, signal);
    } catch (error) {
      const isWhole = ranges.length === 1 && ranges[0] === allKeys;
      if (faultOf(error) !== 'permission' || !isWhole || username === '') {
        throw error;
      }
      const permitted = await permittedRanges(session, username, signal);
      if (permitted.length === 0) {
        throw error;
      }
      const listed = await listKeys({ ...options, ranges: permitted }, signal);
      const reason = `only the keys that the roles of "${username}" allow are shown`;
      return { ...listed, refused: [{ range: allKeys, reason }, ...listed.refused] };
    }
  }

  async #watch(signal: AbortSignal): Promise<WatchOutcome> {
    const session = this.#requireSession();
    const startedAt = performance.now();
    const end = await followKeys(
      {
        session,
        watched: this.#watched,
        refused: this.#refused.map(({ range }) => range),
        store: this.#options.store,
        changed: this.#listener.changed,
        live: () => {
          this.#failures.clear();
          this.#rollCall.clear();
          this.#listener.live(session);
        },
      },
      signal,
    );
    const lived = performance.now() - startedAt;
    if (lived > relaxedAfter) {
      this.#pace().relax();
    }
    if (!(end instanceof RegistryError)) {
      return end;
    }
    const resume = Math.min(...this.#watched.map(({ seen }) => seen));
    return this.#broken(end, { resume, wasStable: lived > stableAfter }, signal);
  }

  #pace(): Pace {
    return this.#paces[this.#endpoint] ?? new Pace();
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

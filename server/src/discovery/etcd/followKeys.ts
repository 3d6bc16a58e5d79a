import { RegistryError } from '../registryError.ts';
import type { KeyRange } from './keyRange.ts';
import type { KeyStore } from './keyStore.ts';
import type { EtcdSession } from './session.ts';
import type { WatchOutcome } from './watchState.ts';
import { range as rangeMethod, type WatchResponse } from './wire.ts';

/** A range that is watched, and the revision up to which everything of it was seen. */
export interface WatchedRange {
  readonly range: KeyRange;
  /** Written as responses arrive. */
  seen: number;
}

/** What to follow, and where to put it. */
export interface FollowOptions {
  readonly session: EtcdSession;
  readonly watched: readonly WatchedRange[];
  /** Ranges that may not be read, looked at again now and then. */
  readonly refused: readonly KeyRange[];
  readonly store: KeyStore;
  readonly changed: () => void;
  /** All watchers stand. */
  readonly live: () => void;
}

/** Why a watch is over: an outcome, or the error that broke it. */
export type WatchEnd = WatchOutcome | RegistryError;

/** Milliseconds between two looks whether a range may be read by now. */
const refusedAgainAfter = 30_000;

/** Puts the changes of all ranges into the store until something ends it. Never rejects. */
export function followKeys(options: FollowOptions, signal: AbortSignal): Promise<WatchEnd> {
  const { session, watched, live } = options;
  const creates = watched.map(({ range, seen }, index) => ({
    ...range,
    watchId: index + 1,
    startRevision: seen + 1,
  }));
  const pending = new Set(creates.map(({ watchId }) => watchId));
  return new Promise((done) => {
    let isOver = false;
    const finish = (end: WatchEnd): void => {
      if (!isOver) {
        isOver = true;
        clearInterval(again);
        signal.removeEventListener('abort', onAbort);
        stream.close();
        done(end);
      }
    };
    const onAbort = (): void => {
      finish({ event: 'waited' });
    };
    const again = lookAgain(options, signal, () => {
      finish({ event: 'historyGone' });
    });
    const stream = session.openWatch(creates, (response) => {
      const end = isOver ? undefined : receive(response, options);
      if (end !== undefined) {
        finish(end);
      } else if (response.created && pending.delete(response.watchId) && pending.size === 0) {
        live();
      }
    });
    signal.addEventListener('abort', onAbort);
    void stream.ended.then(finish);
  });
}

/** Takes in one response. Answers what ends the watch, if something does. */
function receive(response: WatchResponse, options: FollowOptions): WatchEnd | undefined {
  const { session, store, changed } = options;
  const watched = options.watched[response.watchId - 1];
  if (response.compactRevision > 0) {
    return { event: 'historyGone' };
  }
  if (response.canceled) {
    return session.explainCancel(response.cancelReason);
  }
  if (watched === undefined) {
    return new RegistryError('unreadable', 'etcd answers a watch that was never asked for');
  }
  if (response.created) {
    return response.header.revision < watched.seen ? { event: 'historyGone' } : undefined;
  }
  for (const event of response.events) {
    store.apply(event);
  }
  if (response.events.length > 0) {
    changed();
  }
  watched.seen = Math.max(watched.seen, seenUpTo(response));
  return undefined;
}

function lookAgain(
  { session, refused }: FollowOptions,
  signal: AbortSignal,
  found: () => void,
): NodeJS.Timeout | undefined {
  const look = async (): Promise<void> => {
    for (const range of refused) {
      try {
        const request = { ...range, limit: 1, revision: 0, keysOnly: true };
        await session.call(rangeMethod, request, signal);
        found();
        return;
      } catch {
        // It is refused still; or the connection broke, which the watch notices by itself.
      }
    }
  };
  return refused.length === 0 ? undefined : setInterval(() => void look(), refusedAgainAfter);
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

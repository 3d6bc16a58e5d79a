import type { ConnectionState } from '../../../protocol/connections.ts';

/** Turns "it answers" and "it broke" into the states of a connection. */
export interface ConnectionPhases {
  live(): void;
  /** Stale when it was live before, failed otherwise. `since` stays that of the first trouble. */
  lost(reason: string): void;
}

/** Reports each state once: a repeated reason, or a repeated `live`, says nothing new. */
export function connectionPhases(
  report: (state: ConnectionState) => void,
  now: () => number,
): ConnectionPhases {
  let state: ConnectionState = { phase: 'connecting' };
  const enter = (next: ConnectionState): void => {
    state = next;
    report(next);
  };
  return {
    live() {
      if (state.phase !== 'live') {
        enter({ phase: 'live', since: now() });
      }
    },
    lost(reason) {
      if (state.phase === 'live') {
        enter({ phase: 'stale', since: now(), reason });
      } else if (state.phase === 'connecting') {
        enter({ phase: 'failed', since: now(), reason });
      } else if (state.reason !== reason) {
        enter({ ...state, reason });
      }
    },
  };
}

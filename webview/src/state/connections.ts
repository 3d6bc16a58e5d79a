import type { ConnectionStatus, RegistryKind } from '../../../protocol/connections.ts';
import { clockTime, span } from '../text/time.ts';

/** A connection's state in words. */
export interface StateText {
  /** For the chip: `live`, `stale since 14:03:07 (12 s ago)`. */
  readonly short: string;
  /** Why, as the registry client put it. */
  readonly reason?: string;
  /** What a person can do. */
  readonly advice?: string;
}

export const registryNames: Readonly<Record<RegistryKind, string>> = {
  etcd: 'etcd',
  consul: 'Consul',
  static: 'static',
};

/** Says what state a connection is in at the time `now`. */
export function stateText({ kind, state, endpoint }: ConnectionStatus, now: number): StateText {
  switch (state.phase) {
    case 'connecting':
      return { short: 'connecting' };
    case 'live':
      return { short: 'live' };
    case 'stale':
      return {
        short: `stale since ${clockTime(state.since)} (${span(now - state.since)} ago)`,
        reason: state.reason,
        advice: 'What you see is what was known then. It is retried until it answers.',
      };
    case 'failed':
      return { short: 'failed', reason: state.reason, advice: failureAdvice(kind, endpoint) };
  }
}

/** A sentence for a screen reader, without the seconds that pass. */
export function spokenState({ kind, name, state }: ConnectionStatus): string {
  const since = state.phase === 'stale' ? ` since ${clockTime(state.since)}` : '';
  return `${registryNames[kind]} ${name} is ${state.phase}${since}`;
}

function failureAdvice(kind: RegistryKind, endpoint: string): string {
  if (kind === 'static') {
    return `Check that ${endpoint} exists and is valid. It is read again when it changes.`;
  }
  return `Check that ${registryNames[kind]} answers at ${endpoint} and that the credentials fit. It is retried.`;
}

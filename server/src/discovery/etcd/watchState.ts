import type { RegistryErrorKind } from '../registryError.ts';

/**
 * Where the watch of one etcd stands. `resume` is the revision up to which everything is known,
 * undefined as long as nothing is.
 */
export type WatchState =
  | { readonly phase: 'connecting'; readonly resume: number | undefined; readonly attempt: number }
  /** Asks whether the server's past is still ours: it may have been replaced by an empty one. */
  | { readonly phase: 'verifying'; readonly resume: number; readonly attempt: number }
  | { readonly phase: 'listing'; readonly resume: number | undefined; readonly attempt: number }
  | { readonly phase: 'watching'; readonly resume: number; readonly attempt: number }
  | {
      readonly phase: 'waiting';
      readonly resume: number | undefined;
      readonly attempt: number;
      readonly kind: RegistryErrorKind;
    };

/** How the work of a state came out. */
export type WatchOutcome =
  | { readonly event: 'connected' }
  | { readonly event: 'unchanged' }
  /** The history that we know is not that of this server, or is forgotten there. */
  | { readonly event: 'historyGone' }
  | { readonly event: 'listed'; readonly revision: number }
  | {
      readonly event: 'broken';
      readonly kind: RegistryErrorKind;
      /** Everything up to here was seen. */
      readonly resume: number | undefined;
      /** It worked long enough that the next try may come at once. */
      readonly wasStable: boolean;
    }
  | { readonly event: 'waited' };

/** Where each watch begins. */
export const initialState: WatchState = { phase: 'connecting', resume: undefined, attempt: 0 };

/**
 * The state after an outcome. A session that breaks is always replaced by way of `waiting` and
 * `connecting`; history that is gone always leads to a new list, never to a gap.
 */
export function nextState(state: WatchState, outcome: WatchOutcome): WatchState {
  const { resume, attempt } = state;
  switch (outcome.event) {
    case 'connected':
      return resume === undefined
        ? { phase: 'listing', resume, attempt }
        : { phase: 'verifying', resume, attempt };
    case 'unchanged':
      return { phase: 'watching', resume: resume ?? 0, attempt };
    case 'historyGone':
      return { phase: 'listing', resume: undefined, attempt };
    case 'listed':
      return { phase: 'watching', resume: outcome.revision, attempt };
    case 'broken': {
      const { kind } = outcome;
      const tries = outcome.wasStable ? 0 : attempt + 1;
      return { phase: 'waiting', resume: outcome.resume, attempt: tries, kind };
    }
    case 'waited':
      return { phase: 'connecting', resume, attempt };
  }
}

import { useEffect, useState } from 'preact/hooks';
import type { Store } from '../../state/store.ts';

/** The store's state; renders again when it changes. */
export function useStore<State, Action>(store: Store<State, Action>): State {
  const [state, setState] = useState(() => store.get());
  useEffect(() => {
    setState(store.get());
    return store.subscribe(() => setState(store.get()));
  }, [store]);
  return state;
}

/** The time, each second while `ticking`; else the time of the last render. */
export function useNow(ticking: boolean): number {
  const [, setTick] = useState(0);
  useEffect(() => {
    if (!ticking) {
      return undefined;
    }
    const timer = setInterval(() => setTick((tick) => tick + 1), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return Date.now();
}

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

/**
 * The time as of the last second while `ticking`, so that what shows it stays the same in between,
 * however often it is rendered; else the time of the last render.
 */
export function useNow(ticking: boolean): number {
  const [tick, setTick] = useState(Date.now);
  useEffect(() => {
    if (!ticking) {
      return undefined;
    }
    setTick(Date.now());
    const timer = setInterval(() => setTick(Date.now()), 1000);
    return () => clearInterval(timer);
  }, [ticking]);
  return ticking ? tick : Date.now();
}

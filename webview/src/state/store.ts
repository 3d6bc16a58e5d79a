/** State with one writer, a pure reducer. */
export interface Store<State, Action> {
  readonly get: () => State;
  /** Applies all actions, then tells the listeners once. */
  readonly dispatch: (...actions: readonly Action[]) => void;
  /** Returns the way to stop listening. */
  readonly subscribe: (listener: () => void) => () => void;
}

/** A store that begins at `initial`. Listeners are told only when the state is another object. */
export function createStore<State, Action>(
  reduce: (state: State, action: Action) => State,
  initial: State,
): Store<State, Action> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    dispatch: (...actions) => {
      const before = state;
      state = actions.reduce(reduce, state);
      if (state !== before) {
        listeners.forEach((listener) => listener());
      }
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

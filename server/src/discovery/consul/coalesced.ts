/** A task that is asked for more often than it need run. */
export interface Coalesced {
  /** Runs it now if it has rested, or else once at the end of the rest. */
  ask(): void;
  /** Runs it now, and no more for what was asked before. */
  flush(): void;
  /** What was asked for and has not run is dropped. */
  cancel(): void;
}

/** Runs a task at most once in `rest` milliseconds. */
export function coalesced(run: () => void, rest: number): Coalesced {
  let timer: NodeJS.Timeout | undefined;
  let isAsked = false;
  const start = (): void => {
    isAsked = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (isAsked) {
        start();
      }
    }, rest);
    run();
  };
  const cancel = (): void => {
    clearTimeout(timer);
    timer = undefined;
    isAsked = false;
  };
  return {
    ask() {
      if (timer === undefined) {
        start();
      } else {
        isAsked = true;
      }
    },
    flush() {
      cancel();
      run();
    },
    cancel,
  };
}

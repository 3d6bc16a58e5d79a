/**
 * Tasks that live and die together: the first that rejects aborts the others. More may be added
 * while it runs.
 */
export class TaskGroup {
  readonly #abort = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #signal: AbortSignal;
  #failure: { readonly error: unknown } | undefined;

  /** Aborting `outer` ends the group without an error. */
  constructor(outer: AbortSignal) {
    this.#signal = AbortSignal.any([outer, this.#abort.signal]);
  }

  /** Starts a task. Answers a function that ends this one alone. */
  start(task: (signal: AbortSignal) => Promise<void>): () => void {
    const own = new AbortController();
    const signal = AbortSignal.any([this.#signal, own.signal]);
    const run = task(signal)
      .catch((error: unknown) => {
        if (!signal.aborted) {
          this.#failure ??= { error };
          this.#abort.abort();
        }
      })
      .finally(() => this.#running.delete(run));
    this.#running.add(run);
    return () => {
      own.abort();
    };
  }

  /** Resolves when no task is left; rejects with the first error. */
  async done(): Promise<void> {
    while (this.#running.size > 0) {
      await Promise.all(this.#running);
    }
    if (this.#failure !== undefined) {
      throw this.#failure.error;
    }
  }
}

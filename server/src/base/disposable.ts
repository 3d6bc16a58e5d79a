/** Something that holds a resource until it is disposed of. Disposing twice is harmless. */
export interface Disposable {
  dispose(): void;
}

/** Makes a disposable whose `run` is called at most once. */
export function toDisposable(run: () => void): Disposable {
  let done = false;
  return {
    dispose() {
      if (!done) {
        done = true;
        run();
      }
    },
  };
}

/** Collects disposables; disposing goes in reverse order, and a later `add` disposes at once. */
export class DisposableStore implements Disposable {
  readonly #items: Disposable[] = [];
  #disposed = false;

  add<T extends Disposable>(item: T): T {
    if (this.#disposed) {
      item.dispose();
    } else {
      this.#items.push(item);
    }
    return item;
  }

  dispose(): void {
    this.#disposed = true;
    for (let item = this.#items.pop(); item !== undefined; item = this.#items.pop()) {
      item.dispose();
    }
  }
}

import { type Disposable, toDisposable } from './disposable.ts';
import { unexpected } from './unexpected.ts';

/** Subscribes a listener; disposing of the result unsubscribes it. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** The firing side of an event. A listener that throws does not keep the others from being called. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    this.#listeners.add(listener);
    return toDisposable(() => this.#listeners.delete(listener));
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(value);
      } catch (error) {
        unexpected('a listener threw', error);
      }
    }
  }

  dispose(): void {
    this.#listeners.clear();
  }
}

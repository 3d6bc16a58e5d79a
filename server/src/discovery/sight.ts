import { type Disposable, Emitter, type Event } from '../base/index.ts';

/** Which services somebody looks at. Their changes are told first, while there are many. */
export interface Sight {
  /** Their names in the graph; undefined for all, and while it is not known. */
  readonly services: ReadonlySet<string> | undefined;
  readonly onDidChange: Event<void>;
}

/** A sight that is told what it is. */
export class ServiceSight implements Sight, Disposable {
  readonly #changed = new Emitter<void>();
  #services: ReadonlySet<string> | undefined;

  readonly onDidChange: Event<void> = this.#changed.event;

  get services(): ReadonlySet<string> | undefined {
    return this.#services;
  }

  see(services: ReadonlySet<string> | undefined): void {
    this.#services = services;
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

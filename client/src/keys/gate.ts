/** Milliseconds after which everybody is let through: what comes then tells its own failure. */
const patience = 10_000;

/** Holds back until it is opened, for a bounded time. */
export class Gate {
  readonly #opened: Promise<void>;
  #open: () => void = () => undefined;

  constructor(milliseconds: number = patience) {
    this.#opened = new Promise((done) => {
      const timer = setTimeout(done, milliseconds);
      this.#open = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  /** Resolves when it is open; never rejects. */
  passed(): Promise<void> {
    return this.#opened;
  }

  open(): void {
    this.#open();
  }
}

/**
 * Waits until the intentions and each service of the first catalog were read once: only then the
 * picture is right.
 */
export class FirstRound {
  readonly #complete: () => void;
  readonly #seen = new Set<string>();
  #expected: ReadonlySet<string> | undefined;
  #hasIntentions = false;
  #isComplete = false;

  constructor(complete: () => void) {
    this.#complete = complete;
  }

  expect(names: ReadonlySet<string>): void {
    this.#expected = names;
    this.#check();
  }

  seen(name: string): void {
    if (!this.#isComplete) {
      this.#seen.add(name);
      this.#check();
    }
  }

  seenIntentions(): void {
    this.#hasIntentions = true;
    this.#check();
  }

  #check(): void {
    const expected = this.#expected;
    if (this.#isComplete || !this.#hasIntentions || expected === undefined) {
      return;
    }
    if (this.#seen.size >= expected.size && [...expected].every((name) => this.#seen.has(name))) {
      this.#isComplete = true;
      this.#complete();
    }
  }
}

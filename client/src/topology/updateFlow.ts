import type { TopologyUpdate } from '../../../protocol/topology.ts';
import type { ToWebview } from '../../../protocol/webview.ts';

export interface UpdateFlowOptions {
  /** Resolves when the window has taken the message, whatever became of it. */
  readonly deliver: (message: ToWebview) => Promise<void>;
  /** So much came while the window took nothing that only the whole graph helps. */
  readonly onLost: () => void;
}

/** Updates that wait at most. */
const mostWaiting = 500;

/**
 * Hands updates to a page, one message after the other: what comes while one is on its way goes
 * together with the next. A window that is busy is told less often, instead of being ever further
 * behind.
 */
export class UpdateFlow {
  readonly #options: UpdateFlowOptions;
  #waiting: TopologyUpdate[] = [];
  #isBusy = false;
  #isLost = false;
  /** Changes when what is on its way is no longer waited for. */
  #turn = 0;

  constructor(options: UpdateFlowOptions) {
    this.#options = options;
  }

  push(update: TopologyUpdate): void {
    if (update.kind === 'snapshot') {
      this.#waiting = [];
      this.#isLost = false;
    }
    if (!this.#isLost) {
      this.#waiting.push(update);
    }
    if (this.#waiting.length > mostWaiting) {
      this.#waiting = [];
      this.#isLost = true;
    }
    void this.#deliver();
  }

  /** There is another page, or none: it begins with the whole graph. */
  reset(): void {
    this.#turn += 1;
    this.#waiting = [];
    this.#isBusy = false;
    this.#isLost = false;
  }

  async #deliver(): Promise<void> {
    const turn = this.#turn;
    if (this.#isBusy) {
      return;
    }
    this.#isBusy = true;
    while (this.#waiting.length > 0 && turn === this.#turn) {
      await this.#options.deliver(this.#next());
    }
    if (turn === this.#turn) {
      this.#isBusy = false;
      if (this.#isLost) {
        this.#isLost = false;
        this.#options.onLost();
      }
    }
  }

  /** A whole graph goes alone, since it is packed. */
  #next(): ToWebview {
    const [first, second] = this.#waiting;
    if (first !== undefined && (first.kind === 'snapshot' || second === undefined)) {
      this.#waiting.shift();
      return { type: 'topology/update', update: first };
    }
    const updates = this.#waiting;
    this.#waiting = [];
    return { type: 'topology/updates', updates };
  }
}

import type { TopologyDelta, TopologyUpdate } from '../../../protocol/topology.ts';
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
 * What changes out of sight is told so often, in milliseconds, while changes go on: a picture costs
 * the window as much for what is seen as for what is not.
 */
const restMs = 250;

/**
 * Hands updates to a page in their order. What a person sees is told at once; what is out of sight
 * goes with it, or after a rest. There is one message on its way at a time, and what comes meanwhile
 * goes together with the next: a window that is busy is told less often, instead of being ever
 * further behind.
 */
export class UpdateFlow {
  readonly #options: UpdateFlowOptions;
  #waiting: TopologyUpdate[] = [];
  /** Among what waits is something to be seen. */
  #isUrgent = false;
  /** Ids of services; undefined for all. */
  #sight: ReadonlySet<string> | undefined;
  #deliveredAt = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isBusy = false;
  #isLost = false;
  /** Changes when what is on its way is no longer waited for. */
  #turn = 0;

  constructor(options: UpdateFlowOptions) {
    this.#options = options;
  }

  /** The ids of the services that the page shows in detail; undefined for all of them. */
  see(sight: ReadonlySet<string> | undefined): void {
    this.#sight = sight;
    this.#isUrgent ||= this.#waiting.some((update) => isSeen(update, sight));
    void this.#deliver();
  }

  push(update: TopologyUpdate): void {
    if (update.kind === 'snapshot') {
      this.#waiting = [];
      this.#isLost = false;
    }
    if (!this.#isLost) {
      this.#waiting.push(update);
      this.#isUrgent ||= isSeen(update, this.#sight);
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
    this.#isUrgent = false;
    this.#sight = undefined;
    this.#deliveredAt = Number.NEGATIVE_INFINITY;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isBusy = false;
    this.#isLost = false;
  }

  async #deliver(): Promise<void> {
    const turn = this.#turn;
    if (this.#isBusy) {
      return;
    }
    this.#isBusy = true;
    while (this.#isDue() && turn === this.#turn) {
      this.#deliveredAt = performance.now();
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

  /** Whether something is to go now; what is not gets a time when it is. */
  #isDue(): boolean {
    if (this.#waiting.length === 0) {
      return false;
    }
    const rest = this.#isUrgent ? 0 : this.#deliveredAt + restMs - performance.now();
    if (rest > 0) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        void this.#deliver();
      }, rest);
    }
    return rest <= 0;
  }

  /** A whole graph goes alone, since it is packed. */
  #next(): ToWebview {
    const [first, second] = this.#waiting;
    if (first !== undefined && (first.kind === 'snapshot' || second === undefined)) {
      this.#waiting.shift();
      this.#isUrgent &&= second !== undefined;
      return { type: 'topology/update', update: first };
    }
    const updates = this.#waiting;
    this.#waiting = [];
    this.#isUrgent = false;
    return { type: 'topology/updates', updates };
  }
}

/** Whether an update changes what is in sight, or what there is at all. */
function isSeen(update: TopologyUpdate, sight: ReadonlySet<string> | undefined): boolean {
  return update.kind === 'snapshot' || sight === undefined || touches(update.delta, sight);
}

function touches(delta: TopologyDelta, sight: ReadonlySet<string>): boolean {
  return (
    delta.connections !== undefined ||
    delta.upsertedServices.length > 0 ||
    delta.removedServices.length > 0 ||
    delta.removedEdges.length > 0 ||
    delta.upsertedEdges.length > 0 ||
    delta.changedServices.some(({ id }) => sight.has(id))
  );
}

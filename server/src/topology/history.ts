import type { ClusterEvent } from '../../../protocol/cluster.ts';
import type {
  ClusterChange,
  Comparison,
  HistoryChange,
  HistoryExtent,
  PastState,
  ServiceHealthHistory,
} from '../../../protocol/history.ts';
import type { TopologyDelta, TopologyGraph } from '../../../protocol/topology.ts';
import { healthHistory } from './historyHealth.ts';
import { compareWith, deltaOf, graphOf, undoSteps } from './historyReplay.ts';
import { type HistoryHead, type HistoryStep, headOf, takeStep } from './historyStep.ts';
import { sizeOfStep } from './historySize.ts';

/** Beyond any of these the oldest steps are forgotten. */
export interface HistoryLimits {
  readonly changes: number;
  /** As estimated from the texts that a step keeps alive. */
  readonly bytes: number;
  /** Milliseconds. */
  readonly age: number;
}

/** What a server remembers when nobody says otherwise. */
const defaultLimits: HistoryLimits = {
  changes: 50_000,
  bytes: 20 * 1024 * 1024,
  age: 24 * 60 * 60 * 1000,
};

/**
 * The graph as it is, and for each step how to go back before it. To record costs what the step
 * holds; to look back costs the steps between, and the graph when it is asked for whole.
 */
export class GraphHistory {
  readonly #limits: HistoryLimits;
  readonly #head: HistoryHead;
  readonly #startedAt: number;
  /** The oldest first, with consecutive numbers; those before `#first` are forgotten. */
  #steps: HistoryStep[] = [];
  #sizes: number[] = [];
  #first = 0;
  #knownSince: number;
  #newest: { readonly number: number; readonly at: number };
  #changes = 0;
  #bytes = 0;

  /** Begins with a graph as it was known at a time. */
  constructor(graph: TopologyGraph, at: number, limits: HistoryLimits = defaultLimits) {
    this.#limits = limits;
    this.#head = headOf(graph);
    this.#startedAt = at;
    this.#knownSince = at;
    this.#newest = { number: 0, at };
  }

  /**
   * Takes in what turned the graph of the last record into that of now. Answers the changes in it. A
   * clock that went back stands still here until it has caught up.
   */
  record(delta: TopologyDelta, at: number): readonly HistoryChange[] {
    const place = { number: this.#newest.number + 1, at: Math.max(at, this.#newest.at) };
    const step = takeStep(this.#head, delta, place);
    if (step === undefined) {
      return [];
    }
    this.#keep(step);
    return step.changes;
  }

  /** Takes in what happened in the cluster of a registry. */
  note(events: readonly ClusterEvent[], at: number): void {
    const place = { number: this.#newest.number + 1, at: Math.max(at, this.#newest.at) };
    const changes = events.map(({ kind, connectionId, text }): ClusterChange => {
      const name = this.#head.connections.find(({ id }) => id === connectionId)?.name ?? '';
      const what = { subject: 'cluster', what: kind, connectionId, name, text } as const;
      return { step: place.number, at: place.at, ...what };
    });
    if (changes.length > 0) {
      this.#keep({ ...place, undo: [], changes });
    }
  }

  /** Since when the graph is known, and up to which step. */
  extent(now: number): HistoryExtent {
    const { number } = this.#newest;
    return { startedAt: this.#startedAt, knownSince: this.#knownSince, step: number, now };
  }

  /** The newest changes of the steps after one, at most `limit`, and how many more there are. */
  changes({ after = 0, limit }: { readonly after?: number; readonly limit: number }): {
    readonly changes: readonly HistoryChange[];
    readonly omitted: number;
  } {
    const all = this.#after(after).flatMap(({ changes }) => changes);
    const omitted = Math.max(0, all.length - Math.max(0, limit));
    return { changes: all.slice(omitted), omitted };
  }

  /** The graph as it was at a time; the oldest that is known for a time before it. */
  graphAt(time: number): TopologyGraph {
    const step = this.#stepAt(time);
    return graphOf(this.#head, undoSteps(this.#after(step)), step);
  }

  /** As {@link graphAt}; from the graph of the step `have`, when that is still known, by a delta. */
  stateAt({ time, have }: { readonly time: number; readonly have?: number }): PastState {
    const step = this.#stepAt(time);
    const later = this.#after(step);
    const differences = undoSteps(later);
    const until = later[0]?.at;
    const isHeld = have !== undefined && have >= this.#oldest && have <= this.#newest.number;
    const over = isHeld ? this.#between(step, have) : [];
    return {
      step,
      from: this.#find(step)?.at ?? this.#knownSince,
      ...(until === undefined ? {} : { until }),
      update: isHeld
        ? { kind: 'delta', delta: deltaOf(this.#head, differences, { revision: step, over }) }
        : { kind: 'snapshot', graph: graphOf(this.#head, differences, step) },
    };
  }

  /** The graph of a step beside that of now. */
  compare(step: number): Comparison {
    const known = Math.min(this.#newest.number, Math.max(this.#oldest, step));
    return compareWith(this.#head, undoSteps(this.#after(known)), known);
  }

  healthOf(serviceId: string): ServiceHealthHistory {
    return healthHistory(serviceId, {
      head: this.#head,
      steps: this.#after(this.#oldest),
      knownSince: this.#knownSince,
    });
  }

  /** The oldest step whose graph can be given. */
  get #oldest(): number {
    return this.#newest.number - (this.#steps.length - this.#first);
  }

  #find(number: number): HistoryStep | undefined {
    return number > this.#oldest ? this.#steps[this.#first + number - this.#oldest - 1] : undefined;
  }

  /** The steps after one that is known. */
  #after(number: number): readonly HistoryStep[] {
    return this.#steps.slice(this.#first + Math.max(0, number - this.#oldest));
  }

  #between(one: number, other: number): readonly HistoryStep[] {
    const [from, to] = one < other ? [one, other] : [other, one];
    return this.#after(from).slice(0, to - from);
  }

  /** The number of the last step taken at a time or before. */
  #stepAt(time: number): number {
    let low = this.#first;
    let high = this.#steps.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const step = this.#steps[middle];
      if (step !== undefined && step.at <= time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return this.#oldest + low - this.#first;
  }

  #keep(step: HistoryStep): void {
    this.#newest = { number: step.number, at: step.at };
    this.#steps.push(step);
    const size = sizeOfStep(step, ({ serviceId, id }) =>
      this.#head.services.get(serviceId)?.instances.get(id),
    );
    this.#sizes.push(size);
    this.#bytes += size;
    this.#changes += step.changes.length;
    this.#forget(step.at - this.#limits.age);
  }

  #forget(before: number): void {
    const { changes, bytes } = this.#limits;
    for (;;) {
      const step = this.#steps[this.#first];
      const isTooMuch = this.#changes > changes || this.#bytes > bytes;
      if (step === undefined || (!isTooMuch && step.at >= before)) {
        break;
      }
      this.#changes -= step.changes.length;
      this.#bytes -= this.#sizes[this.#first] ?? 0;
      this.#knownSince = step.at;
      this.#first += 1;
    }
    if (this.#first > 1024 && this.#first * 8 > this.#steps.length) {
      this.#steps = this.#steps.slice(this.#first);
      this.#sizes = this.#sizes.slice(this.#first);
      this.#first = 0;
    }
  }
}

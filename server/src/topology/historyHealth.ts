import type {
  HealthSpan,
  InstanceHealth,
  ServiceHealthHistory,
} from '../../../protocol/history.ts';
import type { Health } from '../../../protocol/topology.ts';
import { healthOfAll } from './health.ts';
import type { HistoryHead, HistoryStep, Undo } from './historyStep.ts';

/** No strip shows more; nor a list more instances. */
const mostSpans = 200;
const mostInstances = 500;

/** What the health of a service is read from: all known steps, the oldest first. */
export interface HealthSource {
  readonly head: HistoryHead;
  readonly steps: readonly HistoryStep[];
  readonly knownSince: number;
}

/** Walks back from now, and notes at each step what was different before it. */
export function healthHistory(
  serviceId: string,
  { head, steps, knownSince }: HealthSource,
): ServiceHealthHistory {
  const past = new ServicePast(serviceId, head);
  for (const { at, undo } of steps.toReversed()) {
    past.undo(at, undo);
  }
  return { serviceId, knownSince, ...past.finish(knownSince) };
}

type State = HealthSpan['health'];

/** Spans of one thing, made from the newest to the oldest. */
class Spans {
  readonly #spans: HealthSpan[] = [];
  #until: number | undefined;
  #from: number | undefined;
  #state: State;

  constructor(state: State) {
    this.#state = state;
  }

  get isEventful(): boolean {
    return this.#spans.length > 0;
  }

  /** It was `before` until `at`. */
  changed(at: number, before: State): void {
    if (before !== this.#state && this.#from === undefined) {
      this.#push(at);
      this.#until = at;
      this.#state = before;
    }
  }

  /** Nothing is known from before `at`. */
  begin(at: number): void {
    this.#from ??= at;
  }

  finish(knownSince: number): readonly HealthSpan[] {
    this.#push(this.#from ?? knownSince);
    return this.#spans;
  }

  #push(from: number): void {
    if (this.#spans.length < mostSpans) {
      const until = this.#until === undefined ? {} : { until: this.#until };
      this.#spans.push({ from, ...until, health: this.#state });
    }
  }
}

class ServicePast {
  readonly #serviceId: string;
  #exists: boolean;
  readonly #health = new Map<string, Health>();
  readonly #counts = new Map<Health, number>();
  readonly #service: Spans;
  readonly #instances = new Map<string, { address: string; spans: Spans }>();

  constructor(serviceId: string, head: HistoryHead) {
    this.#serviceId = serviceId;
    const service = head.services.get(serviceId);
    this.#exists = service !== undefined;
    for (const instance of service?.instances.values() ?? []) {
      this.#set(instance.id, instance.health);
      this.#instances.set(instance.id, {
        address: instance.address,
        spans: new Spans(instance.health),
      });
    }
    this.#service = new Spans(this.#state());
  }

  undo(at: number, undo: readonly Undo[]): void {
    let isTouched = false;
    let isLearnt = true;
    for (const each of undo) {
      if (each.kind === 'service' && each.id === this.#serviceId) {
        this.#exists = each.existed;
        isTouched = true;
      } else if (each.kind === 'instance' && each.serviceId === this.#serviceId) {
        this.#undoInstance(at, each);
        isTouched = true;
        isLearnt &&= each.isLearnt;
      }
    }
    if (isTouched && isLearnt) {
      this.#service.begin(at);
    } else if (isTouched) {
      this.#service.changed(at, this.#state());
    }
  }

  finish(knownSince: number): Pick<ServiceHealthHistory, 'spans' | 'instances'> {
    const instances: InstanceHealth[] = [...this.#instances]
      .filter(([, { spans }]) => spans.isEventful)
      .slice(0, mostInstances)
      .map(([instanceId, { address, spans }]) => ({
        instanceId,
        address,
        spans: spans.finish(knownSince),
      }));
    return { spans: this.#service.finish(knownSince), instances };
  }

  #undoInstance(at: number, { id, before, isLearnt }: Extract<Undo, { kind: 'instance' }>): void {
    const known = this.#instances.get(id) ?? { address: '', spans: new Spans('absent') };
    known.address = known.address === '' ? (before?.address ?? '') : known.address;
    this.#instances.set(id, known);
    if (isLearnt) {
      known.spans.begin(at);
    } else {
      known.spans.changed(at, before?.health ?? 'absent');
    }
    this.#set(id, before?.health);
  }

  #set(id: string, health: Health | undefined): void {
    const old = this.#health.get(id);
    if (old !== undefined) {
      this.#counts.set(old, (this.#counts.get(old) ?? 0) - 1);
    }
    if (health === undefined) {
      this.#health.delete(id);
    } else {
      this.#health.set(id, health);
      this.#counts.set(health, (this.#counts.get(health) ?? 0) + 1);
    }
  }

  #state(): State {
    return this.#exists ? healthOfAll((health) => (this.#counts.get(health) ?? 0) > 0) : 'absent';
  }
}

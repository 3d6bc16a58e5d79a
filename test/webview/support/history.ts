import type { HistoryExtent, InstanceChange, PastState } from '../../../protocol/history.ts';
import type { Service } from '../../../protocol/topology.ts';
import { graph } from './services.ts';

/** A change of an instance of `orders`, as far as a test does not say otherwise. */
export function change(step: number, more: Partial<InstanceChange> = {}): InstanceChange {
  return {
    step,
    at: step * 1000,
    subject: 'instance',
    what: 'changed',
    serviceId: 'orders',
    instanceId: 'etcd/10.0.0.1:50051',
    address: '10.0.0.1:50051',
    health: 'passing',
    parts: ['version'],
    ...more,
  };
}

export function extent(more: Partial<HistoryExtent> = {}): HistoryExtent {
  return { startedAt: 0, knownSince: 0, step: 10, now: 20_000, ...more };
}

/** The answer that at a step there were these services. */
export function wholeState(step: number, services: readonly Service[], until?: number): PastState {
  return {
    step,
    from: step * 1000,
    ...(until === undefined ? {} : { until }),
    update: { kind: 'snapshot', graph: { ...graph(services), revision: step } },
  };
}

import { afterEach, describe, expect, it, vi } from 'vitest';
import { UpdateFlow } from '../../client/src/topology/updateFlow.ts';
import type { TopologyUpdate } from '../../protocol/topology.ts';
import type { ToWebview } from '../../protocol/webview.ts';
import { graphOf } from './graph.ts';

const snapshot: TopologyUpdate = { kind: 'snapshot', graph: graphOf({}) };

const nothing = {
  upsertedServices: [],
  changedServices: [],
  removedServices: [],
  upsertedEdges: [],
  removedEdges: [],
};

function delta(revision: number, service?: string): TopologyUpdate {
  const none = { upsertedInstances: [], removedInstances: [] };
  const changedServices =
    service === undefined ? [] : [{ id: service, health: 'passing' as const, ...none }];
  return { kind: 'delta', delta: { ...nothing, revision, changedServices } };
}

/** A window that takes a message when it is told to. */
function flowing() {
  const taken: string[] = [];
  const waiting: (() => void)[] = [];
  let lost = 0;
  const flow = new UpdateFlow({
    deliver: (message) => {
      taken.push(described(message));
      return new Promise((done) => waiting.push(done));
    },
    onLost: () => {
      lost += 1;
    },
  });
  const take = async (): Promise<void> => {
    waiting.shift()?.();
    await new Promise(setImmediate);
  };
  return { flow, taken, take, lost: () => lost };
}

function described(message: ToWebview): string {
  switch (message.type) {
    case 'topology/update':
      return revisionOf(message.update);
    case 'topology/updates':
      return message.updates.map(revisionOf).join(' ');
    default:
      return message.type;
  }
}

function revisionOf(update: TopologyUpdate): string {
  return update.kind === 'snapshot' ? 'whole' : String(update.delta.revision);
}

describe('the flow of updates to a page', () => {
  it('has one message on its way, and tells what came meanwhile together', async () => {
    const { flow, taken, take } = flowing();
    [2, 3, 4].forEach((revision) => {
      flow.push(delta(revision));
    });
    expect(taken).toEqual(['2']);
    await take();
    expect(taken).toEqual(['2', '3 4']);
    await take();
    flow.push(delta(5));
    expect(taken).toEqual(['2', '3 4', '5']);
  });

  it('drops what a whole graph has, and sends that alone', async () => {
    const { flow, taken, take } = flowing();
    [delta(2), delta(3), snapshot, delta(4), delta(5)].forEach((update) => {
      flow.push(update);
    });
    await take();
    await take();
    expect(taken).toEqual(['2', 'whole', '4 5']);
  });

  it('asks for the whole graph when a window took nothing for long', async () => {
    const { flow, taken, take, lost } = flowing();
    for (let revision = 2; revision < 900; revision++) {
      flow.push(delta(revision));
    }
    expect([taken.length, lost()]).toEqual([1, 0]);
    await take();
    expect([taken.length, lost()]).toEqual([1, 1]);
  });

  it('goes on with another page though the one before took nothing', async () => {
    const { flow, taken, take } = flowing();
    flow.push(delta(2));
    flow.push(delta(3));
    flow.reset();
    flow.push(delta(8));
    expect(taken).toEqual(['2', '8']);
    await take();
    flow.push(delta(9));
    expect(taken).toEqual(['2', '8']);
    await take();
    expect(taken).toEqual(['2', '8', '9']);
  });
});

describe('what is out of sight', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  /** A page that takes everything at once and sees one service. */
  function seeing() {
    vi.useFakeTimers();
    const taken: string[] = [];
    const flow = new UpdateFlow({
      deliver: (message) => {
        taken.push(described(message));
        return Promise.resolve();
      },
      onLost: () => undefined,
    });
    flow.see(new Set(['orders']));
    return { flow, taken };
  }

  it('is told after a pause at once, and while changes go on after a rest, together', async () => {
    const { flow, taken } = seeing();
    flow.push(delta(2, 'stock'));
    expect(taken).toEqual(['2']);
    await vi.advanceTimersByTimeAsync(50);
    flow.push(delta(3, 'stock'));
    flow.push(delta(4, 'billing'));
    await vi.advanceTimersByTimeAsync(190);
    expect(taken).toEqual(['2']);
    await vi.advanceTimersByTimeAsync(20);
    expect(taken).toEqual(['2', '3 4']);
  });

  it('goes before what is seen, which is told at once', async () => {
    const { flow, taken } = seeing();
    flow.push(delta(2, 'stock'));
    await vi.advanceTimersByTimeAsync(0);
    flow.push(delta(3, 'stock'));
    flow.push(delta(4, 'orders'));
    expect(taken).toEqual(['2', '3 4']);
    await vi.advanceTimersByTimeAsync(0);
    flow.push(delta(5, 'orders'));
    expect(taken).toEqual(['2', '3 4', '5']);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(taken).toEqual(['2', '3 4', '5']);
  });

  it('is told when it comes into sight', async () => {
    const { flow, taken } = seeing();
    flow.push(delta(2, 'stock'));
    await vi.advanceTimersByTimeAsync(0);
    flow.push(delta(3, 'stock'));
    expect(taken).toEqual(['2']);
    flow.see(new Set(['stock']));
    expect(taken).toEqual(['2', '3']);
  });

  it('does not wait when services come or go, or a connection changes', async () => {
    const { flow, taken } = seeing();
    flow.push(delta(2, 'stock'));
    await vi.advanceTimersByTimeAsync(0);
    flow.push({ kind: 'delta', delta: { ...nothing, revision: 3, removedServices: ['stock'] } });
    await vi.advanceTimersByTimeAsync(0);
    flow.push({ kind: 'delta', delta: { ...nothing, revision: 4, connections: [] } });
    expect(taken).toEqual(['2', '3', '4']);
  });

  it('is all of it for another page, until that has said what it shows', async () => {
    const { flow, taken } = seeing();
    flow.push(delta(2, 'stock'));
    await vi.advanceTimersByTimeAsync(0);
    flow.push(delta(3, 'stock'));
    flow.reset();
    flow.push(delta(4, 'stock'));
    await vi.advanceTimersByTimeAsync(0);
    flow.push(delta(5, 'stock'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(taken).toEqual(['2', '4', '5']);
  });
});

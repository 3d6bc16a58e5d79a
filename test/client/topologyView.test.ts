import { describe, expect, it } from 'vitest';
import { Reflections } from '../../client/src/invoke/reflections.ts';
import type { TopologySender } from '../../client/src/topology/topologyService.ts';
import { TopologyView } from '../../client/src/topology/topologyView.ts';
import { ViewMemory } from '../../client/src/topology/viewMemory.ts';
import type { SavedViews } from '../../protocol/views.ts';
import type { ToWebview } from '../../protocol/webview.ts';
import { graphOf } from './graph.ts';

const saved: SavedViews = {
  views: [{ id: 'view-1', name: 'mine', filter: 'a', others: 'left out', hidden: ['b'] }],
  defaultId: 'view-1',
};

function memento(): {
  get(key: string): unknown;
  update(key: string, value: unknown): Promise<void>;
} {
  const values = new Map<string, unknown>();
  return {
    get: (key) => values.get(key),
    update: (key, value) => {
      values.set(key, JSON.parse(JSON.stringify(value)));
      return Promise.resolve();
    },
  };
}

function page() {
  const posted: ToWebview[] = [];
  const done: string[] = [];
  const memory = new ViewMemory(memento());
  memory.store(saved);
  const send: TopologySender['send'] = async (method) => {
    if (method !== 'topology/get') {
      throw new Error(`${method} is not asked here`);
    }
    return Promise.resolve(graphOf({ orders: [{ address: 'a:1' }] }) as never);
  };
  const note =
    (name: string) =>
    (...args: readonly unknown[]): void => {
      done.push([name, ...args.map((arg) => JSON.stringify(arg))].join(' '));
    };
  const view = new TopologyView({
    topology: {
      send,
      onUpdate: () => ({ dispose: () => undefined }),
      onCallEvent: never,
      setSight: () => Promise.resolve(),
    },
    reflections: new Reflections(),
    isTrusted: () => true,
    hasConnections: () => true,
    views: memory,
    post: (message) => {
      posted.push(message);
    },
    deliver: (message) => {
      posted.push(message);
      return Promise.resolve();
    },
    actions: {
      addConnection: note('add'),
      manageConnections: note('manage'),
      copy: note('copy'),
      openCall: note('call'),
      act: note('act'),
      chooseExport: note('choose'),
      saveExport: (request, content) => {
        done.push(`save ${request.format} ${Buffer.from(content).toString()}`);
      },
      exportFailed: note('failed'),
    },
  });
  return { view, posted, done, memory };
}

function never(): never {
  throw new Error('nobody listens here');
}

function types(posted: readonly ToWebview[]): readonly string[] {
  return posted.map(({ type }) => type);
}

describe('the page of the topology', () => {
  it('begins with the saved views, then the graph, then what was to be told', async () => {
    const { view, posted } = page();
    view.tell({ type: 'topology/select', serviceId: 'orders' });
    expect(posted).toEqual([]);
    await view.handle({ type: 'ready' });
    expect(types(posted)).toEqual(['views/list', 'topology/update', 'topology/select']);
    expect(posted[0]).toEqual({ type: 'views/list', saved });
    view.tell({ type: 'topology/command', command: 'filter' });
    expect(types(posted).at(-1)).toBe('topology/command');
  });

  it('is told nothing while it is hidden, and all of it when it is back', async () => {
    const { view, posted } = page();
    await view.handle({ type: 'ready' });
    view.pageIsGone();
    view.pageIsGone();
    posted.length = 0;
    view.tell({ type: 'topology/select', serviceId: 'a' });
    view.tell({ type: 'topology/select', serviceId: 'b' });
    expect(posted).toEqual([]);
    await view.handle({ type: 'ready' });
    expect(types(posted).slice(2)).toEqual(['topology/select', 'topology/select']);
  });

  it('keeps the views of the workspace', async () => {
    const { view, memory } = page();
    await view.handle({ type: 'views/store', saved: { views: [] } });
    expect(memory.read()).toEqual({ views: [] });
  });

  it('hands actions and exports to the editor', async () => {
    const { view, done } = page();
    await view.handle({ type: 'instance/action', instanceId: 'i', action: 'deregister' });
    await view.handle({ type: 'export/choose' });
    const request = { format: 'svg', scope: 'shown' } as const;
    await view.handle({ type: 'export/ready', request, content: 'PHN2Zy8+' });
    await view.handle({ type: 'export/failed', message: 'too large' });
    expect(done).toEqual([
      'act "i" "deregister"',
      'choose',
      'save svg <svg/>',
      'failed "too large"',
    ]);
  });
});

describe('stored views', () => {
  it.each([undefined, null, 7, 'x', {}, { views: 'x' }, []])('of %j are none', (stored) => {
    const memory = new ViewMemory({ get: () => stored, update: () => Promise.resolve() });
    expect(memory.read()).toEqual({ views: [] });
  });

  it('go without what is wrong in them', () => {
    const views = [
      null,
      { id: '', name: 'x' },
      { id: 'a', name: '' },
      {
        id: 'a',
        name: 'A',
        filter: 7,
        others: 'gone',
        hidden: [1, 'b'],
        focus: { serviceId: 's', hops: 9, direction: 'up' },
        viewport: { x: 'a', y: 1, zoom: 1 },
        grouping: 'namespace',
        more: true,
      },
    ];
    const memory = new ViewMemory({
      get: () => ({ views, defaultId: 'gone' }),
      update: () => Promise.resolve(),
    });
    expect(memory.read()).toEqual({
      views: [
        {
          id: 'a',
          name: 'A',
          filter: '',
          others: 'dimmed',
          hidden: ['b'],
          focus: { serviceId: 's', hops: 1, direction: 'both' },
          grouping: 'namespace',
        },
      ],
    });
  });
});

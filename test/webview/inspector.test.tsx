import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Edge, Service } from '../../protocol/topology.ts';
import { instancesLike } from '../../webview/src/state/filter.ts';
import type { GraphModel } from '../../webview/src/state/graph.ts';
import { initialTopology } from '../../webview/src/state/topologyState.ts';
import { createTopologySession } from '../../webview/src/topologySession.ts';
import { PastMoment } from '../../webview/src/views/timeline/past.ts';
import { EdgeInspector } from '../../webview/src/views/topology/edgeInspector.tsx';
import { InstanceItem } from '../../webview/src/views/topology/instanceItem.tsx';
import { InstanceList } from '../../webview/src/views/topology/instanceList.tsx';
import { type Rendered, renderPage } from './support/page.ts';
import { edge, graph, instance, type InstanceSketch, service } from './support/services.ts';

const session = createTopologySession(
  { post: () => undefined, savedState: undefined, save: () => undefined, listen: () => undefined },
  { arrange: () => Promise.reject(new Error('nothing is laid out here')) },
);

function modelOf(services: readonly Service[], ...edges: readonly Edge[]): GraphModel {
  return {
    ...graph(services),
    services: new Map(services.map((each) => [each.id, each])),
    edges: new Map(edges.map((each) => [each.id, each])),
  };
}

function crowd(count: number): Service {
  const sketches = Array.from({ length: count }, (_, index): InstanceSketch => ({
    address: `10.${index >> 16}.${(index >> 8) & 255}.${index & 255}:50051`,
    tags: index % 100 === 0 ? ['canary'] : [],
    health: index % 1000 === 7 ? 'critical' : 'passing',
  }));
  return service('crowd', ...sketches);
}

function listOf(given: Service): Rendered {
  const model = modelOf([given]);
  const node = { id: given.id, name: given.name, service: given };
  return renderPage(
    <InstanceList
      node={node}
      graph={model}
      state={{ ...initialTopology, graph: model }}
      session={session}
    />,
  );
}

function values(rendered: Rendered, name: string): readonly string[] {
  return rendered.attributes.filter(([key]) => key === name).map(([, value]) => value);
}

describe('the instances of a service', () => {
  it('of ten thousand are few elements, drawn at once', () => {
    const service = crowd(10_000);
    const started = performance.now();
    const rendered = listOf(service);
    expect(performance.now() - started).toBeLessThan(300);
    expect(values(rendered, 'data-address').length).toBeGreaterThan(15);
    expect(values(rendered, 'data-address').length).toBeLessThan(60);
    expect(rendered.text).toContain('10000 instances');
    expect(new Set(values(rendered, 'aria-setsize'))).toEqual(new Set(['10000']));
  });

  it('are all there when they are few, without a search', () => {
    const rendered = listOf(crowd(5));
    expect(values(rendered, 'data-address')).toHaveLength(5);
    expect(values(rendered, 'data-testid')).not.toContain('instance-search');
  });

  it('are found by words and keys in a moment', () => {
    const given = crowd(10_000);
    const node = { id: given.id, name: given.name, service: given };
    const { connections } = graph([]);
    const find = (text: string): number => instancesLike(node, text, connections).length;
    const started = performance.now();
    expect(find('tag:canary')).toBe(100);
    expect(find('health:critical')).toBe(10);
    expect(find('-health:passing')).toBe(10);
    expect(find('10.0.1.7')).toBe(11);
    expect(find('tag:canary 10.0.0.')).toBe(3);
    expect(find('crowd')).toBe(0);
    expect(performance.now() - started).toBeLessThan(500);
  });
});

describe('an instance that is opened', () => {
  beforeEach(() => {
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe = (): void => undefined;
        disconnect = (): void => undefined;
      },
    );
  });
  afterEach(() => {
    vi.unstubAllGlobals();
  });

  async function askedAt(moment: number | undefined): Promise<readonly string[]> {
    const asked: string[] = [];
    const item = (
      <InstanceItem
        index={0}
        count={1}
        instance={instance()}
        isOpen
        methods={undefined}
        session={{ ...session, askMethods: (id) => asked.push(id) }}
        onToggle={() => undefined}
        onHeight={() => undefined}
      />
    );
    await act(() => {
      renderPage(<PastMoment.Provider value={moment}>{item}</PastMoment.Provider>);
    });
    return asked;
  }

  it('is asked for its methods, but not while the past is shown', async () => {
    expect(await askedAt(undefined)).toEqual(['etcd/10.0.0.1:50051']);
    expect(await askedAt(1000)).toEqual([]);
  });
});

describe('an edge', () => {
  const sources = [
    { kind: 'declared', connectionId: 'etcd', detail: 'depends_on of <b>orders</b>' },
    { kind: 'denied', connectionId: 'gone', detail: 'intention deny' },
  ] as const;
  const shown = { ...edge('orders', 'payments'), sources };

  it('shows each source with its connection and what it says', () => {
    const model = modelOf([service('orders', {})], shown);
    const rendered = renderPage(
      <EdgeInspector edge={shown} graph={model} width={400} session={session} />,
    );
    expect(values(rendered, 'data-kind')).toEqual(['declared', 'denied']);
    expect(rendered.text).toContain('depends_on of <b>orders</b>');
    expect(rendered.text).toContain('etcd dev');
    expect(rendered.text).toContain('from a connection that is gone');
    expect(rendered.elements).not.toContain('b');
  });

  it('does not pretend to know whether it is called while nothing was observed', () => {
    const rendered = renderPage(
      <EdgeInspector edge={shown} graph={modelOf([], shown)} width={400} session={session} />,
    );
    expect(rendered.text).toContain('No call has been observed yet');
    expect(values(rendered, 'data-question')).toEqual([]);
  });

  it('names the questions that it answers', () => {
    const model = modelOf([], shown, edge('a', 'b', 'observed'));
    const rendered = renderPage(
      <EdgeInspector edge={shown} graph={model} width={400} session={session} />,
    );
    expect(values(rendered, 'data-question')).toEqual(['never-called']);
  });
});

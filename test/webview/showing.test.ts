import { describe, expect, it } from 'vitest';
import type { Edge } from '../../protocol/topology.ts';
import type { Focus } from '../../protocol/views.ts';
import { neighbourhood } from '../../webview/src/state/focus.ts';
import { askAll } from '../../webview/src/state/questions.ts';
import {
  reduceShowing,
  showEverything,
  type Showing,
  type ShowingAction,
} from '../../webview/src/state/showing.ts';
import { visibilityOf } from '../../webview/src/state/visibility.ts';
import { edge, graph, service } from './support/services.ts';

const edges = [
  edge('web', 'gateway'),
  edge('gateway', 'orders'),
  edge('orders', 'payments', 'observed'),
  edge('payments', 'bank', 'denied'),
];
const names = ['web', 'gateway', 'orders', 'payments', 'bank', 'alone'];
const nodes = names.map((name) => ({ id: name, name, service: service(name, {}) }));
const model = {
  connections: graph([]).connections,
  edges: new Map(edges.map((each) => [each.id, each])),
};

function showing(...actions: readonly ShowingAction[]): Showing {
  return actions.reduce(reduceShowing, showEverything);
}

function seen(...actions: readonly ShowingAction[]): readonly string[] {
  return visibilityOf(model, nodes, showing(...actions)).nodes.map(({ id }) => id);
}

function focus(serviceId: string, hops: Focus['hops'], direction: Focus['direction']): Focus {
  return { serviceId, hops, direction };
}

describe('a neighbourhood', () => {
  it.each<[Focus['hops'], Focus['direction'], readonly string[]]>([
    [1, 'both', ['orders', 'payments', 'gateway']],
    [2, 'both', ['orders', 'payments', 'gateway', 'bank', 'web']],
    [1, 'callers', ['orders', 'gateway']],
    [3, 'callers', ['orders', 'gateway', 'web']],
    [3, 'callees', ['orders', 'payments', 'bank']],
  ])('of %i hops, %s', (hops, direction, expected) => {
    const found = neighbourhood(focus('orders', hops, direction), edges);
    expect(new Set(found)).toEqual(new Set(expected));
  });

  it('ends in a circle', () => {
    const circle = [edge('a', 'b'), edge('b', 'a'), edge('a', 'a')];
    expect([...neighbourhood(focus('a', 3, 'both'), circle)]).toEqual(['a', 'b']);
  });
});

describe('what is shown', () => {
  it('is everything at first, and the same objects', () => {
    const visibility = visibilityOf(model, nodes, showEverything);
    expect(visibility.nodes).toBe(nodes);
    expect(visibility.edges).toBe(model.edges);
    expect(visibility).toMatchObject({ matches: undefined, found: undefined, hidden: 0 });
  });

  it('goes without hidden services and their edges, and says how many', () => {
    const visibility = visibilityOf(model, nodes, showing({ type: 'hide', ids: ['orders', 'x'] }));
    expect(visibility.nodes).toHaveLength(5);
    expect([...visibility.edges.values()].map(({ from }) => from)).toEqual(['web', 'payments']);
    expect(visibility.hidden).toBe(1);
    expect(seen({ type: 'hide', ids: ['orders'] }, { type: 'showHidden' })).toEqual(names);
  });

  it('dims what the filter does not let through, or leaves it out', () => {
    const filter = { text: 'name:orders', others: 'dimmed' } as const;
    const dimmed = visibilityOf(model, nodes, showing({ type: 'filter', filter }));
    expect(dimmed.nodes).toBe(nodes);
    expect([...(dimmed.matches ?? [])]).toEqual(['orders']);
    expect(dimmed.found).toBe(1);
    expect(seen({ type: 'filter', filter: { ...filter, others: 'left out' } })).toEqual(['orders']);
  });

  it('is the neighbourhood in the focus, along the edges that the filter asks for', () => {
    const near: ShowingAction = { type: 'focus', focus: focus('orders', 1, 'both') };
    expect(seen(near)).toEqual(['gateway', 'orders', 'payments']);
    const filter = { text: 'edge:observed', others: 'dimmed' } as const;
    expect(seen(near, { type: 'filter', filter })).toEqual(['orders', 'payments']);
  });

  it('is everything when the service in the focus is gone, and says so', () => {
    const gone: ShowingAction = { type: 'focus', focus: focus('refunds', 1, 'both') };
    const visibility = visibilityOf(model, nodes, showing(gone));
    expect(visibility.nodes).toBe(nodes);
    expect(visibility.isFocusGone).toBe(true);
  });

  it('remembers the way to a neighbourhood, and goes back on it', () => {
    const way = showing(
      { type: 'focus', focus: focus('web', 1, 'both') },
      { type: 'focus', focus: focus('gateway', 1, 'both') },
      { type: 'focus', focus: focus('orders', 1, 'both') },
    );
    expect(way.trail.map(({ serviceId }) => serviceId)).toEqual(['web', 'gateway', 'orders']);
    const wider = reduceShowing(way, { type: 'focus', focus: focus('orders', 3, 'both') });
    expect(wider.trail).toHaveLength(3);
    const back = reduceShowing(way, { type: 'focus', focus: focus('gateway', 1, 'both') });
    expect(back.trail).toHaveLength(2);
    expect(reduceShowing(way, { type: 'leaveFocus', steps: 0 }).trail).toEqual([]);
  });

  it('lets a service be found that was hidden, left out or far away', () => {
    const filter = { text: 'web', others: 'left out' } as const;
    const actions: readonly ShowingAction[] = [
      { type: 'hide', ids: ['alone', 'bank'] },
      { type: 'focus', focus: focus('web', 1, 'both') },
      { type: 'filter', filter },
    ];
    expect(seen(...actions)).not.toContain('alone');
    expect(seen(...actions, { type: 'reveal', id: 'alone' })).toContain('alone');
    expect(seen(...actions, { type: 'reveal', id: 'alone' })).not.toContain('bank');
  });
});

describe('the questions', () => {
  function answersOf(given: readonly Edge[]): Readonly<Record<string, readonly string[]>> {
    return Object.fromEntries(
      askAll(given).map(({ id, edges: found }) => [id, found.map(({ to }) => to)]),
    );
  }

  function both(from: string, to: string, one: 'denied' | 'declared'): Edge {
    const sources = [one, 'observed' as const].map((kind) => ({
      kind,
      connectionId: 'c',
      detail: '',
    }));
    return { ...edge(from, to), sources };
  }

  it('compare what is declared, denied and called', () => {
    const given = [...edges, both('bank', 'vault', 'denied'), both('web', 'cdn', 'declared')];
    expect(answersOf(given)).toEqual({
      'never-called': ['gateway', 'orders'],
      undeclared: ['payments', 'vault'],
      'denied-called': ['vault'],
    });
  });

  it('have no answer while nothing was observed, and say why', () => {
    const questions = askAll(edges.filter(({ to }) => to !== 'payments'));
    expect(questions.flatMap((question) => question.edges)).toEqual([]);
    questions.forEach(({ unanswerable }) => expect(unanswerable).toMatch(/No call has been/));
  });

  it('are answered with none where none is the answer', () => {
    const [first] = askAll([both('a', 'b', 'declared')]);
    expect(first?.edges).toEqual([]);
    expect(first?.unanswerable).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import type { SavedViews, ViewContent } from '../../protocol/views.ts';
import { viewContent } from '../../webview/src/state/commands.ts';
import {
  isFull,
  isSameContent,
  mostViews,
  noViews,
  removeView,
  renameView,
  saveView,
  toggleDefault,
} from '../../webview/src/state/savedViews.ts';
import { fromSaved, toSaved } from '../../webview/src/state/savedState.ts';
import {
  initialTopology,
  reduceTopology,
  type TopologyAction,
  type TopologyState,
} from '../../webview/src/state/topologyState.ts';
import { edge, graph, service } from './support/services.ts';

const content: ViewContent = { filter: 'health:critical', others: 'left out', hidden: ['a'] };

function kept(views: SavedViews, name: string, change: Partial<ViewContent> = {}) {
  const found = saveView(views, name, { ...content, ...change });
  if (found === undefined) {
    throw new Error('there is no room for the view');
  }
  return found;
}

function saved(...names: readonly string[]): SavedViews {
  return names.reduce((views, name) => kept(views, name).saved, noViews);
}

function after(...actions: readonly TopologyAction[]): TopologyState {
  return actions.reduce(reduceTopology, initialTopology);
}

describe('saved views', () => {
  it('keep their order and have ids of their own', () => {
    const views = saved('one', 'two', 'three');
    expect(views.views.map(({ name }) => name)).toEqual(['one', 'two', 'three']);
    expect(new Set(views.views.map(({ id }) => id)).size).toBe(3);
    const again = kept(removeView(views, 'view-2'), 'four').saved;
    expect(new Set(again.views.map(({ id }) => id)).size).toBe(3);
  });

  it('are replaced under the same name', () => {
    const { saved: views, id } = kept(saved('one', 'two'), ' ONE ', { filter: 'x' });
    expect(views.views.map(({ filter }) => filter)).toEqual(['x', 'health:critical']);
    expect(id).toBe('view-1');
  });

  it('are never dropped for one more: when there is no room it is refused', () => {
    const names = Array.from({ length: mostViews }, (_, index) => `view ${index}`);
    const full = toggleDefault(saved(...names), 'view-1');
    expect(isFull(full, 'one more')).toBe(true);
    expect(saveView(full, 'one more', content)).toBeUndefined();
    expect(isFull(full, ' View 7 ')).toBe(false);
    expect(kept(full, 'View 7', { filter: 'y' }).saved.views[7]?.filter).toBe('y');
    const roomy = removeView(full, 'view-50');
    expect(kept(roomy, 'one more').saved).toMatchObject({ defaultId: 'view-1' });
  });

  it('are renamed unless the name is taken or empty', () => {
    const views = saved('one', 'two');
    expect(renameView(views, 'view-1', 'first').views[0]?.name).toBe('first');
    expect(renameView(views, 'view-1', 'Two')).toBe(views);
    expect(renameView(views, 'view-1', '  ')).toBe(views);
    expect(renameView(views, 'view-1', 'ONE').views[0]?.name).toBe('ONE');
  });

  it('lose their default with the view', () => {
    const views = toggleDefault(saved('one', 'two'), 'view-2');
    expect(views.defaultId).toBe('view-2');
    expect(removeView(views, 'view-2').defaultId).toBeUndefined();
    expect(removeView(views, 'view-1').defaultId).toBe('view-2');
    expect(toggleDefault(views, 'view-2').defaultId).toBeUndefined();
  });

  it('are compared by what they show', () => {
    expect(isSameContent(content, { ...content, filter: ' health:critical ' })).toBe(true);
    expect(isSameContent(content, { ...content, hidden: [] })).toBe(false);
    expect(isSameContent(content, { ...content, viewport: { x: 1, y: 1, zoom: 1 } })).toBe(true);
  });
});

describe('a view', () => {
  const snapshot: TopologyAction = {
    type: 'update',
    update: {
      kind: 'snapshot',
      graph: graph([service('a', {}), service('b', {})], [edge('a', 'b')]),
    },
    at: 0,
  };
  const changed: readonly TopologyAction[] = [
    snapshot,
    { type: 'filter', filter: { text: 'tag:blue', others: 'left out' } },
    { type: 'hide', ids: ['b'] },
    { type: 'focus', focus: { serviceId: 'a', hops: 2, direction: 'callees' } },
    { type: 'viewport', viewport: { x: 1, y: 2, zoom: 0.5 }, byHand: true },
  ];

  it('comes back as it was saved', () => {
    const before = after(...changed);
    const { saved: views, id } = kept(noViews, 'mine', viewContent(before));
    const state = after(snapshot, { type: 'views', saved: views }, { type: 'applyView', id });
    expect(state.showing).toEqual(before.showing);
    expect(state.viewport).toEqual({ x: 1, y: 2, zoom: 0.5 });
    expect(state.goal).toEqual({ kind: 'viewport', viewport: state.viewport });
    expect(isSameContent(viewContent(state), viewContent(before))).toBe(true);
  });

  it('that is the default begins a page that remembers nothing, and no other', () => {
    const views = toggleDefault(saved('one'), 'view-1');
    const fresh = after({ type: 'views', saved: views }, snapshot);
    expect(fresh.showing.filter.text).toBe('health:critical');
    expect(fresh.viewId).toBe('view-1');
    const known = fromSaved(JSON.parse(JSON.stringify(toSaved(after(snapshot)))));
    const state = reduceTopology(known, { type: 'views', saved: views });
    expect(state.showing.filter.text).toBe('');
    expect(reduceTopology(fresh, { type: 'views', saved: views }).showing).toBe(fresh.showing);
  });
});

describe('commands on the map', () => {
  const chosen: TopologyAction = { type: 'select', selection: { serviceId: 'a' } };

  it('widen the neighbourhood of the selected service hop by hop, and leave it', () => {
    const command: TopologyAction = { type: 'command', command: 'focus' };
    const hops = [1, 2, 3, 4].map(
      (times) =>
        after(chosen, ...Array<TopologyAction>(times).fill(command)).showing.trail[0]?.hops,
    );
    expect(hops).toEqual([1, 2, 3, 1]);
    expect(
      after(chosen, command, { type: 'command', command: 'leaveFocus' }).showing.trail,
    ).toEqual([]);
  });

  it('hide the selected service, which is then no longer selected', () => {
    const state = after(chosen, { type: 'command', command: 'hide' });
    expect([...state.showing.hidden]).toEqual(['a']);
    expect(state.selection).toBeUndefined();
  });

  it('do nothing where nothing is selected', () => {
    expect(after({ type: 'command', command: 'focus' })).toEqual(initialTopology);
    expect(after({ type: 'command', command: 'hide' })).toEqual(initialTopology);
  });
});

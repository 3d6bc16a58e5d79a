import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HistoryQuery } from '../../protocol/history.ts';
import type { FromWebview, ToWebview } from '../../protocol/webview.ts';
import { createStore } from '../../webview/src/state/store.ts';
import { initialTopology, reduceTopology } from '../../webview/src/state/topologyState.ts';
import { createTimelineSession } from '../../webview/src/timelineSession.ts';
import { change, extent, wholeState } from './support/history.ts';
import { delta, graph, service } from './support/services.ts';

const orders = service('orders', {});

/** A page whose questions the test answers. */
function openPage() {
  const receivers: ((messages: readonly ToWebview[]) => void)[] = [];
  const asked: { readonly id: number; readonly query: HistoryQuery }[] = [];
  const host = {
    savedState: undefined,
    save: () => undefined,
    listen: (receive: (messages: readonly ToWebview[]) => void) => receivers.push(receive),
    post: (message: FromWebview) => {
      if (message.type === 'history/ask') {
        asked.push(message);
      }
    },
  };
  const store = createStore(reduceTopology, initialTopology);
  const session = createTimelineSession(host, store);
  const tell = async (message: ToWebview): Promise<void> => {
    receivers.forEach((receive) => receive([message]));
    await vi.advanceTimersByTimeAsync(0);
  };
  let revision = 0;
  return {
    store,
    session,
    tell,
    timeline: () => store.get().timeline,
    update: async () => {
      revision += 1;
      const update =
        revision === 1
          ? ({ kind: 'snapshot', graph: graph([orders]) } as const)
          : ({ kind: 'delta', delta: delta(revision) } as const);
      store.dispatch({ type: 'update', update, at: Date.now() });
      await vi.advanceTimersByTimeAsync(400);
    },
    /** The next question, which has not been answered. */
    next: () => asked.shift(),
    learn: async (step: number, more = {}) => {
      const question = asked.shift();
      const result = {
        extent: extent({ step, now: Date.now(), ...more }),
        changes: [change(step)],
        omitted: 0,
      };
      await tell({
        type: 'history/answer',
        id: question?.id ?? -1,
        answer: { name: 'history/changes', result },
      });
      return question?.query;
    },
  };
}

describe('the timeline of a page', () => {
  beforeEach(() => vi.useFakeTimers({ now: 100_000 }));
  afterEach(() => vi.useRealTimers());

  it('asks for what is new after each burst of updates, and not when nothing happens', async () => {
    const page = openPage();
    await page.update();
    expect(await page.learn(3)).toEqual({
      name: 'history/changes',
      params: { after: 0, limit: 20_000 },
    });
    await page.update();
    expect(await page.learn(4)).toMatchObject({ params: { after: 3 } });
    expect(page.timeline().changes.map(({ step }) => step)).toEqual([3, 4]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(page.next()).toBeUndefined();
  });

  it('asks when the server has news that are not in the graph', async () => {
    const page = openPage();
    await page.update();
    await page.learn(3);
    await page.tell({ type: 'history/news' });
    await vi.advanceTimersByTimeAsync(400);
    expect(await page.learn(4)).toMatchObject({ params: { after: 3 } });
    expect(page.next()).toBeUndefined();
  });

  it('asks for everything when the server has begun anew', async () => {
    const page = openPage();
    await page.update();
    await page.learn(3);
    await page.update();
    await page.learn(1, { startedAt: 99_000, knownSince: 0 });
    expect(await page.learn(1, { startedAt: 99_000, knownSince: 0 })).toMatchObject({
      params: { after: 0 },
    });
    expect(page.timeline().extent?.startedAt).toBe(99_000);
  });

  it('asks for one graph at a time while the playhead is dragged, and ends at the last place', async () => {
    const page = openPage();
    await page.update();
    await page.learn(3);
    [50_000, 40_000, 30_000, 20_000].forEach((time) => page.session.seek(time));
    await vi.advanceTimersByTimeAsync(0);
    const first = page.next();
    expect(first?.query).toMatchObject({ name: 'history/at', params: { time: 20_000 } });
    page.session.seek(10_000);
    expect(page.next()).toBeUndefined();
    const result = { ...wholeState(20, [orders]), until: 25_000 };
    await page.tell({
      type: 'history/answer',
      id: first?.id ?? -1,
      answer: { name: 'history/at', result },
    });
    expect(page.timeline().past?.step).toBe(20);
    expect(page.next()?.query).toEqual({ name: 'history/at', params: { time: 10_000, have: 20 } });
  });

  it('goes from change to change and is live after the last', async () => {
    const page = openPage();
    await page.update();
    await page.learn(3);
    await page.update();
    await page.learn(5);
    const places = (['before', 'before', 'before', 'after', 'after', 'after'] as const).map(
      (direction) => {
        page.session.step(direction);
        return page.timeline().playhead;
      },
    );
    expect(places).toEqual([5000, 3000, 0, 3000, 5000, undefined]);
  });

  it('plays as fast as is wanted until it meets now', async () => {
    const page = openPage();
    await page.update();
    await page.learn(3);
    page.session.setSpeed(16);
    page.session.togglePlay();
    expect(page.timeline()).toMatchObject({ playhead: 0, isPlaying: true });
    await vi.advanceTimersByTimeAsync(1000);
    expect(page.timeline().playhead).toBeCloseTo(16_000, -3);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(page.timeline()).toMatchObject({ playhead: undefined, isPlaying: false });
  });

  it('asks for the comparison and for the health of what is selected, once', async () => {
    const page = openPage();
    await page.update();
    await page.learn(3);
    page.store.dispatch({ type: 'select', selection: { serviceId: 'orders' } });
    await vi.advanceTimersByTimeAsync(0);
    expect(page.next()?.query).toEqual({
      name: 'history/health',
      params: { serviceId: 'orders' },
    });
    page.session.seek(3000);
    page.session.toggleCompare();
    await vi.advanceTimersByTimeAsync(0);
    const at = page.next();
    await page.tell({
      type: 'history/answer',
      id: at?.id ?? -1,
      answer: { name: 'history/at', result: wholeState(3, [orders]) },
    });
    const compare = page.next();
    expect(compare?.query).toEqual({ name: 'history/compare', params: { step: 3 } });
    const result = { step: 3, services: [], edges: [] };
    await page.tell({
      type: 'history/answer',
      id: compare?.id ?? -1,
      answer: { name: 'history/compare', result },
    });
    expect(page.timeline().comparison).toEqual(result);
    expect(page.next()).toBeUndefined();
  });

  it('says what failed and asks no more', async () => {
    const page = openPage();
    await page.update();
    const question = page.next();
    await page.tell({ type: 'history/failed', id: question?.id ?? -1, message: 'no server' });
    expect(page.timeline().problem).toBe('no server');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(page.next()).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import type { HistoryChange } from '../../protocol/history.ts';
import { createPastView, marksOf } from '../../webview/src/state/pastView.ts';
import {
  changesOf,
  initialTimeline,
  isCurrent,
  reduceTimeline,
  type TimelineAction,
  type TimelineState,
} from '../../webview/src/state/timeline.ts';
import { lookOf, timelineOf } from '../../webview/src/state/timelineLook.ts';
import {
  columnsOf,
  neighbourTime,
  scaleOf,
  ticksOf,
  timeAt,
  xOf,
} from '../../webview/src/state/timelineScale.ts';
import {
  changeSubject,
  changeText,
  spokenPlayhead,
  toneOf,
} from '../../webview/src/state/timelineWords.ts';
import {
  initialTopology,
  reduceTopology,
  type TopologyAction,
  type TopologyState,
} from '../../webview/src/state/topologyState.ts';
import { change, extent, wholeState } from './support/history.ts';
import { delta, edge, graph, service } from './support/services.ts';

function after(...actions: readonly TimelineAction[]): TimelineState {
  return actions.reduce(reduceTimeline, initialTimeline);
}

const learnt: TimelineAction = {
  type: 'learnt',
  extent: extent(),
  changes: [change(1), change(5), change(10)],
  omitted: 0,
  at: 19_000,
};
const seek = (time: number): TimelineAction => ({ type: 'seek', time, now: 20_000 });

describe('the playhead', () => {
  it('stands in the past as far as that is known, and is live from now on', () => {
    expect(after(learnt, seek(5000)).playhead).toBe(5000);
    expect(after(learnt, seek(-Infinity)).playhead).toBe(0);
    expect(after(learnt, seek(5000), seek(20_000)).playhead).toBeUndefined();
    expect(after(seek(5000)).playhead).toBeUndefined();
  });

  it('needs another graph only when a change lies between', () => {
    const past: TimelineAction = {
      type: 'past',
      state: wholeState(5, [], 10_000),
      live: undefined,
    };
    expect(isCurrent(after(learnt))).toBe(true);
    expect(isCurrent(after(learnt, seek(6000)))).toBe(false);
    expect(isCurrent(after(learnt, seek(6000), past, seek(9999)))).toBe(true);
    expect(isCurrent(after(learnt, seek(6000), past, seek(10_000)))).toBe(false);
    expect(isCurrent(after(learnt, seek(6000), past, seek(4999)))).toBe(false);
  });

  it('plays only in the past, and stops where it meets now', () => {
    const play: TimelineAction = { type: 'play', isPlaying: true };
    expect(after(learnt, play).isPlaying).toBe(false);
    expect(after(learnt, seek(5000), play).isPlaying).toBe(true);
    expect(after(learnt, seek(5000), play, seek(20_001))).toMatchObject({
      isPlaying: false,
      playhead: undefined,
      past: undefined,
    });
  });

  it('is told in words', () => {
    expect(spokenPlayhead(undefined, 0, 3)).toBe('Live');
    expect(spokenPlayhead(0, 125_000, 1)).toMatch(
      /^\d\d:\d\d:\d\d, 2 minutes ago, 1 change since$/,
    );
  });
});

describe('what is known', () => {
  it('grows by what is new, and knows the clock of the server', () => {
    const state = after(learnt, {
      type: 'learnt',
      extent: extent({ step: 11 }),
      changes: [change(11)],
      omitted: 0,
      at: 19_000,
    });
    expect(state.changes.map(({ step }) => step)).toEqual([1, 5, 10, 11]);
    expect(state.clockOffset).toBe(1000);
  });

  it('begins anew with the server, and comes back to now', () => {
    const again: TimelineAction = {
      type: 'learnt',
      extent: extent({ startedAt: 15_000, knownSince: 15_000, step: 1 }),
      changes: [change(16)],
      omitted: 0,
      at: 19_000,
    };
    const state = after(learnt, seek(5000), again);
    expect(state).toMatchObject({ playhead: undefined, past: undefined });
    expect(state.changes.map(({ step }) => step)).toEqual([16]);
  });

  it('forgets what the server has forgotten', () => {
    const later: TimelineAction = {
      type: 'learnt',
      extent: extent({ knownSince: 5000 }),
      changes: [],
      omitted: 0,
      at: 0,
    };
    expect(after(learnt, later).changes.map(({ step }) => step)).toEqual([5, 10]);
  });

  it('ends the newest state with the first change after it', () => {
    const past: TimelineAction = { type: 'past', state: wholeState(10, []), live: undefined };
    const next = { ...learnt, changes: [change(12)] };
    expect(after(learnt, seek(12_500), past, next).past?.until).toBe(12_000);
  });

  it('says why the past cannot be shown, and is live', () => {
    const state = after(learnt, seek(5000), { type: 'failed', message: 'no server' });
    expect(state).toMatchObject({ problem: 'no server', playhead: undefined });
    expect(reduceTimeline(state, learnt).problem).toBeUndefined();
  });
});

describe('the past graph', () => {
  const orders = service('orders', {});
  const whole: TimelineAction = { type: 'past', state: wholeState(5, [orders]), live: undefined };

  it('follows by differences in both directions, and flashes what they change', () => {
    const back = (step: number, health: 'critical' | 'warning'): TimelineAction => ({
      type: 'past',
      live: undefined,
      state: {
        step,
        from: step * 1000,
        update: {
          kind: 'delta',
          delta: delta(step, {
            changedServices: [
              {
                id: 'orders',
                health,
                upsertedInstances: orders.instances.map((one) => ({ ...one, health })),
                removedInstances: [],
              },
            ],
          }),
        },
      },
    });
    const first = after(learnt, seek(5000), whole);
    expect(first.flashes.size).toBe(0);
    const moved = [back(9, 'critical'), back(2, 'warning')].reduce(reduceTimeline, first);
    expect(moved.past?.graph.services.get('orders')?.health).toBe('warning');
    expect(moved.past?.graph.revision).toBe(2);
    expect([...moved.flashes]).toEqual([['orders', -3]]);
  });

  it('is not built upon what has been left', () => {
    const late: TimelineAction = {
      type: 'past',
      live: undefined,
      state: { step: 3, from: 3000, update: { kind: 'delta', delta: delta(3) } },
    };
    expect(after(learnt, seek(5000), late).past).toBeUndefined();
    expect(after(learnt, late).past).toBeUndefined();
  });
});

describe('what the views show', () => {
  const timeline = (action: TimelineAction): TopologyAction => ({ type: 'timeline', action });
  const shop = [service('gateway', {}), service('orders', {})];
  const live: TopologyAction = {
    type: 'update',
    update: { kind: 'snapshot', graph: graph(shop, [edge('gateway', 'orders')]) },
    at: 0,
  };
  const gone: TopologyAction = {
    type: 'update',
    update: {
      kind: 'delta',
      delta: delta(2, { removedServices: ['orders'], removedEdges: ['gateway\0orders'] }),
    },
    at: 60_000,
  };
  const come = service('refunds', {});
  const came: TopologyAction = {
    type: 'update',
    update: { kind: 'delta', delta: delta(3, { upsertedServices: [come] }) },
    at: 61_000,
  };
  const look = [
    timeline(learnt),
    timeline(seek(5000)),
    timeline({ type: 'past', state: wholeState(5, shop, 10_000), live: undefined }),
  ];
  const reduce = (...actions: readonly TopologyAction[]): TopologyState =>
    actions.reduce(reduceTopology, initialTopology);

  it('is now while it is live', () => {
    const state = reduce(live);
    expect(createPastView()(state)).toBe(state);
  });

  it('is the past, with cards that have gone where they stood', () => {
    const to = { x: 77, y: 88 };
    const state = reduce(live, { type: 'moveCards', to: new Map([['orders', to]]) }, gone, ...look);
    expect(state.positions.has('orders')).toBe(false);
    const show = createPastView();
    const shown = show(state);
    expect([...(shown.graph?.services.keys() ?? [])]).toEqual(['gateway', 'orders']);
    expect(shown.positions.get('orders')).toEqual(to);
    const moved = show(reduceTopology(state, timeline(seek(6000))));
    expect(moved.graph).toBe(shown.graph);
    expect(moved.positions).toBe(shown.positions);
    expect(show(reduceTopology(state, timeline({ type: 'live' }))).graph).toBe(state.graph);
  });

  it('finds a place for a card that this page has never seen', () => {
    const state = reduce(
      live,
      ...look,
      timeline({ type: 'past', state: wholeState(5, [...shop, come]), live: undefined }),
    );
    expect(createPastView()(state).positions.get('refunds')).toBeDefined();
  });

  it('keeps a selection that is gone by now', () => {
    const select: TopologyAction = { type: 'select', selection: { serviceId: 'orders' } };
    expect(reduce(live, gone, ...look, select, came).selection).toEqual({ serviceId: 'orders' });
  });

  it('joins what is only now when it is compared', () => {
    const comparison = {
      step: 5,
      services: [
        { id: 'orders', mark: 'gone', added: 0, gone: 1, changed: 0 },
        { id: 'refunds', mark: 'added', added: 1, gone: 0, changed: 0 },
      ],
      edges: [{ id: 'gateway\0orders', mark: 'gone' }],
    } as const;
    const state = reduce(
      live,
      gone,
      came,
      ...look,
      timeline({ type: 'compare', isComparing: true }),
      timeline({ type: 'compared', comparison }),
    );
    const shown = createPastView()(state);
    expect([...(shown.graph?.services.keys() ?? [])].sort()).toEqual([
      'gateway',
      'orders',
      'refunds',
    ]);
    expect(marksOf(state.timeline)?.services.get('orders')?.mark).toBe('gone');
    const elsewhere = { ...comparison, step: 4 };
    const late = reduceTopology(state, timeline({ type: 'compared', comparison: elsewhere }));
    expect(marksOf(late.timeline)).toBeUndefined();
    expect(createPastView()(late).graph?.services.has('refunds')).toBe(false);
  });
});

describe('the chart', () => {
  const known = after(learnt);

  it('shows its window up to now, or around a playhead that lies further back', () => {
    const long = { ...known, window: 60_000 };
    const now = 600_000;
    expect(scaleOf(long, now, 500)).toEqual({ from: 540_000, to: 600_000, width: 500 });
    const back = scaleOf({ ...long, playhead: 100_000 }, now, 500);
    expect(xOf(back, 100_000)).toBeCloseTo(50);
    expect(back.to - back.from).toBe(60_000);
    const all = scaleOf({ ...known, window: 0 }, now, 500);
    expect(all.from).toBeLessThan(0);
    expect(timeAt(all, xOf(all, 5000))).toBeCloseTo(5000);
  });

  it('counts by column and kind, and no column moves as time goes on', () => {
    const changes = [change(1), change(1, { what: 'left' }), change(1), change(15)];
    const scale = { from: 0, to: 20_000, width: 100 };
    const columns = columnsOf(changes, scale);
    expect(columns.map(({ counts }) => counts)).toEqual([{ other: 2, went: 1 }, { other: 1 }]);
    const later = columnsOf(changes, { ...scale, from: 700, to: 20_700 });
    expect(later.map(({ from }) => from)).toEqual(columns.map(({ from }) => from));
  });

  it('labels round times that have room', () => {
    const ticks = ticksOf({ from: 1_000_001, to: 1_060_001, width: 600 }, 0);
    expect(ticks.every((time) => time % 10_000 === 0)).toBe(true);
    expect(ticks).toHaveLength(6);
  });

  it('finds the change before and after', () => {
    const { changes } = known;
    expect(neighbourTime(changes, 5000, 'before')).toBe(1000);
    expect(neighbourTime(changes, 5000, 'after')).toBe(10_000);
    expect(neighbourTime(changes, 10_000, 'after')).toBeUndefined();
  });
});

describe('a change in words', () => {
  const edgeChange: HistoryChange = {
    step: 1,
    at: 0,
    subject: 'edge',
    what: 'left',
    edgeId: 'a\0b',
    from: 'a',
    to: '<b>\u202e',
  };
  const registry: HistoryChange = {
    step: 1,
    at: 0,
    subject: 'registry',
    what: 'stale',
    connectionId: 'x',
    name: 'dev',
  };

  it.each<[HistoryChange, string, string, string]>([
    [change(1, { what: 'appeared', parts: [] }), 'orders', '10.0.0.1:50051 appeared', 'came'],
    [change(1, { what: 'left', address: '' }), 'orders', 'etcd/10.0.0.1:50051 left', 'went'],
    [
      change(1, { what: 'health', before: 'passing', health: 'critical' }),
      'orders',
      '10.0.0.1:50051 passing → critical',
      'worse',
    ],
    [
      change(1, { what: 'health', before: 'warning', health: 'passing' }),
      'orders',
      '10.0.0.1:50051 warning → passing',
      'better',
    ],
    [
      change(1, { parts: ['version', 'possibleGhost'] }),
      'orders',
      '10.0.0.1:50051 changed: version, lease',
      'other',
    ],
    [edgeChange, 'a → <b>⟨U+202E⟩', 'edge left', 'went'],
    [registry, 'dev', 'registry stale', 'lost'],
    [{ ...registry, what: 'live' }, 'dev', 'registry live', 'better'],
    [
      { ...registry, subject: 'cluster', what: 'leaderLost', text: 'no leader\u202e' },
      'dev',
      'no leader⟨U+202E⟩',
      'lost',
    ],
  ])('%#', (each, subject, text, tone) => {
    expect([changeSubject(each), changeText(each), toneOf(each)]).toEqual([subject, text, tone]);
  });

  it('belongs to a service at either end of an edge', () => {
    expect(changesOf([change(1), edgeChange, registry], 'a')).toEqual([edgeChange]);
    expect(changesOf([change(1), edgeChange, registry], 'orders')).toEqual([change(1)]);
  });
});

describe('the look of a hidden page', () => {
  it('comes back, live', () => {
    const look = {
      isOpen: false,
      isListOpen: true,
      onlySelected: true,
      window: 0,
      speed: 16,
    } as const;
    const state = after(learnt, seek(5000), { type: 'look', look });
    const saved: unknown = JSON.parse(JSON.stringify(lookOf(state)));
    expect(timelineOf(saved)).toEqual({ ...initialTimeline, ...look });
  });

  it.each([undefined, 3, { window: 7, speed: '4' }])('is as at first from %j', (saved) => {
    expect(timelineOf(saved)).toEqual(initialTimeline);
  });
});

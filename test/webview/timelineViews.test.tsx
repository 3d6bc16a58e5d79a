import { describe, expect, it, vi } from 'vitest';
import {
  initialTimeline,
  reduceTimeline,
  type TimelineState,
} from '../../webview/src/state/timeline.ts';
import type { TimelineSession } from '../../webview/src/timelineSession.ts';
import { ChangeList } from '../../webview/src/views/timeline/changeList.tsx';
import { ComparisonLegend } from '../../webview/src/views/timeline/comparisonLegend.tsx';
import { ServiceHealthStrip, spanText } from '../../webview/src/views/timeline/healthStrip.tsx';
import { PastBanner } from '../../webview/src/views/timeline/pastBanner.tsx';
import { columnText } from '../../webview/src/views/timeline/densityChart.tsx';
import { TimelineStrip } from '../../webview/src/views/timeline/timelineStrip.tsx';
import { change, extent } from './support/history.ts';
import { type Rendered, renderPage } from './support/page.ts';

vi.stubGlobal(
  'ResizeObserver',
  class {
    observe = (): void => undefined;
    disconnect = (): void => undefined;
  },
);

const session: TimelineSession = {
  seek: () => undefined,
  seekBy: () => undefined,
  step: () => undefined,
  goLive: () => undefined,
  togglePlay: () => undefined,
  setSpeed: () => undefined,
  toggleCompare: () => undefined,
  look: () => undefined,
};

const now = Date.now();
const minute = 60_000;

/** Two minutes of history with three changes. */
function known(more: Partial<TimelineState> = {}): TimelineState {
  const changes = [90_000, 60_000, 30_000].map((ago, index) =>
    change(index, { at: now - ago, what: index === 1 ? 'left' : 'appeared', parts: [] }),
  );
  const state = reduceTimeline(initialTimeline, {
    type: 'learnt',
    extent: extent({ startedAt: now - 2 * minute, knownSince: now - 2 * minute, now }),
    changes,
    omitted: 0,
    at: now,
  });
  return { ...state, ...more };
}

function attribute({ attributes }: Rendered, wanted: string): readonly string[] {
  return attributes.filter(([name]) => name === wanted).map(([, value]) => value);
}

describe('the strip', () => {
  it('is a slider that tells its moment in words', () => {
    const live = renderPage(<TimelineStrip timeline={known()} session={session} />);
    expect(attribute(live, 'role')).toContain('slider');
    expect(attribute(live, 'aria-valuetext')).toEqual(['Live']);
    expect(attribute(live, 'aria-valuemin')).toEqual(['-120']);
    expect(live.text).toContain('3 changes since');
    const timeline = known({ playhead: now - minute - 1 });
    const past = renderPage(<TimelineStrip timeline={timeline} session={session} />);
    expect(attribute(past, 'aria-valuetext')[0]).toMatch(/, 1 minute ago, 2 changes since$/);
    expect(past.text).toContain('Back to live');
  });

  it('draws what came upwards and what left downwards', () => {
    const page = renderPage(<TimelineStrip timeline={known()} session={session} />);
    const tones = attribute(page, 'class').filter((name) => name.startsWith('bar '));
    expect(tones).toEqual(['bar tone-came', 'bar tone-went']);
    const paths = attribute(page, 'd').filter((path) => path.endsWith('z'));
    const barsOf = (path: string): readonly (readonly [number, number])[] =>
      [...path.matchAll(/M[\d.]+,([\d.]+)h4v([\d.]+)/g)].map(([, y, height]) => [
        Number(y),
        Number(height),
      ]);
    const [came = [], went = []] = paths.map(barsOf);
    const axis = 25;
    expect(came.map(([y, height]) => y + height)).toEqual([axis, axis]);
    expect(went.map(([y]) => y)).toEqual([axis + 1]);
  });

  it('tells a column in words', () => {
    const counts = { came: 2, went: 1 };
    const from = new Date(2026, 0, 1, 12, 3, 5).getTime();
    expect(columnText({ x: 0, from, to: from + 5_000, counts })).toBe(
      '12:03:05 – 12:03:10: 3 changes (2 appeared, 1 left)',
    );
  });

  it('says when nothing has happened, and when nothing can be asked', () => {
    const quiet = known({ changes: [] });
    expect(renderPage(<TimelineStrip timeline={quiet} session={session} />).text).toContain(
      'Nothing has changed since',
    );
    const broken = known({ problem: 'no <b>server' });
    expect(renderPage(<TimelineStrip timeline={broken} session={session} />).text).toContain(
      'no <b>server',
    );
  });

  it('is one line when it is folded', () => {
    const page = renderPage(
      <TimelineStrip timeline={known({ isOpen: false })} session={session} />,
    );
    expect(attribute(page, 'role')).not.toContain('slider');
    expect(page.text).toContain('3 changes');
  });
});

describe('the list of changes', () => {
  const list = (timeline: TimelineState, serviceId?: string): Rendered =>
    renderPage(
      <ChangeList
        timeline={timeline}
        selection={serviceId === undefined ? undefined : { serviceId }}
        session={session}
        onSelect={() => undefined}
      />,
    );

  it('has the newest first and marks where the playhead stands', () => {
    const page = list(known({ playhead: now - minute }));
    expect(attribute(page, 'data-what')).toEqual(['appeared', 'left', 'appeared']);
    expect(attribute(page, 'class').filter((name) => name.startsWith('change '))).toHaveLength(1);
    expect(attribute(page, 'aria-current')).toEqual(['time']);
  });

  it('shows the selected service alone when that is wanted', () => {
    const timeline = known({ onlySelected: true });
    expect(attribute(list(timeline, 'orders'), 'data-what')).toHaveLength(3);
    expect(list(timeline, 'users').text).toContain('Nothing about users has changed since');
    expect(attribute(list(timeline), 'data-what')).toHaveLength(3);
  });

  it('keeps a hostile name text', () => {
    const name = '<img src=x onerror=alert(1)>\u202e';
    const page = list(known({ changes: [change(1, { serviceId: name, address: name })] }));
    expect(page.elements).not.toContain('img');
    expect(page.text).toContain('<img src=x onerror=alert(1)>⟨U+202E⟩');
  });
});

describe('over the map', () => {
  it('stands which moment it is, and nothing while it is now', () => {
    const past = renderPage(
      <PastBanner timeline={known({ playhead: now - 2 * minute })} session={session} />,
    );
    expect(past.text).toMatch(/^As of \d\d:\d\d:\d\d, 2 minutes agoBack to live$/);
    expect(renderPage(<PastBanner timeline={known()} session={session} />).text).toBe('');
  });

  it('stands how many services have come, gone and changed', () => {
    const one = { added: 0, gone: 0, changed: 0 };
    const services = new Map([
      ['a', { id: 'a', mark: 'added', ...one } as const],
      ['b', { id: 'b', mark: 'gone', ...one } as const],
      ['c', { id: 'c', mark: 'gone', ...one } as const],
    ]);
    const page = renderPage(
      <ComparisonLegend marks={{ services, edges: new Map([['x', 'gone']]) }} />,
    );
    expect(page.text).toBe('1 new since then2 gone by now (edges: 1)');
    const same = renderPage(<ComparisonLegend marks={{ services: new Map(), edges: new Map() }} />);
    expect(same.text).toBe('Everything is as it was then');
  });
});

describe('the health history', () => {
  it('tells each spell with its duration', () => {
    const spans = [
      { from: now - 20_000, health: 'passing' },
      { from: now - 32_000, until: now - 20_000, health: 'critical' },
      { from: now - minute, until: now - 32_000, health: 'absent' },
    ] as const;
    expect(spanText(spans[1], now)).toMatch(/^critical for 12 s at \d\d:\d\d:\d\d$/);
    expect(spanText(spans[2], now)).toMatch(/^not registered for 28 s/);
    const health = { serviceId: 'orders', knownSince: 0, spans, instances: [] };
    const strip = (serviceId: string): Rendered =>
      renderPage(<ServiceHealthStrip timeline={known({ health })} serviceId={serviceId} />);
    const bars = attribute(strip('orders'), 'class').filter((name) =>
      name.startsWith('health-span'),
    );
    expect(bars).toEqual([
      'health-span health-absent',
      'health-span health-critical',
      'health-span health-passing',
    ]);
    expect(strip('orders').text).toContain('passing since');
    expect(strip('users').text).toBe('');
  });
});

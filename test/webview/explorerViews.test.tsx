import { describe, expect, it } from 'vitest';
import { type Showing, showEverything } from '../../webview/src/state/showing.ts';
import type { Visibility } from '../../webview/src/state/visibility.ts';
import { NothingFound } from '../../webview/src/views/topology/emptyState.tsx';
import { EdgeLegend } from '../../webview/src/views/topology/edgeLegend.tsx';
import { FocusBar } from '../../webview/src/views/topology/focusBar.tsx';
import { type Rendered, renderPage } from './support/page.ts';
import { service } from './support/services.ts';

const markup = '<img src=x onerror=alert(1)>';
const node = { id: 'a', name: 'a', service: service('a', {}) };
const all: Visibility = {
  nodes: [node],
  edges: new Map(),
  matches: undefined,
  edgeMatches: undefined,
  found: undefined,
  hidden: 0,
  isFocusGone: false,
};

function filtered(text: string): Showing {
  return { ...showEverything, filter: { text, others: 'dimmed' } };
}

function pressed({ attributes }: Rendered): readonly string[] {
  const states = attributes.filter(([name]) => name === 'aria-pressed').map(([, value]) => value);
  const ids = attributes
    .filter(([name, value]) => name === 'data-testid' && /^(hops|direction)-/.test(value))
    .map(([, value]) => value);
  return ids.filter((_, index) => states[index] === 'true');
}

describe('the bar of the neighbourhood', () => {
  const trail = ['web', markup].map((serviceId) => ({
    serviceId,
    hops: 2 as const,
    direction: 'callers' as const,
  }));

  it('is not there while everything is shown', () => {
    const bar = <FocusBar showing={showEverything} seen={all} dispatch={() => undefined} />;
    expect(renderPage(bar).elements).toEqual([]);
  });

  it('shows the way in, how far and which way, with names as text', () => {
    const showing = { ...showEverything, trail };
    const rendered = renderPage(
      <FocusBar showing={showing} seen={all} dispatch={() => undefined} />,
    );
    expect(rendered.text).toContain(`All servicesweb${markup}`);
    expect(rendered.elements).not.toContain('img');
    expect(pressed(rendered)).toEqual(['hops-2', 'direction-callers']);
  });

  it('says when the service in the middle is gone', () => {
    const seen = { ...all, isFocusGone: true };
    const bar = (
      <FocusBar showing={{ ...showEverything, trail }} seen={seen} dispatch={() => undefined} />
    );
    expect(renderPage(bar).text).toContain('is not there now');
  });

  it('says how many services are hidden', () => {
    const seen = { ...all, hidden: 3 };
    const bar = <FocusBar showing={showEverything} seen={seen} dispatch={() => undefined} />;
    expect(renderPage(bar).text).toContain('hidden: 3 · show all');
  });
});

describe('an empty result', () => {
  function shown(showing: Showing, seen: Partial<Visibility>): string {
    const view = (
      <NothingFound seen={{ ...all, ...seen }} showing={showing} dispatch={() => undefined} />
    );
    return renderPage(view).text;
  }

  it('is not announced while something fits', () => {
    expect(shown(filtered('a'), { found: 1 })).toBe('');
    expect(shown(showEverything, {})).toBe('');
  });

  it('says what to do', () => {
    expect(shown(filtered('zzz'), { found: 0 })).toMatch(/Nothing fits.*Take one away.*Clear/);
    expect(shown(filtered('helth:critical'), { found: 0 })).toContain('Did you mean health:?');
    expect(shown(filtered('is:undeclared '), { found: 0 })).toContain('no call has been observed');
    expect(shown(showEverything, { nodes: [], hidden: 2 })).toMatch(/hidden.*Show 2 hidden/);
  });
});

describe('the lines of the legend', () => {
  it('are switches of what the filter asks for', () => {
    const rendered = renderPage(
      <div>
        <EdgeLegend
          used="denied observed"
          filterText="edge:denied,live "
          onToggle={() => undefined}
        />
      </div>,
    );
    const of = (name: string): readonly string[] =>
      rendered.attributes.filter(([key]) => key === name).map(([, value]) => value);
    expect(of('data-kind')).toEqual(['denied', 'observed', 'live']);
    expect(of('aria-pressed')).toEqual(['true', 'false', 'true']);
  });
});

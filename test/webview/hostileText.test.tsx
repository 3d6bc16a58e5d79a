import { describe, expect, it } from 'vitest';
import { displayText, shorten } from '../../webview/src/text/displayText.ts';
import { ColouredJson } from '../../webview/src/views/shared/jsonView.tsx';
import { Text } from '../../webview/src/views/shared/text.tsx';
import { noGroups } from '../../webview/src/scene/grouping.ts';
import { sceneOf } from '../../webview/src/scene/scene.ts';
import { stopsOf } from '../../webview/src/views/topology/map/reach.ts';
import { ReachLayer } from '../../webview/src/views/topology/map/reachLayer.tsx';
import { tooltipOf } from '../../webview/src/views/topology/map/tooltip.ts';
import { renderPage } from './support/page.ts';
import { edge, service } from './support/services.ts';

const markup = '<img src=x onerror=alert(1)>';

function map(name: string) {
  const nodes = [{ id: name, name, service: service(name, {}, { health: 'critical' }) }, other];
  const line = edge(name, 'b');
  return sceneOf({
    nodes,
    edges: new Map([[line.id, line]]),
    matches: undefined,
    edgeMatches: undefined,
    positions: new Map(nodes.map(({ id }, index) => [id, { x: index * 400, y: 0 }])),
    routes: new Map(),
    groups: noGroups,
    groupModes: new Map(),
  });
}

const other = { id: 'b', name: 'b' };

/** What a keyboard and a screen reader find on the map; the canvas takes strings and knows no markup. */
function card(name: string): ReturnType<typeof renderPage> {
  const scene = map(name);
  return renderPage(
    <ReachLayer
      scene={scene}
      stops={stopsOf(scene, 1)}
      sight={undefined}
      tabStop={`card ${name}`}
      chosen={undefined}
      stale={new Set()}
      marks={undefined}
      layer={{ current: null }}
    />,
  );
}

describe('a text from outside', () => {
  it('shows control characters as pictures', () => {
    expect(displayText('a\u0000b\u001b[31m\u007f\n')).toBe('a␀b␛[31m␡␊');
  });

  it('keeps lines and tabs where lines are shown', () => {
    expect(displayText('a\n\tb\r', { multiline: true })).toBe('a\n\tb␍');
  });

  it('names the characters that would reorder or hide others', () => {
    expect(displayText('a\u202Egnp.exe\u2066\u200b\u0085')).toBe(
      'a⟨U+202E⟩gnp.exe⟨U+2066⟩⟨U+200B⟩⟨U+0085⟩',
    );
  });

  it('leaves right-to-left letters and emoji as they are', () => {
    expect(displayText('שירות 🚀')).toBe('שירות 🚀');
  });

  it('replaces half of a surrogate pair', () => {
    expect(displayText('a\ud83db')).toBe('a\ufffdb');
  });

  it('cuts the middle of 10 KB and keeps both ends', () => {
    const cut = displayText(`com.example.${'x'.repeat(10_000)}.Orders`, { max: 40 });
    expect(cut).toHaveLength(40);
    expect(cut).toMatch(/^com\.example\.x+…x+\.Orders$/);
  });

  it('never cuts through an emoji', () => {
    for (let max = 3; max < 20; max += 1) {
      expect(displayText(shorten('🚀'.repeat(50), max))).not.toContain('\ufffd');
    }
  });
});

describe('a hostile name', () => {
  it('stays text on a card', () => {
    const { elements, text } = card(markup);
    expect(elements).not.toContain('img');
    expect(text).toContain(markup);
  });

  it('is spoken with the count and the health', () => {
    const spoken = card('a\u202Eb').attributes.filter(([name]) => name === 'aria-label');
    expect(spoken[0]?.[1]).toBe('a⟨U+202E⟩b, 2 instances, passing');
  });

  it('of 10 KB is cut in every place', () => {
    const name = 'n'.repeat(10_240);
    expect(card(name).text.length).toBeLessThan(2 * 2200);
    expect(tooltipOf(map(name), { kind: 'card', id: name }).length).toBeLessThan(2200);
  });

  it('stays text on an edge', () => {
    const { elements, text } = card(markup);
    expect(elements).not.toContain('img');
    expect(text).toContain(`${markup} → b`);
    const id = `${markup}\0b`;
    expect(tooltipOf(map('a\u202Eb'), { kind: 'edge', id: 'a\u202Eb\0b' })).toContain('⟨U+202E⟩');
    expect(tooltipOf(map(markup), { kind: 'edge', id })).toContain(`${markup} → b`);
  });

  it('stays text in JSON and in running text', () => {
    const { elements } = renderPage(
      <div>
        <ColouredJson text={`{"${markup}": "${markup}"}`} />
        <Text value={markup} />
      </div>,
    );
    expect(new Set(elements)).toEqual(new Set(['div', 'span', 'bdi']));
  });
});

describe('a card', () => {
  it('carries what the tour looks for', () => {
    const attributes = new Map(
      card('orders')
        .attributes.filter(([name]) => name.startsWith('data-'))
        .toReversed(),
    );
    expect(Object.fromEntries(attributes)).toMatchObject({
      'data-testid': 'service-node',
      'data-service': 'orders',
      'data-health': 'passing',
    });
  });
});

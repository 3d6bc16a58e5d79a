import { describe, expect, it } from 'vitest';
import { displayText, shorten } from '../../webview/src/text/displayText.ts';
import { ColouredJson } from '../../webview/src/views/shared/jsonView.tsx';
import { Text } from '../../webview/src/views/shared/text.tsx';
import { EdgeLine } from '../../webview/src/views/topology/edgeLine.tsx';
import { ServiceNode } from '../../webview/src/views/topology/serviceNode.tsx';
import { renderPage } from './support/page.ts';
import { edge, service } from './support/services.ts';

const markup = '<img src=x onerror=alert(1)>';

function card(name: string): ReturnType<typeof renderPage> {
  return renderPage(
    <svg>
      <ServiceNode
        node={{ id: name, name, service: service(name, {}, { health: 'critical' }) }}
        x={0}
        y={0}
        isSelected={false}
        isTabStop
        isFaded={false}
        isStale={false}
        partlyStale={undefined}
        changedAt={0}
        detail="all"
      />
    </svg>,
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
    const spoken = card('a\u202Eb').attributes.find(([name]) => name === 'aria-label');
    expect(spoken?.[1]).toBe('a⟨U+202E⟩b, 2 instances, passing');
  });

  it('of 10 KB fits a card and is longer in the tooltip', () => {
    const { text } = card('n'.repeat(10_240));
    expect(text.length).toBeGreaterThan(1000);
    expect(text.length).toBeLessThan(2200);
  });

  it('stays text on an edge', () => {
    const place = { x: 0, y: 0 };
    const { elements, text } = renderPage(
      <svg>
        <EdgeLine
          edge={edge(markup, 'b')}
          from={place}
          to={{ x: 500, y: 0 }}
          bends={undefined}
          isTwoWay={false}
          emphasis="normal"
        />
      </svg>,
    );
    expect(elements).not.toContain('img');
    expect(text).toContain(`${markup} → b`);
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
  it('has one mark for each instance, in the shape of its health', () => {
    const shapes = card('orders').attributes.filter(
      ([name, value]) => name === 'class' && value.startsWith('health '),
    );
    expect(shapes.map(([, value]) => value)).toEqual([
      'health health-passing',
      'health health-passing',
      'health health-critical',
    ]);
  });

  it('carries what the tour looks for', () => {
    const attributes = new Map(
      card('orders').attributes.filter(([name]) => name.startsWith('data-')),
    );
    expect(Object.fromEntries(attributes)).toEqual({
      'data-testid': 'service-node',
      'data-service': 'orders',
      'data-health': 'passing',
    });
  });
});

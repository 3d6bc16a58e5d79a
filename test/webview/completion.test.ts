import { describe, expect, it } from 'vitest';
import { catalogOf, completionsAt } from '../../webview/src/state/completion.ts';
import type { GraphModel } from '../../webview/src/state/graph.ts';
import { edge, graph, service } from './support/services.ts';

const snapshot = graph(
  [
    service('orders', { tags: ['blue', 'two words'], metadata: { zone: 'a', region: 'eu' } }),
    service(
      'payments',
      { tags: ['blue'], metadata: { zone: 'a' } },
      { address: 'b:1', metadata: { zone: 'b' }, health: 'critical' },
    ),
  ],
  [edge('orders', 'payments', 'denied')],
);
const model: GraphModel = {
  ...snapshot,
  services: new Map(snapshot.services.map((each) => [each.id, each])),
  edges: new Map(snapshot.edges.map((each) => [each.id, each])),
};
const catalog = catalogOf(model);

/** The labels for a filter with the cursor at `|`, and the filter after the first is taken. */
function complete(marked: string): { readonly labels: readonly string[]; readonly taken: string } {
  const cursor = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { from, to, items } = completionsAt(text, cursor, catalog);
  const taken = text.slice(0, from) + (items[0]?.text ?? '') + text.slice(to);
  return { labels: items.map(({ label }) => label), taken };
}

describe('completion of the filter', () => {
  it('offers the keys, and the metadata that there are', () => {
    expect(complete('|').labels).toContain('health:');
    expect(complete('|').labels).toContain('meta.zone=');
    expect(complete('orders he|').taken).toBe('orders health:');
    expect(complete('-he|').taken).toBe('-health:');
    expect(complete('meta.re|').taken).toBe('meta.region=');
  });

  it('offers the values of a key, those of the graph with their services', () => {
    const { items } = completionsAt('tag:', 4, catalog);
    expect(items.map(({ label, detail }) => [label, detail])).toEqual([
      ['blue', '2'],
      ['two words', '1'],
    ]);
    expect(complete('health:cri|').taken).toBe('health:critical');
    expect(complete('edge:|').labels).toContain('denied');
    expect(complete('is:|').labels).toContain('never-called');
  });

  it('goes on after a comma, within quotes and in the middle of a filter', () => {
    expect(complete('health:critical,pa|').taken).toBe('health:critical,passing');
    expect(complete('tag:"two w|').taken).toBe('tag:"two words"');
    expect(complete('tag:b| name:x').taken).toBe('tag:blue name:x');
  });

  it('offers values of metadata', () => {
    expect(complete('meta.zone=|').labels).toEqual(['a', 'b']);
    expect(complete('-meta.ZONE=b|').labels).toEqual(['b']);
  });

  it('offers services by a part of their name', () => {
    expect(complete('pay|').taken).toBe('payments');
  });
});

import { describe, expect, it } from 'vitest';
import type { Edge, Service } from '../../protocol/topology.ts';
import { base64Of } from '../../webview/src/export/base64.ts';
import { jsonOf } from '../../webview/src/export/json.ts';
import { mermaidOf } from '../../webview/src/export/mermaid.ts';
import { pictureScale } from '../../webview/src/export/png.ts';
import { svgOf } from '../../webview/src/export/svg.ts';
import { gridPositions } from './support/places.ts';
import { noGroups } from '../../webview/src/scene/grouping.ts';
import { type Scene, sceneOf } from '../../webview/src/scene/scene.ts';
import type { Palette } from '../../webview/src/views/topology/map/palette.ts';
import { edge, service } from './support/services.ts';
import { allElements, parseXml } from './support/xml.ts';

const palette: Palette = {
  background: '#000000',
  text: '#ffffff',
  muted: '#888888',
  focus: '#0000ff',
  card: '#111111',
  chosenCard: '#222222',
  cardLine: '#333333',
  shadow: '#000000',
  dot: '#444444',
  group: '#151515',
  groupLine: '#555555',
  tile: '#222222',
  healths: {
    passing: '#00ff00',
    warning: '#ffff00',
    critical: '#ff0000',
    maintenance: '#0000ff',
    unknown: '#777777',
  },
  edges: {
    declared: '#999999',
    permitted: '#0000aa',
    denied: '#aa0000',
    observed: '#aa00aa',
    live: '#00aa00',
  },
  registries: { etcd: '#0000ff', consul: '#ff00ff', static: '#00ffff' },
  family: '"Segoe UI", sans-serif',
  isHighContrast: false,
};

function scene(services: readonly Service[], edges: readonly Edge[], group?: string): Scene {
  const ends = edges.flatMap(({ from, to }) => [from, to]);
  const missing = [...new Set(ends)].filter((id) => !services.some((each) => each.id === id));
  const nodes = [
    ...services.map((each) => ({ id: each.id, name: each.name, service: each })),
    ...missing.map((id) => ({ id, name: id })),
  ];
  const ids = nodes.map(({ id }) => id);
  return sceneOf({
    nodes,
    edges: new Map(edges.map((each) => [each.id, each])),
    matches: undefined,
    edgeMatches: undefined,
    positions: gridPositions(ids),
    routes: new Map(),
    groups:
      group === undefined
        ? noGroups
        : { ...noGroups, by: 'namespace', of: new Map(ids.map((id) => [id, group])) },
    groupModes: new Map(),
  });
}

const hostileNames = [
  '<script>alert(1)</script>',
  '"><image href=x onerror=alert(1)>',
  "' onload='alert(1)",
  ']]><!-- -->',
  '&#x3c;script&#x3e;',
  '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>&b;',
  'a\u0000b\u001f\u0085\ufffe\ud800\u202e',
  '"]; click s0 call alert(1)\nstyle s0 fill:red\n%%{init: {}}%%',
  'n'.repeat(10_240),
  '',
];
const plain = scene(
  [
    service('orders', {}, { address: 'b:1', health: 'critical', registry: 'consul' }),
    service('payments', { health: 'warning' }),
  ],
  [edge('orders', 'payments', 'denied'), edge('payments', 'bank', 'observed')],
);

function hostile(name: string): Scene {
  const cruel = service(name, { address: name, tags: [name], metadata: { [name]: name } });
  const sources = [{ kind: 'declared' as const, connectionId: name, detail: name }];
  return scene([cruel, service('b', {})], [{ ...edge(name, 'b'), sources }], name);
}

describe('the map as SVG', () => {
  it('is well formed and has every service, edge and state', () => {
    const root = parseXml(svgOf(plain, palette));
    const elements = allElements(root);
    expect(root.name).toBe('svg');
    expect(root.attributes.get('xmlns')).toBe('http://www.w3.org/2000/svg');
    const texts = elements.map(({ text }) => text);
    expect(texts).toEqual(expect.arrayContaining(['orders', 'payments', 'bank', '2 instances']));
    expect(texts).toContain('orders → payments\ndenied: upstream');
    expect(elements.filter(({ attributes }) => attributes.has('marker-end'))).toHaveLength(2);
  });

  it('refers to nothing outside, and runs nothing, whatever the names are', () => {
    for (const name of hostileNames) {
      const elements = allElements(parseXml(svgOf(hostile(name), palette)));
      const names = new Set(elements.map((each) => each.name));
      expect([...names].sort()).toEqual(
        ['circle', 'defs', 'g', 'marker', 'path', 'rect', 'svg', 'text', 'title'].filter(
          (each) => each !== 'circle' || names.has('circle'),
        ),
      );
      for (const { attributes } of elements) {
        for (const [key, value] of attributes) {
          expect(key).not.toMatch(/^on|href|style|class/);
          expect(value).not.toMatch(/javascript:|data:|https?:(?!\/\/www\.w3\.org\/2000\/svg$)/);
          expect(value.match(/url\(.*\)/)?.[0] ?? '').toMatch(/^$|^url\(#arrow-\w+\)$/);
        }
      }
    }
  });

  it('has the names of groups on their frames', () => {
    const elements = allElements(parseXml(svgOf(scene([service('a', {})], [], 'shop'), palette)));
    expect(elements.map(({ text }) => text)).toContain('shop');
  });

  it('is a picture too when there is nothing', () => {
    expect(parseXml(svgOf(scene([], []), palette)).attributes.get('width')).toBe('400');
  });
});

describe('the map as Mermaid', () => {
  it('has a line for each service and edge, in the style of its kind', () => {
    expect(mermaidOf(plain).split('\n')).toEqual([
      'flowchart LR',
      '  s0["orders<br/>2 instances"]:::passing',
      '  s1["payments<br/>1 instance"]:::warning',
      '  s2["bank<br/>not registered"]:::unknown',
      '  s0 --x|denied| s1',
      '  s1 ==>|observed| s2',
      '  classDef passing stroke:#3fb950',
      '  classDef warning stroke:#cca700',
      '  classDef unknown stroke:#8b949e,stroke-dasharray:4 3',
      '',
    ]);
  });

  it('lets no name be more than a label', () => {
    const line =
      /^(?:flowchart LR|\s+(?:end|subgraph g\d+\["LABEL"\]|s\d+\["LABEL<br\/>[\w ]+"\]:::\w+|s\d+ \S+\|\w+\| s\d+|classDef \w+ [\w:#,-]+(?: \d)?)|)$/;
    const label = /\["((?:[\p{L}\p{N} ._/-]|#\d+;)*)(?=<br\/>|"\])/gu;
    for (const name of hostileNames) {
      const lines = mermaidOf(hostile(name)).split('\n');
      lines.forEach((each) => expect(each.replace(label, '["LABEL')).toMatch(line));
      expect(lines).toHaveLength(mermaidOf(hostile('plain')).split('\n').length);
    }
  });
});

describe('the map as JSON', () => {
  it('is what scripts read', () => {
    const read: unknown = JSON.parse(
      jsonOf([service('orders', { metadata: { a: '1' } })], [edge('orders', 'b')]),
    );
    expect(read).toEqual({
      services: [
        {
          name: 'orders',
          instances: [
            {
              id: 'etcd/10.0.0.1:50051',
              address: '10.0.0.1:50051',
              health: 'passing',
              registry: 'etcd',
              metadata: { a: '1' },
            },
          ],
        },
      ],
      edges: [
        {
          from: 'orders',
          to: 'b',
          sources: [{ kind: 'declared', connectionId: 'consul', detail: 'upstream' }],
        },
      ],
    });
  });
});

describe('a file for the client', () => {
  it('is UTF-8 in base64, of any length', () => {
    const text = '→ 🚀 שלום'.repeat(20_000);
    const bytes = Uint8Array.from(atob(base64Of(text)), (each) => each.charCodeAt(0));
    expect(new TextDecoder().decode(bytes)).toBe(text);
  });

  it('is a picture that a browser can draw', () => {
    expect(pictureScale({ width: 800, height: 600 })).toBe(2);
    for (const [width, height] of [
      [50_000, 100],
      [30_000, 30_000],
    ] as const) {
      const scale = pictureScale({ width, height });
      expect(Math.max(width, height) * scale).toBeLessThanOrEqual(8192.1);
      expect(width * height * scale ** 2).toBeLessThanOrEqual(48_000_001);
    }
  });
});

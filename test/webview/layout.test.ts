import Elk from 'elkjs/lib/elk.bundled.js';
import { describe, expect, it } from 'vitest';
import { arrangementOf, elkGraph } from '../../webview/src/layout/arrange.ts';
import { boundsOf, card, cardAt, type Point } from '../../webview/src/layout/geometry.ts';
import { gridPositions } from '../../webview/src/layout/grid.ts';
import { nextCard } from '../../webview/src/layout/navigation.ts';
import { placeNew } from '../../webview/src/layout/placement.ts';
import { edgeRoute } from '../../webview/src/layout/route.ts';
import { sightOf, touchesSight } from '../../webview/src/views/topology/sight.ts';
import { fitted, zoomed } from '../../webview/src/views/topology/viewportControl.ts';

function overlaps(positions: Iterable<Point>): number {
  const points = [...positions];
  return points.filter((one, index) =>
    points.some(
      (other, at) =>
        at > index &&
        Math.abs(one.x - other.x) < card.width &&
        Math.abs(one.y - other.y) < card.height,
    ),
  ).length;
}

function names(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `s${index}`);
}

describe('the first picture', () => {
  it('is a grid without overlaps, wider than high', () => {
    const positions = gridPositions(names(60));
    const bounds = boundsOf(positions.values());
    expect(overlaps(positions.values())).toBe(0);
    expect((bounds?.width ?? 0) / (bounds?.height ?? 1)).toBeGreaterThan(1);
  });
});

describe('a new card', () => {
  const placed = new Map([
    ['a', { x: 0, y: 0 }],
    ['b', { x: 400, y: 0 }],
  ]);

  it('stands right of its caller and left of its callee', () => {
    const positions = placeNew({
      placed,
      added: ['callee', 'caller'],
      links: [
        { from: 'b', to: 'callee' },
        { from: 'caller', to: 'a' },
      ],
    });
    expect(positions.get('callee')?.x).toBeGreaterThan(400 + card.width);
    expect(positions.get('caller')?.x).toBeLessThan(-card.width);
  });

  it('moves no other and covers none, however many come', () => {
    const links = names(300).map((to) => ({ from: 'b', to }));
    const positions = placeNew({ placed, added: names(300), links });
    expect(positions.get('a')).toBe(placed.get('a'));
    expect(positions.get('b')).toBe(placed.get('b'));
    expect(overlaps(positions.values())).toBe(0);
  });

  it('without neighbours stands below', () => {
    expect(placeNew({ placed, added: ['c'], links: [] }).get('c')?.y).toBeGreaterThan(card.height);
  });

  it('follows a chain of other new cards, in whatever order they come', () => {
    const links = [
      { from: 'b', to: 'c' },
      { from: 'c', to: 'd' },
    ];
    const positions = placeNew({ placed, added: ['d', 'c'], links });
    expect(positions.get('d')?.x).toBeGreaterThan(positions.get('c')?.x ?? Infinity);
  });

  it('may call itself', () => {
    const positions = placeNew({ placed, added: ['c'], links: [{ from: 'c', to: 'c' }] });
    expect(overlaps(positions.values())).toBe(0);
  });
});

describe('the full layout', () => {
  it('runs from callers to callees without overlaps, cycles and strangers included', async () => {
    const ids = ['web', 'gateway', 'orders', 'payments', 'alone'];
    const pairs = [
      ['web', 'gateway'],
      ['gateway', 'orders'],
      ['orders', 'payments'],
      ['payments', 'payments'],
      ['orders', 'unknown'],
    ] as const;
    const links = pairs.map(([from, to]) => ({ id: `${from}\0${to}`, from, to, isCall: true }));
    const graph = await new Elk().layout(elkGraph({ ids, links, aspect: 1.6 }));
    const { positions, routes } = arrangementOf(graph);
    const across = ['web', 'gateway', 'orders', 'payments'].map((id) => positions.get(id)?.x ?? 0);
    expect(across).toEqual(across.toSorted((a, b) => a - b));
    expect(overlaps(positions.values())).toBe(0);
    expect(positions.size).toBe(5);
    expect(routes.get('web\0gateway')?.length).toBeGreaterThanOrEqual(2);
  });
});

describe('an edge', () => {
  const from = cardAt({ x: 0, y: 0 });

  it('leaves to the right and ends just before the card', () => {
    const { path } = edgeRoute({ from, to: cardAt({ x: 500, y: 100 }) });
    expect(path).toBe('M224,46 C360.5,46 360.5,146 497,146');
  });

  it('goes back on the left side', () => {
    const { path } = edgeRoute({ from: cardAt({ x: 500, y: 0 }), to: from });
    expect(path).toBe('M500,46 C363.5,46 363.5,46 227,46');
  });

  it('flows through the bends of a layout', () => {
    const bends = [
      { x: 224, y: 46 },
      { x: 300, y: 80 },
      { x: 500, y: 80 },
    ];
    const { path } = edgeRoute({ from, to: cardAt({ x: 500, y: 40 }), bends });
    expect(path.match(/C/g)).toHaveLength(2);
    expect(path.endsWith('497,80')).toBe(true);
  });

  it('of a service to itself is a loop', () => {
    expect(edgeRoute({ from, to: from }).path).toMatch(/^M190,0 C/);
  });
});

describe('arrow keys', () => {
  const positions = new Map([
    ['a', { x: 0, y: 0 }],
    ['near', { x: 300, y: 10 }],
    ['called', { x: 300, y: 400 }],
    ['below', { x: 10, y: 200 }],
  ]);
  const links = [{ from: 'a', to: 'called' }];

  it('follow an edge sideways before the nearest card', () => {
    expect(nextCard({ from: 'a', direction: 'right', positions, links })).toBe('called');
    expect(nextCard({ from: 'a', direction: 'right', positions, links: [] })).toBe('near');
    expect(nextCard({ from: 'called', direction: 'left', positions, links })).toBe('a');
  });

  it('go to the nearest card up and down, and stop at the rim', () => {
    expect(nextCard({ from: 'a', direction: 'down', positions, links })).toBe('below');
    expect(nextCard({ from: 'a', direction: 'up', positions, links })).toBeUndefined();
  });
});

describe('the viewport', () => {
  it('keeps the point under the pointer while zooming, and its limits', () => {
    const next = zoomed({ x: 10, y: 20, zoom: 1 }, 2, { x: 110, y: 220 });
    expect(next).toEqual({ zoom: 2, x: -90, y: -180 });
    expect(zoomed(next, 100, { x: 0, y: 0 }).zoom).toBe(2.5);
  });

  it('shows all of the map in the middle', () => {
    const bounds = { x: -100, y: 0, width: 2000, height: 500 };
    const { x, zoom } = fitted(bounds, { width: 1000, height: 800 });
    expect(-100 * zoom + x).toBeCloseTo(40);
    expect(1900 * zoom + x).toBeCloseTo(960);
  });

  it('changes what is drawn only when the window leaves it', () => {
    const size = { width: 1000, height: 800 };
    const none = { region: undefined, isFar: false };
    const first = sightOf(none, { x: 0, y: 0, zoom: 1 }, size);
    expect(sightOf(first, { x: -300, y: 0, zoom: 1 }, size)).toBe(first);
    expect(sightOf(first, { x: -900, y: 0, zoom: 1 }, size)).not.toBe(first);
    expect(touchesSight(first, { x: 1400, y: 0 }, { x: 1400, y: 0 })).toBe(true);
    expect(touchesSight(first, { x: 1600, y: 0 }, { x: 1900, y: 0 })).toBe(false);
    expect(touchesSight(first, { x: -9000, y: 0 }, { x: 9000, y: 0 })).toBe(true);
  });
});

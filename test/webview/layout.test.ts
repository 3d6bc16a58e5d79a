import Elk from 'elkjs/lib/elk.bundled.js';
import { describe, expect, it } from 'vitest';
import { arrangeGroups } from '../../webview/src/layout/arrange.ts';
import { arrangementOf, elkGraph } from '../../webview/src/layout/elkGraph.ts';
import { boundsOf, card, cardAt, contains, type Point } from '../../webview/src/layout/geometry.ts';
import { firstLayout } from '../../webview/src/layout/groupedLayout.ts';
import { nextCard } from '../../webview/src/layout/navigation.ts';
import { placeNew } from '../../webview/src/layout/placement.ts';
import { quickLayout } from '../../webview/src/layout/quickLayout.ts';
import { edgeRoute, pathOf } from '../../webview/src/layout/route.ts';
import { filled, fitted, zoomed } from '../../webview/src/views/topology/map/viewportControl.ts';
import { company } from './support/company.ts';

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

const large = company({ services: 400, instances: 800, edges: 900 });
const largeIds = large.services.map(({ id }) => id);
const domainOf = new Map(largeIds.map((id) => [id, id.split('-')[0] ?? '']));

describe('the first picture', () => {
  it('has callers left of callees and no overlaps', () => {
    const links = [
      { from: 'c', to: 'b' },
      { from: 'b', to: 'a' },
    ];
    const positions = quickLayout({ ids: ['a', 'b', 'c', 'd'], links, aspect: 1.6 });
    const across = ['c', 'b', 'a'].map((id) => positions.get(id)?.x ?? 0);
    expect(across).toEqual(across.toSorted((one, other) => one - other));
    expect(overlaps(positions.values())).toBe(0);
  });

  it('is wider than high without any link, and ends for a circle and a link to oneself', () => {
    const bounds = boundsOf(quickLayout({ ids: names(60), links: [], aspect: 1.6 }).values());
    expect((bounds?.width ?? 0) / (bounds?.height ?? 1)).toBeGreaterThan(1);
    const ring = names(50).map((from, index) => ({ from, to: `s${(index + 1) % 50}` }));
    const links = [...ring, { from: 's1', to: 's1' }, { from: 's2', to: 'nobody' }];
    const positions = quickLayout({ ids: names(50), links, aspect: 1.6 });
    expect(overlaps(positions.values())).toBe(0);
  });

  it('keeps the cards of a group together, and groups apart', () => {
    const { positions, frames } = firstLayout({
      ids: largeIds,
      links: large.edges,
      groupOf: domainOf,
      aspect: 1.7,
    });
    expect(overlaps(positions.values())).toBe(0);
    expect(cardsInForeignFrames(positions, frames)).toEqual([]);
  });
});

/** Cards that are outside of the frame of their group, or inside of another. */
function cardsInForeignFrames(
  positions: ReadonlyMap<string, Point>,
  frames: ReadonlyMap<string, Parameters<typeof contains>[0]>,
): readonly string[] {
  return [...positions]
    .filter(([id, at]) =>
      [...frames].some(([group, frame]) => contains(frame, at) !== (group === domainOf.get(id))),
    )
    .map(([id]) => id);
}

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

  it('comes to its group, into a free spot or below', () => {
    const groupOf = new Map([
      ['a', 'left'],
      ['b', 'right'],
      ['c', 'right'],
    ]);
    const at = placeNew({ placed, added: ['c'], links: [{ from: 'a', to: 'c' }], groupOf }).get(
      'c',
    );
    expect(at?.x).toBe(400);
    expect(at?.y).toBeGreaterThan(card.height);
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
    const graph = await new Elk().layout(elkGraph({ ids, links, aspect: 1.6, groupOf: new Map() }));
    const { positions, routes } = arrangementOf(graph);
    const across = ['web', 'gateway', 'orders', 'payments'].map((id) => positions.get(id)?.x ?? 0);
    expect(across).toEqual(across.toSorted((a, b) => a - b));
    expect(overlaps(positions.values())).toBe(0);
    expect(positions.size).toBe(5);
    expect(routes.get('web\0gateway')?.length).toBeGreaterThanOrEqual(2);
  });

  it('lays groups out one by one and puts them beside each other', async () => {
    const elk = new Elk();
    const links = large.edges.map((each) => ({ ...each, isCall: true }));
    const input = { ids: largeIds, links, groupOf: domainOf, aspect: 1.7 };
    const { positions, routes, frames } = await arrangeGroups(input, async (part) =>
      arrangementOf(await elk.layout(elkGraph(part))),
    );
    expect(positions.size).toBe(400);
    expect(overlaps(positions.values())).toBe(0);
    expect(cardsInForeignFrames(positions, frames)).toEqual([]);
    const [from = '', to = ''] = [...routes.keys()][0]?.split('\0') ?? [];
    expect(domainOf.get(from)).toBe(domainOf.get(to));
  });
});

describe('an edge', () => {
  const from = cardAt({ x: 0, y: 0 });

  it('leaves to the right and ends just before the card', () => {
    const path = pathOf(edgeRoute({ from, to: cardAt({ x: 500, y: 100 }) }));
    expect(path).toBe('M224,46 C360.5,46 360.5,146 497,146');
  });

  it('goes back on the left side', () => {
    const path = pathOf(edgeRoute({ from: cardAt({ x: 500, y: 0 }), to: from }));
    expect(path).toBe('M500,46 C363.5,46 363.5,46 227,46');
  });

  it('flows through the bends of a layout', () => {
    const bends = [
      { x: 224, y: 46 },
      { x: 300, y: 80 },
      { x: 500, y: 80 },
    ];
    const path = pathOf(edgeRoute({ from, to: cardAt({ x: 500, y: 40 }), bends }));
    expect(path.match(/C/g)).toHaveLength(2);
    expect(path.endsWith('497,80')).toBe(true);
  });

  it('of a service to itself is a loop', () => {
    expect(pathOf(edgeRoute({ from, to: from }))).toMatch(/^M190,0 C/);
  });

  it('turn back in a bow and not in corners', () => {
    const bends = [
      { x: 240, y: 30 },
      { x: 100, y: 80 },
      { x: 104, y: 110 },
      { x: 100, y: 160 },
      { x: 240, y: 200 },
    ];
    const { points, box } = edgeRoute({ from, to: cardAt({ x: 240, y: 170 }), bends });
    expect(points.slice(4, 7)).toEqual([
      { x: 72, y: 80 },
      { x: 72, y: 160 },
      { x: 100, y: 160 },
    ]);
    expect(box.x).toBe(72);
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

  it('shows nothing beside the map while there is more of it on the other side', () => {
    const bounds = { x: 0, y: 0, width: 3000, height: 200 };
    const space = { width: 1000, height: 800 };
    const at = (x: number): number => filled({ x, y: 0, zoom: 1 }, bounds, space).x;
    expect(at(300)).toBe(40);
    expect(at(-900)).toBe(-900);
    expect(at(-2900)).toBe(960 - 3000);
    expect(filled({ x: 0, y: 900, zoom: 1 }, bounds, space).y).toBe((52 + 744 - 200) / 2);
  });
});

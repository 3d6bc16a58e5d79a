import { describe, expect, it } from 'vitest';
import type { Health } from '../../protocol/topology.ts';
import { card, type Point } from '../../webview/src/layout/geometry.ts';
import { sceneOf, type Scene } from '../../webview/src/scene/scene.ts';
import { noGroups } from '../../webview/src/scene/grouping.ts';
import { changedParts } from '../../webview/src/views/topology/map/changedParts.ts';
import { servicesInSight } from '../../webview/src/views/topology/map/inSight.ts';
import { type Painting, sightOf } from '../../webview/src/views/topology/map/painting.ts';
import type { Palette } from '../../webview/src/views/topology/map/palette.ts';
import { stopsOf } from '../../webview/src/views/topology/map/reach.ts';
import { service } from './support/services.ts';

const size = { width: 1000, height: 800 };
const view = { x: 0, y: 0, zoom: 1 };
const none = new Set<string>();
const grey = 'rgb(128, 128, 128)';
const palette: Palette = {
  background: grey,
  text: grey,
  muted: grey,
  focus: grey,
  card: grey,
  chosenCard: grey,
  cardLine: grey,
  shadow: grey,
  dot: grey,
  group: grey,
  groupLine: grey,
  tile: grey,
  healths: { passing: grey, warning: grey, critical: grey, maintenance: grey, unknown: grey },
  edges: { declared: grey, permitted: grey, denied: grey, observed: grey, live: grey },
  registries: { etcd: grey, consul: grey, static: grey },
  family: 'sans-serif',
  isHighContrast: false,
};
const [edges, routes, groupModes] = [new Map(), new Map(), new Map()];
/** Ten by ten cards, of which some are in sight. */
const names = Array.from({ length: 100 }, (_, at) => `s${at}`);
const positions = new Map<string, Point>(
  names.map((name, at) => [name, { x: (at % 10) * 300, y: Math.floor(at / 10) * 200 }]),
);

function sceneWith(healths: Readonly<Record<string, Health>>, previous?: Scene): Scene {
  const nodes = names.map((name) => {
    const health = healths[name];
    const old = previous?.cards.get(name)?.node;
    return health === undefined && old !== undefined
      ? old
      : { id: name, name, service: service(name, { health: health ?? 'passing' }) };
  });
  const rest = { matches: undefined, edgeMatches: undefined, routes, groups: noGroups, groupModes };
  return sceneOf({ nodes, edges, positions, ...rest }, previous);
}

function painting(scene: Scene, more: Partial<Painting> = {}): Painting {
  const sight = sightOf(view, size);
  return {
    scene,
    view,
    size,
    sight,
    part: sight,
    palette,
    chosen: undefined,
    chosenEdge: undefined,
    hovered: undefined,
    stale: none,
    outdated: none,
    marks: undefined,
    flashes: new Map(),
    glide: undefined,
    ...more,
  };
}

const start = sceneWith({});
const before = painting(start);

describe('what looks different from one picture to the next', () => {
  it('is nothing when nothing in sight has changed', () => {
    expect(changedParts(before, painting(start))).toEqual([]);
    expect(changedParts(before, painting(sceneWith({ s99: 'critical' }, start)))).toEqual([]);
  });

  it('is a card with the frame around it', () => {
    const [part, ...others] =
      changedParts(before, painting(sceneWith({ s11: 'critical' }, start))) ?? [];
    expect(others).toEqual([]);
    expect(part?.x).toBeLessThan(300);
    expect(part?.y).toBeLessThan(200);
    expect((part?.x ?? 0) + (part?.width ?? 0)).toBeGreaterThan(300 + card.width);
    expect((part?.y ?? 0) + (part?.height ?? 0)).toBeGreaterThan(200 + card.height);
  });

  it('is a card that flashes, while it does and when it has ended', () => {
    const flashing = painting(start, { flashes: new Map([['s1', 0.5]]) });
    expect(changedParts(before, flashing)).toHaveLength(1);
    expect(changedParts(flashing, before)).toHaveLength(1);
    expect(changedParts(flashing, painting(start, { flashes: new Map([['s1', 0.5]]) }))).toEqual(
      [],
    );
  });

  it.each<[string, Partial<Painting>]>([
    ['the map has moved', { view: { ...view, x: 1 } }],
    ['a card is chosen', { chosen: 's1' }],
    ['the pointer is over a card', { hovered: { kind: 'card', id: 's1' } }],
    ['cards are stale', { stale: new Set(['s1']) }],
    ['cards glide', { glide: { from: new Map(), done: 0.5 } }],
    ['the theme is another', { palette: { ...palette } }],
  ])('is everything when %s', (_, more) => {
    expect(changedParts(before, painting(start, more))).toBeUndefined();
  });

  it('is everything when a card has come, or most of them have changed', () => {
    const most = Object.fromEntries(names.map((name) => [name, 'critical' as const]));
    expect(changedParts(before, painting(sceneWith(most, start)))).toBeUndefined();
    expect(changedParts(before, painting(sceneWith({})))).toBeUndefined();
  });
});

describe('the services in sight', () => {
  const stops = stopsOf(start, 1);

  it('are those whose cards are, and the one that is chosen', () => {
    const sight = { x: 290, y: 190, width: 30, height: 30 };
    expect(servicesInSight(stops, sight, undefined)).toEqual(['s11']);
    expect(servicesInSight(stops, sight, 's99')).toEqual(['s11', 's99']);
  });

  it('are not told while the sight is not known', () => {
    expect(servicesInSight(stops, undefined, undefined)).toBeUndefined();
  });

  it('are no small part when they are many', () => {
    const many = Array.from({ length: 200 }, (_, at) => `m${at}`);
    const nodes = many.map((name) => ({ id: name, name, service: service(name, {}) }));
    const here = new Map(many.map((name) => [name, { x: 0, y: 0 }]));
    const rest = {
      matches: undefined,
      edgeMatches: undefined,
      routes,
      groups: noGroups,
      groupModes,
    };
    const scene = sceneOf({ nodes, edges, positions: here, ...rest });
    expect(servicesInSight(stopsOf(scene, 1), sightOf(view, size), undefined)).toBeUndefined();
  });
});

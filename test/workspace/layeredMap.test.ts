import { describe, expect, it } from 'vitest';
import { LayeredMap, type MapState, type MapView } from '../../server/src/workspace/layeredMap.ts';
import { createRandom } from '../support/random.ts';

interface Value {
  readonly count: number;
}

function plain(view: MapView<string, Value>): Map<string, Value | undefined> {
  return new Map([...view.keys()].sort().map((key) => [key, view.get(key)]));
}

describe('a layered map', () => {
  it('is what a map is, and each of its states stays what it was', () => {
    const random = createRandom(23);
    const map = new LayeredMap<string, Value>();
    const same = new Map<string, Value>();
    const states: (readonly [MapState<string, Value>, Map<string, Value | undefined>])[] = [];
    const everyKey = Array.from({ length: 200 }, (_, index) => `k${index}`);
    for (let count = 0; count < 3_000; count++) {
      const key = `k${random.below(200)}`;
      if (random.chance(0.3)) {
        map.delete(key);
        same.delete(key);
      } else {
        map.set(key, { count });
        same.set(key, { count });
      }
      expect(map.get(key)).toEqual(same.get(key));
      if (random.chance(0.03)) {
        states.push([map.state(), new Map([...same].sort(([a], [b]) => (a < b ? -1 : 1)))]);
      }
    }
    expect([...map.keys()].sort()).toEqual([...same.keys()].sort());
    let known = 0;
    for (const [state, then] of states) {
      expect(plain(state)).toEqual(then);
      expect(state.has('k7')).toBe(then.has('k7'));
      for (const [other, otherThen] of states) {
        known += state.differing(other) === undefined ? 0 : 1;
        const differing = state.differing(other) ?? new Set(everyKey);
        const same = everyKey.filter((key) => !differing.has(key));
        expect(same.map((key) => then.get(key))).toEqual(same.map((key) => otherThen.get(key)));
      }
    }
    expect(known).toBe(states.length ** 2);
  });

  it('forgets in the end what was changed long ago', () => {
    const map = new LayeredMap<string, Value>();
    const first = map.state();
    for (let count = 0; count < 33 * 128; count++) {
      map.set(`k${count}`, { count });
      map.state();
    }
    const recent = map.state();
    map.set('k0', { count: -1 });
    expect(map.state().differing(first)?.size).toBe(33 * 128);
    for (let count = 0; count < 100_000; count++) {
      map.set(`k${count % 5_000}`, { count });
      map.state();
    }
    const last = map.state();
    expect(last.differing(first)).toBeUndefined();
    expect(last.differing(recent)).toBeUndefined();
    expect(first.differing(last)).toBeUndefined();
    expect(new LayeredMap<string, Value>().state().differing(first)).toBeUndefined();
  });
});

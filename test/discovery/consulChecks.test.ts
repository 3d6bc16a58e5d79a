import { describe, expect, it } from 'vitest';
import { checkKey, CheckNews } from '../../server/src/discovery/consul/checkNews.ts';
import {
  type ElementsMemory,
  KnownElements,
} from '../../server/src/discovery/consul/jsonElements.ts';
import { KnownList } from '../../server/src/discovery/consul/knownList.ts';
import { createRandom } from '../support/random.ts';

function check(ModifyIndex: number, change: object = {}): object {
  return {
    Node: 'n1',
    CheckID: 'c',
    ServiceID: 'i',
    ServiceName: 's',
    Status: 'passing',
    ModifyIndex,
    ...change,
  };
}

function entry(...Checks: object[]): object {
  return { Node: { Node: 'n1' }, Service: { ID: 'i' }, Checks };
}

describe('news of checks', () => {
  it('replace what the catalog says of them, whichever answer came first', () => {
    const news = new CheckNews();
    const failed = check(9, { Status: 'critical' });
    expect(news.take([failed])).toEqual([{ key: checkKey(failed), node: 'n1', service: 's' }]);
    expect(news.layOver(entry(check(5)))).toEqual(entry(failed));
    const newer = entry(check(10));
    expect(news.layOver(newer)).toBe(newer);
  });

  it('are none when they are older than what is known', () => {
    const news = new CheckNews();
    news.readWhole(8);
    expect(news.take([check(8), check(3)])).toEqual([]);
    expect(news.take([check(9)])).toHaveLength(1);
    expect(news.take([check(9), check(8)])).toEqual([]);
  });

  it('are dropped once the whole has them', () => {
    const news = new CheckNews();
    news.take([check(9, { Status: 'critical' })]);
    news.readWhole(9);
    const before = entry(check(5));
    expect(news.layOver(before)).toBe(before);
  });

  it('count anew after the registry began anew', () => {
    const news = new CheckNews();
    news.readWhole(100);
    news.forget();
    expect(news.take([check(2)])).toHaveLength(1);
  });

  it('of a check with the id of another of another service or node are not mixed up', () => {
    const news = new CheckNews();
    news.take([check(9, { Status: 'critical' })]);
    for (const other of [{ Node: 'n2' }, { ServiceID: 'j' }, { Partition: 'p' }]) {
      const before = entry(check(5, other));
      expect(news.layOver(before)).toBe(before);
    }
  });

  it.each([null, 5, 'x', [], {}, { CheckID: 5, ModifyIndex: 'x' }])('ignore %j', (broken) => {
    const news = new CheckNews();
    expect(news.take([broken])).toEqual([]);
    expect(news.layOver(broken)).toBe(broken);
  });
});

/** Reads it in pieces of so many bytes. */
function read(known: ElementsMemory, text: string, size: number) {
  const reading = known.reading();
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) {
    reading.push(bytes.subarray(start, start + size));
  }
  return reading.finish();
}

const lists = [
  '[]',
  ' [ {} ,\n {"a": [1, {"b": "]}\\"\\\\"}]} ] ',
  '[{"имя":"зак\u00e1зы 🚀"},{"a":1},{"a":1}]',
  '[[1,[2]],{"{":"["}]',
];

const memories: readonly (readonly [string, () => ElementsMemory])[] = [
  ['by digests', () => new KnownElements()],
  ['by bytes', () => new KnownList()],
];

describe.each(memories)('elements of a list %s', (_, memory) => {
  it.each(lists)('are those of the JSON, however it is cut: %s', (text) => {
    for (const size of [1, 2, 3, 7, 1_000]) {
      expect(read(memory(), text, size)?.json).toEqual(JSON.parse(text));
    }
  });

  it.each(['', 'null', '{}x', '[{}', '[1]', '["a"]', '[{]', '[{"a":}]', '[{}]]', '<html>', '[}{]'])(
    'are none of %j',
    (text) => {
      expect(read(memory(), text, 3)).toBeUndefined();
    },
  );

  it('that did not change are the same objects, and the digest tells', () => {
    const known = memory();
    const first = read(known, '[{"a":1},{"b":1}]', 5);
    const second = read(known, '[{"a":2},{"b":1}]', 4);
    expect(second?.json[1]).toBe(first?.json[1]);
    expect(second?.digest).not.toBe(first?.digest);
    expect(read(known, '[{"a":2},{"b":1}]', 9)?.digest).toBe(second?.digest);
  });

  it('are right after any change of a list in order, and the same where they did not change', () => {
    const random = createRandom(99);
    const known = memory();
    const values = new Map<number, number>();
    let before: readonly unknown[] = [];
    for (let round = 0; round < 200; round++) {
      const changes = random.below(random.below(10) === 0 ? 300 : 6);
      for (let change = 0; change < changes; change++) {
        const id = random.below(400);
        if (random.below(3) === 0) {
          values.delete(id);
        } else {
          values.set(id, random.below(5));
        }
      }
      const text = JSON.stringify(
        [...values].sort(([a], [b]) => a - b).map(([id, value]) => ({ id, value, in: [{ id }] })),
      );
      const now = read(known, text, 1_000)?.json ?? [];
      expect(now).toEqual(JSON.parse(text));
      const others = now.filter((each) => !before.includes(each));
      expect(changes < 6 ? others.length : 0).toBeLessThanOrEqual(changes);
      before = now;
    }
  });
});

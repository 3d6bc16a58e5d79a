import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Etcd, etcdAvailable, startEtcd } from '../support/etcd.ts';
import {
  connectionTo,
  naming,
  registered,
  expectEqualTo,
  watching,
} from '../support/etcdConnection.ts';
import { addressesOf, instancesOf, isLive, stateOf } from '../support/registries.ts';

const hasEtcd = await etcdAvailable();

describe.skipIf(!hasEtcd)('an etcd with much in it', { timeout: 60_000 }, () => {
  let etcd: Etcd;
  beforeEach(async () => {
    etcd = await startEtcd();
  });
  afterEach(() => etcd.stop());

  it('shows ten thousand keys of one prefix, each once', async () => {
    for (let start = 0; start < 10_000; start += 100) {
      await putTogether(
        etcd,
        Array.from({ length: 100 }, (_, index) => [
          `many/${start + index}`,
          naming(`10.0.0.1:${start + index + 1}`),
        ]),
      );
    }
    const startedAt = performance.now();
    const watched = watching(connectionTo(etcd.endpoint));
    const graph = await watched.until(isLive);
    console.warn(`etcd: 10,000 keys live after ${Math.round(performance.now() - startedAt)} ms`);
    const addresses = addressesOf(graph, 'many');
    expect(addresses.length).toBe(10_000);
    expect(new Set(addresses).size).toBe(10_000);
    await etcd.put('many/new', naming('10.0.0.2:1'));
    await watched.until((now) => addressesOf(now, 'many').length === 10_001);
  });

  it('lists values of a megabyte page by page, and keeps none of them', async () => {
    const count = 40;
    for (let index = 0; index < count; index++) {
      await etcd.put(`big/${index}`, 'x'.repeat(1024 * 1024));
    }
    await etcd.put('small/1', naming('10.0.0.1:80'));
    const before = bytesInUse();
    const watched = watching(connectionTo(etcd.endpoint));
    const graph = await watched.until(isLive, { milliseconds: 20_000 });
    expect(graph.unplaced.length).toBe(count);
    expect(registered(graph)).toEqual(['small small/1 10.0.0.1:80']);
    expect(JSON.stringify(graph).length).toBeLessThan(20_000);
    // Buffers of the connection are given back some turns later.
    await expect
      .poll(() => bytesInUse() - before, { timeout: 10_000 })
      .toBeLessThan(8 * 1024 * 1024);
  });

  it('loses none of 500 changes a second, and shows them as they come', async () => {
    const watched = watching(connectionTo(etcd.endpoint));
    await watched.until(isLive);
    const delays: number[] = [];
    const end = performance.now() + 10_000;
    let changes = 0;
    for (let round = 0; performance.now() < end; round++) {
      const startedAt = performance.now();
      await putTogether(
        etcd,
        Array.from({ length: 50 }, (_, index) => [
          `s${index % 25}/${(round * 50 + index) % 500}`,
          naming(`10.0.${index}.1:${(round % 60_000) + 1}`),
        ]),
      );
      changes += 50;
      const last = `10.0.49.1:${(round % 60_000) + 1}`;
      await watched.until((graph) =>
        instancesOf(graph, 's24').some(({ address }) => address === last),
      );
      delays.push(performance.now() - startedAt);
      await delay(Math.max(0, 100 - (performance.now() - startedAt)));
    }
    delays.sort((a, b) => a - b);
    const median = delays[delays.length >> 1] ?? 0;
    console.warn(`etcd: ${changes} changes, seen after ${median.toFixed(0)} ms (median)`);
    expect(changes).toBeGreaterThan(2_000);
    await expectEqualTo(watched, etcd);
    expect(stateOf(watched.graph).phase).toBe('live');
    expect(median).toBeLessThan(1_000);
  });

  it('takes names of any kind for what they are', async () => {
    const names = [
      '<script>alert(1)</script>',
      `"quoted" 'twice' \`and\` & more`,
      'left\u202eright\u2066\u200f',
      'bell\u0007 null\0 line\nbreak',
      'n'.repeat(10_000),
      '../../etc/passwd',
      '__proto__',
    ];
    for (const [index, name] of names.entries()) {
      await etcd.put(`${name}/1`, naming(`10.0.0.${index + 1}:80`));
    }
    await etcd.put(Buffer.from([0x62, 0xff, 0xfe, 0x2f, 0x31]), naming('10.0.0.90:80'));
    await etcd.put('broken/1', '{"Op":0,"Addr":"10.0.0.91:80"');
    await etcd.put('broken/2', Buffer.from([0xff, 0x00, 0x7b]));
    await etcd.put('deep/1', '['.repeat(100_000));
    const watched = watching(connectionTo(etcd.endpoint));
    const graph = await watched.until(isLive);
    const shown = graph.services.map(({ name }) => name);
    expect(graph.services.length).toBe(names.length + 1);
    expect(shown.some((name) => /[\p{Cc}\u202a-\u202e\u2066-\u2069]/u.test(name))).toBe(false);
    expect(shown.filter((name) => name.length > 300)).toEqual([]);
    expect(shown).toEqual(expect.arrayContaining(['<script>alert(1)</script>', '__proto__']));
    expect(graph.unplaced.map(({ key }) => key).sort()).toEqual(['broken/1', 'broken/2', 'deep/1']);
  });
});

/** What is left of the heap and of buffers after a collection. */
function bytesInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** Puts in one transaction; etcd takes up to 128 changes at once. */
async function putTogether(
  etcd: Etcd,
  pairs: readonly (readonly [string, string])[],
): Promise<void> {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const success = pairs.map(([key, value]) => ({
    request_put: { key: base64(key), value: base64(value) },
  }));
  await etcd.request('kv/txn', { success });
}

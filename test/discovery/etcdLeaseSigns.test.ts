import { describe, expect, it } from 'vitest';
import { LeaseSigns } from '../../server/src/discovery/etcd/leaseSigns.ts';

/** Looks at one lease of 60 seconds at the given times, with so much left each time. */
function reports(looks: readonly (readonly [atSeconds: number, ttl: number])[]): string[] {
  const signs = new LeaseSigns();
  return looks.map(([at, ttl]) => {
    const info = signs.look({ id: '7', ttl, grantedTtl: 60, at: at * 1_000 }, at * 1_000);
    return info === undefined ? '-' : String(info.expiresAt ?? 'kept');
  });
}

describe('the signs of a lease', () => {
  it('are told once while it is kept alive', () => {
    expect(
      reports([
        [0, 59],
        [20, 41],
        [40, 55],
        [60, 40],
      ]),
    ).toEqual(['kept', '-', '-', '-']);
  });

  it('tell the end of one that is late, once as long as it stays the same', () => {
    expect(
      reports([
        [0, 59],
        [35, 25],
        [40, 20],
        [45, 14],
        [60, -1],
      ]),
    ).toEqual(['kept', '60000', '-', '-', '-']);
  });

  it('get used to a client that keeps its lease late', () => {
    const rounds = Array.from({ length: 6 }, (_, round) => [
      [round * 80, 59] as const,
      [round * 80 + 36, 24] as const,
    ]).flat();
    expect(reports(rounds)).toEqual([
      'kept',
      '60000',
      'kept',
      ...Array.from({ length: 9 }, () => '-'),
    ]);
  });

  it('are never lowered so far that an end is not told', () => {
    const rounds = [59, 2, 59, 1, 59, 0].map((ttl, index) => [index * 100, ttl] as const);
    expect(reports(rounds).slice(-2)).toEqual(['kept', '500000']);
  });

  it('are looked at soon when a lease is new, late or due, the longest due first', () => {
    const signs = new LeaseSigns();
    expect(signs.due(['a', 'b', 'c'], 0, 1)).toEqual(['a', 'b', 'c']);
    signs.look({ id: 'a', ttl: 60, grantedTtl: 60, at: 0 }, 0);
    signs.look({ id: 'b', ttl: 10, grantedTtl: 60, at: 0 }, 0);
    signs.look({ id: 'c', ttl: 40, grantedTtl: 60, at: 0 }, 0);
    expect(signs.due(['a', 'b', 'c'], 3_000, 9)).toEqual([]);
    expect(signs.due(['a', 'b', 'c'], 4_000, 9)).toEqual(['b']);
    expect(signs.due(['a', 'b', 'c'], 40_000, 2)).toEqual(['b', 'c']);
    expect(signs.due(['a', 'd'], 40_000, 0)).toEqual(['d']);
    expect(signs.due(['a', 'b'], 40_000, 0)).toEqual(['b']);
  });
});

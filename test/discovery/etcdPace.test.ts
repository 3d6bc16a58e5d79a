import { describe, expect, it } from 'vitest';
import { Failures } from '../../server/src/discovery/etcd/failures.ts';
import { Pace } from '../../server/src/discovery/etcd/pace.ts';
import { EtcdError } from '../../server/src/discovery/etcd/sessionError.ts';

describe('the pace of a list', () => {
  /** The sizes of pages over a line of so many bytes a second, with keys of so many bytes. */
  function pages(line: { readonly latency: number; readonly rate: number }, key: number): number[] {
    const pace = new Pace();
    return Array.from({ length: 8 }, () => {
      const limit = pace.pageSize;
      const bytes = limit * key;
      pace.learn({ limit, bytes, time: line.latency + (bytes / line.rate) * 1_000 });
      return limit;
    });
  }

  it('grows quickly over a quick line, up to a bound', () => {
    expect(pages({ latency: 1, rate: 1e8 }, 100)).toEqual([
      ...[64, 256, 1_000, 1_000, 1_000, 1_000, 1_000, 1_000],
    ]);
  });

  it('asks a slow line for what it carries in seconds', () => {
    const sizes = pages({ latency: 500, rate: 10_000 }, 200);
    for (const size of sizes.slice(3)) {
      expect(500 + size * 20).toBeGreaterThan(1_000);
      expect(500 + size * 20).toBeLessThan(3_000);
    }
  });

  it('asks for large values one by one', () => {
    expect(pages({ latency: 1, rate: 1e9 }, 1024 * 1024).at(-1)).toBe(1);
  });

  it('has more patience after each break, up to a bound, and less work at once', () => {
    const pace = new Pace();
    const patience = Array.from({ length: 8 }, () => {
      pace.strain();
      return pace.patience;
    });
    expect(patience).toEqual([2, 4, 8, 16, 32, 32, 32, 32]);
    expect(pace.pageSize).toBe(1);
    pace.relax();
    expect(pace.patience).toBe(1);
  });
});

describe('failures of several endpoints', () => {
  const silent = new EtcdError('unreachable', 'a is silent');
  const leaderless = new EtcdError('unreachable', 'b has no leader', 'leaderless');
  const refused = new EtcdError('refused', 'c says no');

  it('are told as one, by what says most', () => {
    const failures = new Failures(3);
    failures.add(0, silent);
    expect(failures.text()).toBe('a is silent');
    failures.add(1, leaderless);
    expect(failures.text()).toBe('b has no leader (another endpoint fails too)');
    failures.add(2, refused);
    expect(failures.text()).toBe('c says no (2 other endpoints fail too, none is left)');
  });

  it('are the same text however often they come', () => {
    const failures = new Failures(2);
    failures.add(0, silent);
    failures.add(1, silent);
    const text = failures.text();
    failures.add(0, silent);
    expect(failures.text()).toBe(text);
    failures.clear();
    expect(failures.text()).toBe('');
  });
});

import { describe, expect, it } from 'vitest';
import { Flashes } from '../../webview/src/views/topology/map/flashes.ts';

const names = Array.from({ length: 100 }, (_, at) => `s${at}`);

describe('flashes', () => {
  it('fade and end', () => {
    const flashes = new Flashes();
    flashes.begin(['orders'], 10_000);
    expect(flashes.strengths(10_000).get('orders')).toBe(1);
    const later = flashes.strengths(11_500).get('orders') ?? 0;
    expect(later).toBeGreaterThan(0);
    expect(later).toBeLessThan(1);
    expect(flashes.strengths(12_300).size).toBe(0);
    expect(flashes.any).toBe(false);
  });

  it('are few while everything changes, and as many as ever after a pause', () => {
    const flashes = new Flashes();
    flashes.begin(names, 10_000);
    const first = flashes.strengths(10_000).size;
    expect(first).toBeLessThan(names.length);
    flashes.begin(names.toReversed(), 10_100);
    expect(flashes.strengths(10_100).size).toBeLessThan(first + 5);
    flashes.strengths(20_000);
    flashes.begin(names, 20_000);
    expect(flashes.strengths(20_000).size).toBe(first);
  });
});

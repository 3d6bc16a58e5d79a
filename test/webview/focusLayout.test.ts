import { describe, expect, it } from 'vitest';
import { focusLayout } from '../../webview/src/layout/focusLayout.ts';
import { card } from '../../webview/src/layout/geometry.ts';

const links = [
  { from: 'web', to: 'gateway' },
  { from: 'gateway', to: 'orders' },
  { from: 'orders', to: 'payments' },
  { from: 'orders', to: 'stock' },
  { from: 'admin', to: 'stock' },
];
const ids = ['web', 'gateway', 'orders', 'payments', 'stock', 'admin'];

describe('a neighbourhood on the map', () => {
  it('has callers on the left and callees on the right, step by step', () => {
    const places = focusLayout('orders', ids, links);
    const left = (id: string): number => places.get(id)?.x ?? NaN;
    expect(left('web')).toBeLessThan(left('gateway'));
    expect(left('gateway')).toBeLessThan(left('orders'));
    expect(left('orders')).toBeLessThan(left('payments'));
    expect(left('payments')).toBe(left('stock'));
    expect(left('admin')).toBeGreaterThan(left('orders'));
  });

  it('has a place of its own for every card, however many there are', () => {
    const many = Array.from({ length: 300 }, (_, index) => `s${index}`);
    const star = many.map((id, index) =>
      index % 2 === 0 ? { from: id, to: 'hub' } : { from: 'hub', to: id },
    );
    const places = [...focusLayout('hub', ['hub', 'island', ...many], star).values()];
    expect(places).toHaveLength(302);
    for (const [index, one] of places.entries()) {
      for (const other of places.slice(index + 1)) {
        const isApart =
          Math.abs(one.x - other.x) >= card.width || Math.abs(one.y - other.y) >= card.height;
        expect(isApart).toBe(true);
      }
    }
  });

  it('places what is left when its centre is not drawn, and ends in a circle', () => {
    const circle = [
      { from: 'a', to: 'b' },
      { from: 'b', to: 'a' },
      { from: 'a', to: 'a' },
    ];
    expect([...focusLayout('a', ['b'], circle).keys()]).toEqual(['b']);
    expect(focusLayout('gone', ['a', 'b'], circle).size).toBe(2);
  });
});

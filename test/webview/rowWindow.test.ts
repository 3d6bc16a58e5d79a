import { describe, expect, it } from 'vitest';
import { offsetOf, type RowList, rowWindow } from '../../webview/src/state/rowWindow.ts';

const rowHeight = 40;

describe('the rows of a long list that are drawn', () => {
  it('are those in sight and a few around them', () => {
    const list = { count: 10_000, rowHeight };
    const { first, end } = rowWindow(list, { scrolled: 200_000, height: 800 });
    expect(first).toBe(5000 - 8);
    expect(end).toBe(5020 + 1 + 8);
  });

  it('are never more than there are', () => {
    expect(rowWindow({ count: 3, rowHeight }, { scrolled: -500, height: 800 })).toEqual({
      first: 0,
      end: 3,
      before: 0,
      after: 0,
    });
    expect(rowWindow({ count: 0, rowHeight }, { scrolled: 0, height: 800 }).end).toBe(0);
    const past = rowWindow({ count: 50, rowHeight }, { scrolled: 99_999, height: 800 });
    expect(past).toMatchObject({ first: 50, end: 50, after: 0 });
  });

  it('stand where they would with all the others, at every scroll position', () => {
    const lists: readonly RowList[] = [
      { count: 400, rowHeight },
      { count: 400, rowHeight, open: { index: 0, extra: 900 } },
      { count: 400, rowHeight, open: { index: 57, extra: 1300 } },
      { count: 400, rowHeight, open: { index: 399, extra: 10 } },
    ];
    for (const list of lists) {
      const total = offsetOf(list, list.count);
      for (let scrolled = 0; scrolled < total; scrolled += 37) {
        const { first, end, before, after } = rowWindow(list, { scrolled, height: 600 });
        const drawn = offsetOf(list, end) - offsetOf(list, first);
        expect(before + drawn + after).toBe(total);
        expect(before).toBeLessThanOrEqual(scrolled);
        expect(before + drawn).toBeGreaterThanOrEqual(Math.min(total, scrolled + 600));
        expect(end - first).toBeLessThan(40);
      }
    }
  });
});

import { describe, expect, it } from 'vitest';
import { createLineIndex } from '../../../server/src/compiler/source/lineIndex.ts';

describe('line index', () => {
  const text = 'ab\r\n\nc';
  const lines = createLineIndex(text);

  it('finds the line and column of every offset, and back', () => {
    for (let offset = 0; offset <= text.length; offset++) {
      expect(lines.offsetAt(lines.positionAt(offset))).toBe(offset);
    }
    expect(lines.lineCount).toBe(3);
    expect(lines.positionAt(4)).toEqual({ line: 1, column: 0 });
    expect(lines.positionAt(6)).toEqual({ line: 2, column: 1 });
  });

  it('clamps to the text and to the line', () => {
    expect(lines.positionAt(-1)).toEqual({ line: 0, column: 0 });
    expect(lines.positionAt(99)).toEqual({ line: 2, column: 1 });
    expect(lines.offsetAt({ line: 0, column: 99 })).toBe(3);
    expect(lines.offsetAt({ line: -1, column: 0 })).toBe(0);
    expect(lines.offsetAt({ line: 99, column: 0 })).toBe(6);
    expect(lines.offsetAt({ line: 2, column: -5 })).toBe(5);
  });
});

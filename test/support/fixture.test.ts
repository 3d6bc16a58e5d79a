import { describe, expect, it } from 'vitest';
import { annotate, expectAnnotated, parseCursorFixture, parseFixture } from './fixture.ts';

describe('fixtures', () => {
  it('hold one file by default, without its indentation', () => {
    const { files, cursor } = parseFixture(`
      message M {
        int32 a = 1;
      }
    `);
    expect(files).toEqual([
      { path: 'a.proto', text: 'message M {\n  int32 a = 1;\n}\n', annotations: [] },
    ]);
    expect(cursor).toBeUndefined();
  });

  it('hold several files', () => {
    const { texts } = parseFixture(`
      //- /a.proto
      import "b/c.proto";
      //- /b/c.proto
      message C {}
    `);
    expect([...texts]).toEqual([
      ['a.proto', 'import "b/c.proto";\n'],
      ['b/c.proto', 'message C {}\n'],
    ]);
  });

  it('take out the cursor', () => {
    const { file, offset } = parseCursorFixture('//- /x.proto\nab$0c\n');
    expect([file.path, file.text, offset]).toEqual(['x.proto', 'abc\n', 2]);
    expect(() => parseFixture('$0a$0')).toThrow('second');
    expect(() => parseCursorFixture('a')).toThrow('no $0');
  });

  it('take out annotations and place them under the line above', () => {
    const { files } = parseFixture(`
      abc d
      ^^^ first
      //  ^ second
      e
       | empty
    `);
    expect(files[0]).toEqual({
      path: 'a.proto',
      text: 'abc d\ne\n',
      annotations: [
        { start: 0, end: 3, message: 'first' },
        { start: 4, end: 5, message: 'second' },
        { start: 7, end: 7, message: 'empty' },
      ],
    });
  });

  it('measure annotations on a text without the cursor', () => {
    const { files } = parseFixture('a$0b cd\n    ^^ here');
    expect(files[0]?.annotations).toEqual([{ start: 2, end: 4, message: 'here' }]);
    expect(files[0]?.text).toBe('ab cd');
  });

  it('fail when the findings differ, and show both', () => {
    const fixture = parseFixture('abc\n^ one');
    expect(() => {
      expectAnnotated(fixture, () => [{ start: 1, end: 2, message: 'one' }]);
    }).toThrow();
    expectAnnotated(fixture, () => [{ start: 0, end: 1, message: 'one' }]);
    expect(annotate('abc', [{ start: 1, end: 3, message: 'x' }])).toBe('abc\n ^^ x');
  });
});

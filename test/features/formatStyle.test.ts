import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from '../../server/src/compiler/index.ts';
import { formatText } from '../../server/src/features/format/formatText.ts';
import { bufStyle, type FormatStyle } from '../../server/src/features/format/style.ts';
import { googleProtoFiles, protoFiles } from '../support/protoFiles.ts';
import { createRandom } from '../support/random.ts';

function format(lines: readonly string[], style: Partial<FormatStyle>): readonly string[] {
  const source = parse('a.proto', lines.join('\n'));
  return (formatText(source, { ...bufStyle, ...style }) ?? 'left alone').split('\n');
}

describe('a file is formatted in the style that is wanted', () => {
  it('with another indentation, also of what an option holds', () => {
    const before = ['message A {', 'option (x) = {', 'a: 1', 'b: 2', '};', 'int32 b = 1;', '}'];
    const indented = (indent: string) => [
      'message A {',
      `${indent}option (x) = {`,
      `${indent}${indent}a: 1`,
      `${indent}${indent}b: 2`,
      `${indent}};`,
      `${indent}int32 b = 1;`,
      '}',
      '',
    ];
    expect(format(before, { indent: 4 })).toEqual(indented('    '));
    expect(format(before, { indent: 'tab' })).toEqual(indented('\t'));
  });

  it('with numbers below each other, as far as lines follow each other', () => {
    const before = [
      'message A {',
      '  string name = 1;',
      '  repeated int64 identifiers = 2 [deprecated = true];',
      '',
      '  bool b = 3;',
      '  // A comment parts what is around it.',
      '  google.protobuf.Any c = 4;',
      '  oneof d {',
      '    bool e = 5;',
      '    string long_name = 6;',
      '  }',
      '}',
    ];
    expect(format(before, { alignNumbers: true })).toEqual([
      'message A {',
      '  string name                = 1;',
      '  repeated int64 identifiers = 2 [deprecated = true];',
      '',
      '  bool b = 3;',
      '  // A comment parts what is around it.',
      '  google.protobuf.Any c = 4;',
      '  oneof d {',
      '    bool e           = 5;',
      '    string long_name = 6;',
      '  }',
      '}',
      '',
    ]);
  });

  it('with values of an enum below each other, a sign and comments included', () => {
    const before = ['enum E {', 'A /* a */ = 0; // zero', 'LONGER = -1;', 'B = 0x2;', '}'];
    expect(format(before, { alignNumbers: true })).toEqual([
      'enum E {',
      '  A /* a */ = 0; // zero',
      '  LONGER    = -1;',
      '  B         = 0x2;',
      '}',
      '',
    ]);
  });

  it('with empty lines around definitions', () => {
    const before = ['message A {', 'int32 b = 1;', 'enum C {', 'D = 0;', '}', 'int32 e = 2;', '}'];
    const also = ['message F {}', 'message G {', 'int32 h = 1;', '}'];
    expect(format([...before, ...also], { blankLines: 'aroundBlocks' })).toEqual([
      'message A {',
      '  int32 b = 1;',
      '',
      '  enum C {',
      '    D = 0;',
      '  }',
      '',
      '  int32 e = 2;',
      '}',
      '',
      'message F {}',
      '',
      'message G {',
      '  int32 h = 1;',
      '}',
      '',
    ]);
  });

  it('with options in the line as long as that is short enough', () => {
    const before = ['message A {', 'int32 b = 1 [deprecated = true, json_name = "bb"];', '}'];
    expect(format(before, { lineLength: 52 })[1]).toBe(
      '  int32 b = 1 [deprecated = true, json_name = "bb"];',
    );
    expect(format(before, { lineLength: 51 })).toEqual([
      'message A {',
      '  int32 b = 1 [',
      '    deprecated = true,',
      '    json_name = "bb"',
      '  ];',
      '}',
      '',
    ]);
  });

  it('with a single option on its own line when the line were too long', () => {
    const before = ['message A {', 'int32 b = 1 [json_name = "a rather long name"];', '}'];
    expect(format(before, { lineLength: 30 })).toContain('    json_name = "a rather long name"');
  });

  it('with comments within options kept on lines of their own', () => {
    const before = ['message A {', 'int32 b = 1 [deprecated = true /* a */, lazy = true];', '}'];
    expect(format(before, { lineLength: 100 }).slice(1, 5)).toEqual([
      '  int32 b = 1 [',
      '    deprecated = true /* a */,',
      '    lazy = true',
      '  ];',
    ]);
  });
});

describe('any style', () => {
  const hard = resolve(import.meta.dirname, 'formatted');
  const all = protoFiles(googleProtoFiles);
  const files = [
    ...protoFiles(hard).map((path) => join(hard, path)),
    ...all
      .filter((_, index) => index % Math.ceil(all.length / 60) === 0)
      .map((path) => join(googleProtoFiles, path)),
  ];
  const random = createRandom(11);

  it(`says the same, and the same again, of ${files.length} files`, () => {
    for (const file of files) {
      const style: FormatStyle = {
        indent: random.pick([1, 2, 3, 4, 8, 'tab'] as const),
        alignNumbers: random.chance(0.6),
        blankLines: random.pick(['keep', 'aroundBlocks'] as const),
        lineLength: random.pick([0, 1, 40, 80, 120, 10_000]),
      };
      const text = readFileSync(file, 'utf8');
      const buf = formatText(parse(file, text));
      const once = formatText(parse(file, text), style);
      const what = `${file} ${JSON.stringify(style)}`;
      expect(wordsOf(once), what).toBe(wordsOf(buf));
      if (buf !== undefined && formatText(parse(file, buf)) === buf) {
        expect(formatText(parse(file, once ?? ''), style), what).toBe(once);
      }
    }
  });
});

/** All but white space; a comment behind a value may be written as `/* … *\/` to stay in a line. */
function wordsOf(text: string | undefined): string | undefined {
  return text?.replace(/\s+/g, '');
}

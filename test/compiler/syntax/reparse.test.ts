import { describe, expect, it } from 'vitest';
import {
  parse,
  reparse,
  saysTheSame,
  type SourceFile,
} from '../../../server/src/compiler/index.ts';
import { flatTokensOf } from '../../../server/src/compiler/syntax/parser.ts';
import { changeBetween } from '../../../server/src/compiler/syntax/textChange.ts';
import { createRandom } from '../../support/random.ts';
import { randomEdit } from '../../support/randomEdits.ts';

/** Long enough to be parsed on from. */
function longText(messages: number): string {
  const message = (index: number): string => `
// Number ${index}.
message M${index} {
  string name = 1 [deprecated = true]; // A name.
  repeated M${index === 0 ? 0 : index - 1} others = 2;
  oneof one { int32 a = 3; E${index} e = 4; }
  enum E${index} { ZERO_${index} = 0; ONE_${index} = -1; }
  message Inner { map<string, bytes> all = 1; reserved 2 to 5, 9; }
  option (opt) = { list: [1, 2.5e3] text: "a\\n" };
}
service S${index} { rpc Get(M${index}) returns (stream M${index}) { option deprecated = false; } }
`;
  const messageTexts = Array.from({ length: messages }, (_, index) => message(index));
  return `syntax = "proto3";\npackage p;\nimport "a.proto";\n${messageTexts.join('')}`;
}

function expectSame(actual: SourceFile, text: string): void {
  const fresh = parse('x.proto', text);
  expect(actual.text).toBe(text);
  expect(actual.diagnostics).toEqual(fresh.diagnostics);
  expect(actual.tree).toEqual(fresh.tree);
  expect(tokensOf(actual)).toEqual(tokensOf(fresh));
  expect(flatTokensOf(actual) === undefined).toBe(flatTokensOf(fresh) === undefined);
  for (const offset of [0, text.length >> 1, text.length]) {
    expect(actual.lines.positionAt(offset)).toEqual(fresh.lines.positionAt(offset));
  }
  expect(actual.lines.lineCount).toBe(fresh.lines.lineCount);
}

function tokensOf({ tokens }: SourceFile): readonly (readonly [string, number, number])[] {
  return Array.from({ length: tokens.length }, (_, index) => [
    tokens.kind(index),
    tokens.start(index),
    tokens.end(index),
  ]);
}

describe('reparsing', () => {
  it.each([1, 2, 3])('gives what parsing gives, after any edit (seed %d)', (seed) => {
    const random = createRandom(seed);
    const original = longText(60);
    let source = parse('x.proto', original);
    for (let round = 0; round < 60; round++) {
      // Errors pile up, and with many of them everything is parsed anew.
      const text = round % 12 === 11 ? original : randomEdit(source.text, random);
      source = reparse('x.proto', text, source);
      expectSame(source, text);
    }
  });

  it('keeps the members before the change', () => {
    const before = parse('x.proto', longText(60));
    const at = before.text.indexOf('message M50');
    const text = `${before.text.slice(0, at)}message New { string a = 1; }\n${before.text.slice(at)}`;
    const after = reparse('x.proto', text, before);
    expectSame(after, text);
    const kept = after.tree.members.filter(
      (member, index) => member === before.tree.members[index],
    );
    expect(kept.length).toBeGreaterThan(90);
  });

  it('reads tokens that a change joins or splits', () => {
    const original = longText(60);
    const at = original.indexOf('message M50');
    for (const [insertion, more] of [
      ['/*', ' */'],
      ['"', '"'],
      ['\n}', ''],
      ['\0', ''],
      ['é', ''],
      ['// }', '\n'],
    ]) {
      let source = parse('x.proto', original);
      for (const text of [
        `${original.slice(0, at)}${insertion}${original.slice(at)}`,
        `${original.slice(0, at)}${insertion}${original.slice(at, at + 9)}${more}${original.slice(at + 9)}`,
        original,
      ]) {
        source = reparse('x.proto', text, source);
        expectSame(source, text);
      }
    }
  });
});

describe('a change between two texts', () => {
  it.each([
    ['', '', 0, 0, 0],
    ['abc', 'abc', 3, 3, 3],
    ['abc', 'abxc', 2, 2, 3],
    ['aaa', 'aa', 2, 3, 2],
    ['aa', 'aaa', 2, 2, 3],
    ['', 'x', 0, 0, 1],
    ['x'.repeat(9000), `${'x'.repeat(4500)}y${'x'.repeat(4499)}`, 4500, 4501, 4501],
  ])('from %j to %j', (before, after, start, oldEnd, newEnd) => {
    expect(changeBetween(before, after)).toEqual({ start, oldEnd, newEnd });
  });
});

describe('whether two texts say the same', () => {
  const text = 'syntax = "proto3";\nmessage A { string a = 1; } // Of A.\n/* B */ message B {}\n';

  it.each([
    ['Of A.', 'Of all.'],
    ['// Of A.', ''],
    ['string a', 'string /* the */ a'],
    ['{ string', '{\n\n  string'],
    ['/* B */', ''],
    ['/* B */', '/* B */ // And more.\n'],
    ['message B {}\n', 'message B {}'],
  ])('they do with %j made %j', (from, to) => {
    expect(saysTheSame(parse('x', text), parse('x', text.replace(from, to)))).toBe(true);
  });

  it.each([
    ['a = 1', 'a = 12'],
    ['a = 1', 'b = 1'],
    ['string a', 'str ing a'],
    ['string a', 'stringa'],
    ['// Of A.\n', '// Of A. '],
    ['message B {}', '// message B {}'],
    ['/* B */ message B {}', '/* B  message B {} */'],
    ['"proto3"', '"proto2"'],
    ['1; }', '1; ; }'],
  ])('they do not with %j made %j', (from, to) => {
    const after = text.replace(from, to);
    expect(saysTheSame(parse('x', text), parse('x', after))).toBe(false);
    expect(saysTheSame(parse('x', after), parse('x', text))).toBe(false);
  });

  it('they do not where layout may matter, in a text with errors', () => {
    const broken = text.replace('string a = 1;', 'string');
    expect(saysTheSame(parse('x', broken), parse('x', broken.replace('// Of A.', '')))).toBe(false);
  });
});

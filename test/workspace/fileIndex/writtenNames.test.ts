import { describe, expect, it } from 'vitest';
import { parse } from '../../../server/src/compiler/index.ts';
import { hashWord } from '../../../server/src/workspace/fileIndex/words.ts';
import { writtenNames } from '../../../server/src/workspace/fileIndex/writtenNames.ts';

/** Each as `name scope line:column`, with a mark where messages and enums alone are found. */
function typesOf(text: string): readonly string[] {
  return writtenNames(parse('', text)).types.flatMap(({ name, places }) =>
    places.map(({ scope, findsTypes, line, column }) => {
      return `${name} ${scope} ${line}:${column}${findsTypes ? ' t' : ''}`;
    }),
  );
}

describe('the names that a file writes', () => {
  it('are those of its types, with the scope that they are looked up from', () => {
    const text = `package p.q;
message M { string a = 1; .x.Y b = 2; oneof o { Z c = 3; } map<int32, Z> d = 4;
  message N { Z e = 1; } group G = 5 { Z f = 1; } extend E { Z g = 9; } }
extend x.E { Z h = 9; }
service S { rpc R(stream A.B) returns (C); }`;
    expect(typesOf(text)).toEqual([
      '.x.Y p.q.M 1:29 t',
      'Z p.q.M 1:48 t',
      'Z p.q.M 1:70 t',
      'Z p.q.M.N 2:14 t',
      'Z p.q.M.G 2:39 t',
      'Z p.q.M 2:61 t',
      'Z p.q 3:13 t',
      'E p.q.M 2:57',
      'x.E p.q 3:9',
      'A.B p.q.S 4:27',
      'C p.q.S 4:39',
    ]);
  });

  it.each([
    ['message M { x . Y a = 1; }', ['x', 'Y']],
    ['option (a.b).c = { d: E [f.g]: { h: "i" } };', ['a', 'b', 'c', 'd', 'E', 'f', 'g', 'h']],
    ['enum E { A = 0 [(v) = X]; }', ['v', 'X']],
    ['message M { string a = 1 [(r).cel = { expression: "this.b" }]; }', ['this', 'b', 'r', 'cel']],
    ['// word\nmessage M { /* word */ string word = 1; reserved "word"; }', []],
  ])('are in %s, apart from types, %j', (text, words) => {
    const { otherWords } = writtenNames(parse('', text));
    for (const word of ['i', 'word', 'M', ...words]) {
      expect(otherWords.includes(hashWord(word)), word).toBe(words.includes(word));
    }
  });
});

import { describe, expect, it } from 'vitest';
import { semanticTokens, semanticTokensLegend } from '../../server/src/features/index.ts';
import { snapshotOf, uriOf } from '../workspace/memoryWorkspace.ts';

/** Each token as its text and type, a `!` behind a declaration. */
async function tokensOf(
  source: string,
  range?: { start: { line: number; character: number }; end: { line: number; character: number } },
): Promise<string[]> {
  const { snapshot } = await snapshotOf(source);
  const uri = uriOf('a.proto');
  const { data } = semanticTokens(snapshot, { uri, ...(range && { range }) });
  const lines = snapshot.source(uri)?.text.split('\n') ?? [];
  const tokens: string[] = [];
  let line = 0;
  let column = 0;
  for (let at = 0; at < data.length; at += 5) {
    const [lineDelta = 0, columnDelta = 0, length = 0, type = 0, modifiers = 0] = data.slice(at);
    column = lineDelta === 0 ? column + columnDelta : columnDelta;
    line += lineDelta;
    const text = lines[line]?.slice(column, column + length) ?? '';
    tokens.push(
      `${text}:${semanticTokensLegend.tokenTypes[type] ?? '?'}${modifiers === 1 ? '!' : ''}`,
    );
  }
  return tokens;
}

describe('semantic tokens', () => {
  it('tell what each name stands for', async () => {
    const tokens = await tokensOf(`
      syntax = "proto3";
      package p.q;
      message Outer { message Inner {} enum E { Z = 0; } }
      message M { p.q.Outer.Inner i = 1; Outer.E e = 2 [deprecated = true]; oneof o { M m = 3; } }
      service S { rpc R(M) returns (M); }
    `);
    expect(tokens).toEqual([
      ...['p:namespace', 'q:namespace'],
      ...['Outer:class!', 'Inner:class!', 'E:enum!', 'Z:enumMember!', 'M:class!'],
      ...['p:namespace', 'q:namespace', 'Outer:class', 'Inner:class', 'i:property!'],
      ...['Outer:class', 'E:enum', 'e:property!', 'deprecated:property', 'o:property!'],
      ...['M:class', 'm:property!', 'S:interface!', 'R:method!', 'M:class', 'M:class'],
    ]);
  });

  it('take words for names where they are names', async () => {
    expect(await tokensOf('message message { optional message message = 1; }')).toEqual([
      'message:class!',
      'message:class',
      'message:property!',
    ]);
  });

  it('colour custom options and what their values name', async () => {
    const tokens = await tokensOf(`
      import "google/protobuf/descriptor.proto";
      enum L { LOW = 0; }
      message R { optional L l = 1; }
      extend google.protobuf.FieldOptions { optional R r = 50000; }
      message M { optional string s = 1 [(r) = { l: LOW }]; optional L t = 2 [default = LOW, (r).l = LOW]; }
    `);
    expect(tokens.slice(tokens.indexOf('s:property!') + 1)).toEqual([
      ...['r:decorator', 'l:property', 'LOW:enumMember'],
      ...['L:enum', 't:property!', 'LOW:enumMember'],
      ...['r:decorator', 'l:property', 'LOW:enumMember'],
    ]);
  });

  it('are those of a range alone when asked so', async () => {
    const source = 'message A {}\nmessage B {}\nmessage C {}';
    const line = (number: number) => ({ line: number, character: 0 });
    expect(await tokensOf(source, { start: line(1), end: line(2) })).toEqual(['B:class!']);
  });
});

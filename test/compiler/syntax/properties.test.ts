import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commentsOf } from '../../../server/src/compiler/syntax/comments.ts';
import { parse } from '../../../server/src/compiler/syntax/parser.ts';
import { nodePathAt } from '../../../server/src/compiler/syntax/walk.ts';
import { wellKnownPaths, wellKnownText } from '../../../server/src/compiler/wellKnown/wellKnown.ts';
import { violations } from './treeInvariants.ts';

const dense = `edition = "2024"; package a.b; import option "x"; local message M {
  repeated group G = 1 [(a).b = {x: [1, {y < z: -inf >}] [a/b.c] {} [d.e]: "\\u00e9"}] {
    extensions 1 to max [a = 1, b = 2]; // trailing
  }
  oneof o { .a.b c = 1; } map<string, .x> m = 2; reserved 1, 2 to 3, -1 to max, "q";
  /* leading */ extend X { int32 y = 0x1F; }
}
service S { rpc A(stream M) returns (.a.M) { option x = 1; } }
`;

const samples = [dense, ...wellKnownPaths.map((path) => wellKnownText(path) ?? '')];

/** What breaks texts: brackets, quotes, comment markers, words, characters of every class. */
const splices =
  `{ } [ ] ( ) < > ; , . = " ' \\ /* */ // message rpc option to stream import 0x 1. - é \n \r\n`
    .split(' ')
    .concat(' ', '\0', '\u0001', '\ud800', '\ufeff', '\u00a0');

/** The same numbers for the same seed, each below `bound`. */
function createRandom(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * bound);
  };
}

/** A piece of a sample with up to five splices in it. */
function brokenText(random: (bound: number) => number): string {
  const sample = samples[random(samples.length)] ?? '';
  const start = random(sample.length);
  let text = sample.slice(start, start + random(600));
  for (let count = random(6); count > 0; count--) {
    const at = random(text.length + 1);
    const splice = splices[random(splices.length)] ?? '';
    text = text.slice(0, at) + splice + text.slice(at + random(8));
  }
  return text;
}

function expectSound(text: string): void {
  const file = parse('a.proto', text);
  expect(violations(file), JSON.stringify(text)).toEqual([]);
  for (const node of nodePathAt(file.tree, text.length >> 1)) {
    commentsOf(file, node);
  }
}

describe('any text', () => {
  it('gives a sound tree when it is cut off anywhere', () => {
    for (let end = 0; end <= dense.length; end++) {
      expectSound(dense.slice(0, end));
      expectSound(dense.slice(end));
    }
  });

  it('gives a sound tree when it is broken at random', () => {
    const random = createRandom(20_240_607);
    for (let count = 0; count < 20_000; count++) {
      expectSound(brokenText(random));
    }
  });

  it.each([
    ['braces', '{'],
    ['closing braces', '}'],
    ['brackets', '['],
    ['semicolons', ';'],
    ['minus signs', 'option a = -'],
    ['comment starts', '/*'],
    ['messages', 'message a{'],
    ['messages on lines', 'message a{\n'],
    ['oneofs', 'message M { oneof a {'],
    ['groups', 'message M { optional group G = 1 {'],
    ['fields', 'message M { int32 a = 1; '],
    ['literals', 'option a = {b{c<d:['],
    ['names', 'package a.'],
    ['escapes', 'option a = "\\q'],
    ['NULs', '\0a'],
    ['option lists', 'message M { int32 a = 1 [a = '],
  ])('is parsed in a time that grows with its length: %s', (_name, unit) => {
    const text = unit.repeat(100_000);
    const before = process.threadCpuUsage();
    const file = parse('a.proto', text);
    expect(process.threadCpuUsage(before).user / 1000).toBeLessThan(2_000);
    expect(violations(file)).toEqual([]);
  });
});

const corpus = resolve(import.meta.dirname, '../../../node_modules/google-proto-files/google');

describe('real files', () => {
  it('parse without a finding', () => {
    const paths = readdirSync(corpus, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.proto'))
      .filter((_, index) => index % 20 === 0);
    expect(paths.length).toBeGreaterThan(200);
    for (const path of paths) {
      const file = parse(path, readFileSync(join(corpus, path), 'utf8'));
      expect(file.diagnostics, path).toEqual([]);
      expect(violations(file), path).toEqual([]);
    }
  });

  it.each(wellKnownPaths)('parse without a finding: %s', (path) => {
    expect(parse(path, wellKnownText(path) ?? '').diagnostics).toEqual([]);
  });
});

describe('the check of soundness', () => {
  it('sees a node outside the one around it, and a gap between tokens', () => {
    const file = parse('a.proto', 'message M {}');
    const [message] = file.tree.members;
    const tree = { ...file.tree, end: (message?.end ?? 0) - 1 };
    expect(violations({ ...file, tree })).toHaveLength(1);
    expect(violations({ ...file, text: `${file.text} ` })).toHaveLength(1);
  });
});

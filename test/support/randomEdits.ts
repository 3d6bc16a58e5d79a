import type { Random } from './random.ts';

/** What people type, whole and in parts. */
const snippets = [
  'message X { string a = 1; }',
  'string b = 7;',
  'int32 c = 1 [deprecated = true];',
  'enum Y { A_Y = 0; }',
  'import "b.proto";',
  'option java_package = "a.b";',
  '// A comment.\n',
  '/* A comment */',
  '\n',
  ' ',
  ';',
  '}',
  '{',
  '"',
  'Foo',
  '= 3',
  '[',
  '<',
  '.',
  '0x',
  'é',
];

/** A text with something put in, taken out or replaced at some place. */
export function randomEdit(text: string, random: Random): string {
  const at = random.below(text.length + 1);
  const removed = random.chance(0.4) ? random.below(random.chance(0.8) ? 8 : 200) : 0;
  const inserted = random.chance(0.75) ? random.pick(snippets) : '';
  return text.slice(0, at) + inserted + text.slice(at + removed);
}

/**
 * Texts that try to break the compiler: the same for the same seed. Most start from sound files,
 * since what is nearly right gets furthest.
 */
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import {
  decodeUtf8,
  parse,
  type SourceFile,
  wellKnownPaths,
  wellKnownText,
} from '../../../server/src/compiler/index.ts';
import type { Random } from '../../support/random.ts';
import { googleProtoFiles, protoFiles } from '../../support/protoFiles.ts';

/** One text, and of which kind it is. */
export interface FuzzInput {
  readonly kind: string;
  readonly text: string;
}

/** Import paths and texts that the inputs start from. */
export type Bases = ReadonlyMap<string, string>;

const corpus = resolve(import.meta.dirname, '../corpus');

/** The corpus and the well-known files; with `google`, some of google-proto-files as well. */
export function loadBases({ google: withGoogle }: { readonly google: boolean }): Bases {
  const bases = new Map(wellKnownPaths.map((path) => [path, wellKnownText(path) ?? '']));
  for (const path of protoFiles(corpus)) {
    bases.set(path, readFileSync(join(corpus, path), 'utf8'));
  }
  if (withGoogle) {
    for (const path of protoFiles(googleProtoFiles).filter((_, index) => index % 60 === 0)) {
      bases.set(path, readFileSync(join(googleProtoFiles, path), 'utf8'));
    }
  }
  return bases;
}

type Maker = (random: Random, bases: readonly string[]) => string;

/** How each kind is made; those at the end are large and come seldom. */
const makers: Readonly<Record<string, Maker>> = {
  tokens: mutateTokens,
  statements: mutateStatements,
  splice: spliceFiles,
  soup: tokenSoup,
  cut: cutText,
  characters: mutateCharacters,
  bytes: randomBytes,
  encoding: oddEncoding,
  deep: deepNesting,
  long: longParts,
};
const kinds = Object.keys(makers);
const common = kinds.filter((kind) => kind !== 'deep' && kind !== 'long');

/** The next input of a stream of random numbers. */
export function makeInput(random: Random, bases: Bases): FuzzInput {
  const kind = random.chance(1 / 40) ? random.pick(kinds) : random.pick(common);
  const make = makers[kind] ?? tokenSoup;
  return { kind, text: make(random, [...bases.values()]) };
}

/** Deletes, doubles, swaps and replaces tokens: mostly what still parses, and means nonsense. */
function mutateTokens(random: Random, bases: readonly string[]): string {
  const source = parse('base.proto', random.pick(bases));
  const other = parse('other.proto', random.pick(bases));
  const pieces = tokenTexts(source);
  const strange = tokenTexts(other).filter((text) => text.trim() !== '');
  for (let count = 1 + random.below(8); count > 0 && pieces.length > 0; count--) {
    const at = random.below(pieces.length);
    const replacements = [
      [],
      [pieces[at] ?? '', ' ', pieces[at] ?? ''],
      [pieces[random.below(pieces.length)] ?? ''],
      [strange[random.below(strange.length)] ?? ''],
      [random.pick(words)],
      [random.pick(literals)],
    ];
    pieces.splice(at, 1, ...random.pick(replacements));
  }
  return pieces.join('');
}

function tokenTexts({ text, tokens }: SourceFile): string[] {
  return Array.from({ length: tokens.length }, (_, index) =>
    text.slice(tokens.start(index), tokens.end(index)),
  );
}

/** Moves lines of one file to other places of it, or of another. */
function mutateStatements(random: Random, bases: readonly string[]): string {
  const lines = random.pick(bases).split('\n');
  const source = random.chance(1 / 3) ? random.pick(bases).split('\n') : lines;
  for (let count = 1 + random.below(10); count > 0; count--) {
    const from = random.below(source.length);
    const moved = source.slice(from, from + 1 + random.below(6));
    lines.splice(random.below(lines.length), random.below(4), ...moved);
  }
  return lines.join('\n');
}

function spliceFiles(random: Random, bases: readonly string[]): string {
  return Array.from({ length: 2 + random.below(3) }, () => cutText(random, bases)).join('');
}

function cutText(random: Random, bases: readonly string[]): string {
  const text = random.pick(bases);
  const start = random.chance(1 / 2) ? 0 : random.below(text.length);
  return text.slice(start, start + random.below(text.length - start + 1));
}

function mutateCharacters(random: Random, bases: readonly string[]): string {
  let text = cutText(random, bases);
  for (let count = 1 + random.below(20); count > 0; count--) {
    const at = random.below(text.length + 1);
    text = text.slice(0, at) + random.pick(characters) + text.slice(at + random.below(4));
  }
  return text;
}

function tokenSoup(random: Random): string {
  const gaps = ['', ' ', ' ', ' ', '\n'];
  const all = [...words, ...literals, ...characters];
  return Array.from({ length: random.below(400) }, () => random.pick(all) + random.pick(gaps)).join(
    '',
  );
}

/** Bytes of every value, read as UTF-8 as a file is. */
function randomBytes(random: Random): string {
  return decodeUtf8(Uint8Array.from({ length: random.below(2000) }, () => random.below(256)));
}

/** A sound file as an editor on another system saves it, or as a broken one does. */
function oddEncoding(random: Random, bases: readonly string[]): string {
  const text = random.pick(bases);
  const forms = [
    () => `\ufeff${text}`,
    () => text.replaceAll('\n', '\r\n'),
    () => text.replaceAll('\n', '\r'),
    () => text.replaceAll('\n', '\u2028'),
    () => text.replaceAll(' ', '\u00a0'),
    () => text.replaceAll('"', '\u201d'),
    () => text.split('').join('\0'),
    () => text.replaceAll('e', random.pick(['\ud800', '\udc00', 'é', '\u{1f600}'])),
    () => text.slice(0, random.below(text.length)) + random.pick(['\ud83d', '\\', '"', '/*']),
  ];
  return random.pick(forms)();
}

function deepNesting(random: Random): string {
  const unit = random.pick(openers);
  const count = random.pick([30, 31, 32, 33, 99, 100, 101, 1000, 10_000]);
  const opened = unit.open.repeat(count);
  return `syntax = "proto2";\n${unit.before}${opened}${random.chance(1 / 2) ? unit.close.repeat(count) : ''}`;
}

function longParts(random: Random): string {
  const size = random.pick([1_000, 65_536, 200_000]);
  const forms = [
    () => `option java_package = "${'x'.repeat(size)}";`,
    () => `option java_package = ${'"x" '.repeat(size >> 2)};`,
    () => `option java_package = "${'\\377'.repeat(size >> 2)}";`,
    () => `message M { optional int32 a = ${'9'.repeat(size >> 4)}; }`,
    () =>
      `message M { optional double a = 1 [default = ${'1'.repeat(size >> 4)}.5e${'9'.repeat(50)}]; }`,
    () => `message ${'M'.repeat(size)} {}`,
    () => `message M { optional ${'a.'.repeat(size >> 4)}b c = 1; }`,
    () => `package ${'a.'.repeat(size >> 4)}b; message M { optional M m = 1; }`,
    () => `option ${'(a).'.repeat(size >> 4)}b = 1;`,
    () => `/*${' * '.repeat(size >> 2)}*/ message M {}`,
    () => `// x\n`.repeat(size >> 3),
    () => `message M {${repeat(size >> 6, (n) => `optional int32 f${n} = ${n + 1};\n`)}}`,
    () => `enum E {${repeat(size >> 6, (n) => `V${n} = ${n};\n`)}}`,
    () => `message M { reserved ${repeat(size >> 4, (n) => `${2 * n + 1},`)} 1000000; }`,
    () => repeat(size >> 6, (n) => `message M${n} { optional M${n >> 1} m = 1; }\n`),
    () => repeat(size >> 8, (n) => `import "missing${n}.proto";\n`),
    () => repeat(size >> 6, (n) => `message M${n >> 1} { optional Missing${n} m = 1; }\n`),
    () => `message M { extensions ${repeat(size >> 6, (n) => `${n + 1},`)} max; }`,
    () => ' \t'.repeat(size),
  ];
  return `syntax = "proto2";\n${random.pick(forms)()}`;
}

function repeat(count: number, make: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => make(index)).join('');
}

const openers: readonly { before: string; open: string; close: string }[] = [
  { before: '', open: 'message M {', close: '}' },
  { before: '', open: 'message M {\n', close: '\n}' },
  { before: 'message M {', open: 'optional group G = 1 {', close: '}' },
  { before: 'message M {', open: 'oneof o {', close: '}' },
  { before: 'option (a) = ', open: '{ a: ', close: '}' },
  { before: 'option (a) = ', open: '{ a <', close: '> }' },
  { before: 'option (a) = ', open: '{ a: [', close: '] }' },
  { before: 'option (a) = ', open: '{ [a.b/c.D] {', close: '} }' },
  { before: 'option (a) = ', open: '[', close: ']' },
  { before: 'option a = ', open: '-', close: '' },
  { before: '', open: '{', close: '}' },
  { before: '', open: '[', close: ']' },
  { before: '', open: '(', close: ')' },
  { before: '', open: '/*', close: '*/' },
  { before: 'message M { map<', open: 'map<', close: '>' },
  { before: 'service S {', open: 'rpc R(', close: ');' },
];

const words =
  `syntax edition package import public weak option message enum service rpc returns stream group
  oneof map extend extensions reserved to max optional required repeated export local default
  json_name features deprecated packed true false inf nan int32 string bytes double bool M E a b.c
  .google.protobuf.Any google.protobuf.FieldOptions google.protobuf.MessageOptions uninterpreted_option
  message_set_wire_format map_entry allow_alias features.field_presence targets retention declaration
  features.message_encoding edition_defaults feature_support lazy jstype ctype __proto__ constructor
  toString hasOwnProperty prototype`.split(/\s+/);

const literals =
  `0 1 2 -1 18999 19000 19999 536870911 536870912 2147483647 2147483648 4294967296 0x7fffffff
  18446744073709551615 18446744073709551616 -9223372036854775808 1e400 .5 5. 0x 08 1e 1.5f "" 'x'
  "proto2" "proto3" "2023" "2024" "2099" "a.proto" "google/protobuf/descriptor.proto" "main.proto"
  "\\x" "\\777" "\\ud83d" "\\U00110000" "\\" <unclosed 1...2 1.2.3`.split(/\s+/);

const characters =
  `{ } [ ] ( ) < > ; , . = : " ' \\ / /* */ // # - + @ $ é \u{1f600} _ 0 a \r\n \r \t`
    .split(' ')
    .concat(' ', '\n', '\0', '\u0001', '\ud800', '\udfff', '\ufeff', '\u00a0', '\ufffd', '\u2028');

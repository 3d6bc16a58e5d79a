import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnostics } from '../../server/src/features/index.ts';
import { bufRecords, runBuf } from '../support/buf.ts';
import { validateProto } from '../support/protovalidate.ts';
import { createRandom } from '../support/random.ts';
import { MemoryFileSystem, openWorkspace, uriOf } from '../workspace/memoryWorkspace.ts';

const configuration = 'version: v2\nlint:\n  use:\n    - PROTOVALIDATE\n';

/** The fields, one a line, about which buf has something to say under PROTOVALIDATE, by their lines. */
async function theirs(text: string): Promise<ReadonlyMap<number, string>> {
  const folder = await mkdtemp(join(tmpdir(), 'validate-oracle-'));
  try {
    const files = [
      ['buf.yaml', configuration],
      ['buf/validate/validate.proto', validateProto],
      ['a.proto', text],
    ] as const;
    for (const [path, content] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    const found = bufRecords(await runBuf(folder, 'lint', '--error-format=json'));
    return new Map(found.map((one) => [Number(one.start_line), String(one.message)]));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function ours(text: string): Promise<ReadonlyMap<number, string>> {
  const files = new Map([
    ['buf/validate/validate.proto', validateProto],
    ['a.proto', text],
  ]);
  const workspace = await openWorkspace(new MemoryFileSystem(files));
  const found = diagnostics(workspace.snapshot(), { uri: uriOf('a.proto') })
    .filter(({ code, source }) => source === 'protobuf' && code !== 'unused-import')
    .filter(({ tags = [] }) => tags.length === 0);
  return new Map(
    found.map(({ range, message }) => [
      range.start.line + 1,
      typeof message === 'string' ? message : message.value,
    ]),
  );
}

const head = `syntax = "proto3";
import "buf/validate/validate.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/timestamp.proto";
`;

/** Compares the lines that one of the two complains of. */
async function expectSame(lines: readonly string[]): Promise<void> {
  const text = `${head}${lines.join('\n')}\n`;
  const [wanted, found] = await Promise.all([theirs(text), ours(text)]);
  const first = head.split('\n').length;
  const differences = lines.flatMap((line, index) => {
    const [buf, own] = [wanted.get(first + index), found.get(first + index)];
    return (buf === undefined) === (own === undefined) ? [] : [{ line, buf, own }];
  });
  expect(differences).toEqual([]);
  expect(wanted.size).toBeGreaterThan(0);
}

/** A message with one field whose pattern is the text. */
function patternLine(pattern: string, index: number): string {
  const quoted = JSON.stringify(pattern).replaceAll('\u2028', '\\u2028');
  return `message P${String(index)} { string a = 1 [(buf.validate.field).string.pattern = ${quoted}]; }`;
}

const patterns = [
  ...[
    '',
    'a',
    'a*',
    'a**',
    'a*?',
    'a*??',
    'a+*',
    'a?+',
    '*',
    '+a',
    '?',
    'a|*',
    '(*)',
    '(|a)*',
    '^*',
    '$+',
    '\\b+',
  ],
  ...[
    '(',
    ')',
    '(a',
    'a)',
    '()',
    '(a|b',
    '((a)',
    '(a))',
    '(?:a)',
    '(?:a',
    '(?i)a',
    '(?i:a)',
    '(?i-s:a)',
    '(?-i)a',
  ],
  ...[
    '(?i-)a',
    '(?)',
    '(?-)',
    '(?a)',
    '(?i',
    '(?',
    '(?U)a',
    '(?x)a',
    '(?ii)a',
    '(?i-m-s)a',
    '(?P<n>a)',
    '(?<n>a)',
  ],
  ...[
    '(?P<n>a)(?P<n>b)',
    '(?P<>a)',
    '(?P<n a>b)',
    '(?P<n',
    '(?P<n>',
    '(?Pn)',
    '(?P=n)',
    '(?P>n)',
    "(?'n'a)",
  ],
  ...[
    '(?=a)',
    '(?!a)',
    '(?<=a)',
    '(?<!a)',
    '(?>a)',
    '(?#a)',
    '(?|a)',
    '(?R)',
    '(?(1)a)',
    '(a)\\1',
    '\\8',
    '\\0',
    '\\01',
  ],
  ...[
    '\\12',
    '\\123',
    '\\k<n>',
    '\\g1',
    '\\x41',
    '\\x4',
    '\\x{41}',
    '\\x{}',
    '\\x{110000}',
    '\\x{10FFFF}',
    '\\x{4',
    '\\xg',
  ],
  ...[
    '\\',
    'a\\',
    '\\a\\f\\n\\r\\t\\v',
    '\\e',
    '\\c',
    '\\cA',
    '\\u0041',
    '\\h',
    '\\R',
    '\\X',
    '\\K',
    '\\G',
    '\\N',
    '\\O',
  ],
  ...[
    '\\A\\z',
    '\\Z',
    '\\b\\B',
    '\\C',
    '\\d\\D\\s\\S\\w\\W',
    '\\_',
    '\\-',
    '\\é',
    '\\ ',
    '\\Q*\\E',
    '\\Q*',
    '\\Qa\\E*',
    '\\E',
  ],
  ...[
    '\\Q\\E*',
    'a\\Q\\E*',
    '\\pL',
    '\\p{L}',
    '\\p{Lu}',
    '\\P{Lu}',
    '\\p{^Lu}',
    '\\p{Greek}',
    '\\p{greek}',
    '\\p{Grek}',
  ],
  ...[
    '\\p{Foo}',
    '\\p',
    '\\p{',
    '\\p{L',
    '\\p{}',
    '\\pN+',
    '\\p{Any}',
    '\\p{Latin}',
    '\\p{Yi}',
    '\\p{Yiii}',
    '\\p{Thai}',
  ],
  ...[
    '\\p{Old_Italic}',
    '\\p{Cyrillic}',
    '\\p{Han}',
    '\\p{Nko}',
    '\\p{Common}',
    '\\p{Zyyy}',
    '\\p{Lisu}',
    '\\pé',
    '\\p{Cn}',
  ],
  ...[
    '[',
    '[]',
    '[]a]',
    '[^]a]',
    '[^',
    '[a',
    '[a-z]',
    '[z-a]',
    '[a-]',
    '[-a]',
    '[a-b-c]',
    '[a-\\d]',
    '[\\d-z]',
    '[\\w-]',
  ],
  ...[
    '[[:alpha:]]',
    '[[:^alpha:]]',
    '[[:foo:]]',
    '[[:alpha]',
    '[[:alpha:]',
    '[:alpha:]',
    '[\\pL]',
    '[\\p{Foo}]',
    '[\\1]',
  ],
  ...[
    '[\\x{41}-\\x{5A}]',
    '[\\Q]',
    '[\\b]',
    '[\\B]',
    '[\\]]',
    '[a&&b]',
    '[[a]',
    '[a-\\n]',
    '[\\n-a]',
    '[😀-😂]',
    '[😂-😀]',
    '[a\\',
  ],
  ...[
    'a{2}',
    'a{2,}',
    'a{2,3}',
    'a{3,2}',
    'a{,3}',
    'a{}',
    'a{x}',
    'a{1001}',
    'a{1000}',
    'a{1000,}',
    'a{0,1001}',
    '{2}',
    'a{2}{3}',
  ],
  ...[
    'a{02}',
    'a{0}',
    'a{2}?',
    'a{2}??',
    'a{2}*',
    '(a{2}){3}',
    '(a{100}){11}',
    '(a{100}){10}',
    '((a{10}){10}){11}',
    '(a{1000}){0}',
  ],
  ...[
    '(a{1000}|b){2}',
    '(ab{1000}c){2}',
    '(a*){1000}',
    'a{99999999999}',
    'a{2',
    'a{2,',
    'a{2,3',
    '|',
    'a||b',
    '(?i)*',
    'a(?i)*',
  ],
  ...[
    '^[a-z]+$',
    '^\\w+@\\w+\\.[a-z]{2,}$',
    '.',
    '\\.',
    '\u{1f600}+',
    '\ta\n',
    '(?s).*',
    '^(?:\\d{1,3}\\.){3}\\d{1,3}$',
  ],
];

const alphabet = [
  ...[
    'a',
    'b',
    '1',
    '(',
    '(',
    ')',
    ')',
    '[',
    ']',
    '^',
    '$',
    '|',
    '*',
    '+',
    '?',
    '{2}',
    '{2,}',
    '{1,3}',
    '{',
    '}',
    '-',
    '\\',
  ],
  ...[
    '\\d',
    '\\w',
    '\\b',
    '\\1',
    '\\x41',
    '\\Q',
    '\\E',
    '\\pL',
    '(?:',
    '(?i)',
    '(?P<n>',
    '[:alpha:]',
    '.',
    'é',
    ',',
    ':',
  ],
];

describe('patterns of RE2 are told from others', () => {
  it('as buf does', async () => {
    await expectSame(patterns.map(patternLine));
  }, 60_000);

  it('as buf does, at random', async () => {
    const random = createRandom(20260131);
    const made = Array.from({ length: 3000 }, () =>
      Array.from({ length: 1 + random.below(9) }, () => random.pick(alphabet)).join(''),
    );
    for (let at = 0; at < made.length; at += 400) {
      await expectSame(made.slice(at, at + 400).map(patternLine));
    }
  }, 60_000);
});

const rules = [
  'string a = 1 [(buf.validate.field).string = { min_len: 2 max_len: 1 }]',
  'string a = 1 [(buf.validate.field).string.min_len = 2, (buf.validate.field).string.max_len = 2]',
  'string a = 1 [(buf.validate.field).string = { min_len: 1 max_len: 2 }]',
  'string a = 1 [(buf.validate.field).string = { len: 1 min_len: 1 }]',
  'string a = 1 [(buf.validate.field).string = { len: 1 max_len: 1 }]',
  'string a = 1 [(buf.validate.field).string = { len_bytes: 1 max_bytes: 1 }]',
  'string a = 1 [(buf.validate.field).string = { min_bytes: 3 max_bytes: 1 }]',
  'string a = 1 [(buf.validate.field).string = { min_len: 3 max_bytes: 2 }]',
  'string a = 1 [(buf.validate.field).string = { max_len: 2 min_bytes: 9 }]',
  'string a = 1 [(buf.validate.field).string = { max_len: 2 min_bytes: 8 }]',
  'string a = 1 [(buf.validate.field).string = { max_len: 2 prefix: "abc" }]',
  'string a = 1 [(buf.validate.field).string = { max_len: 2 prefix: "éé" }]',
  'string a = 1 [(buf.validate.field).string = { max_bytes: 3 suffix: "éé" }]',
  'string a = 1 [(buf.validate.field).string = { contains: "abc" not_contains: "b" }]',
  'string a = 1 [(buf.validate.field).string = { contains: "abc" not_contains: "x" }]',
  'string a = 1 [(buf.validate.field).string = { const: "a" min_len: 1 }]',
  'string a = 1 [(buf.validate.field).string.const = "a"]',
  'string a = 1 [(buf.validate.field).string.strict = false]',
  'string a = 1 [(buf.validate.field).string = { strict: false well_known_regex: KNOWN_REGEX_HTTP_HEADER_NAME }]',
  'bytes a = 1 [(buf.validate.field).bytes = { min_len: 2 max_len: 1 }]',
  'bytes a = 1 [(buf.validate.field).bytes = { max_len: 1 prefix: "ab" }]',
  'bytes a = 1 [(buf.validate.field).bytes.pattern = "("]',
  'int32 a = 1 [(buf.validate.field).int32 = { gt: 1 lt: 1 }]',
  'int32 a = 1 [(buf.validate.field).int32 = { gte: 1 lt: 1 }]',
  'int32 a = 1 [(buf.validate.field).int32 = { gte: 1 lte: 1 }]',
  'int32 a = 1 [(buf.validate.field).int32 = { gte: 5 lte: 1 }]',
  'int32 a = 1 [(buf.validate.field).int32 = { gt: -1 lt: -1 }]',
  'int32 a = 1 [(buf.validate.field).int32 = { const: 1 gt: 0 }]',
  'int32 a = 1 [(buf.validate.field).string.min_len = 1]',
  'double a = 1 [(buf.validate.field).double = { gt: 1.5 lte: 1.5 }]',
  'double a = 1 [(buf.validate.field).double = { gt: 1 lte: 1.0 }]',
  'uint64 a = 1 [(buf.validate.field).uint64 = { gte: 18446744073709551615 lt: 18446744073709551615 }]',
  'google.protobuf.Duration a = 1 [(buf.validate.field).duration = { gt: { seconds: 1 } lt: { seconds: 1 } }]',
  'google.protobuf.Duration a = 1 [(buf.validate.field).duration = { gt: { seconds: 1 } lt: { seconds: 1 nanos: 1 } }]',
  'google.protobuf.Duration a = 1 [(buf.validate.field).duration.gte.seconds = 5, (buf.validate.field).duration.lt.seconds = 5]',
  'google.protobuf.Timestamp a = 1 [(buf.validate.field).timestamp = { lt_now: true gt_now: true }]',
  'google.protobuf.Timestamp a = 1 [(buf.validate.field).timestamp = { lt_now: true gt_now: false }]',
  'repeated string a = 1 [(buf.validate.field).repeated = { min_items: 2 max_items: 1 }]',
  'repeated string a = 1 [(buf.validate.field).repeated = { min_items: 2 max_items: 2 }]',
  'repeated google.protobuf.Duration a = 1 [(buf.validate.field).repeated.unique = true]',
  'repeated string a = 1 [(buf.validate.field).repeated.unique = true]',
  'repeated string a = 1 [(buf.validate.field).repeated.items.required = true]',
  'repeated string a = 1 [(buf.validate.field).repeated.items.string = { min_len: 2 max_len: 1 }]',
  'map<string, string> a = 1 [(buf.validate.field).map = { min_pairs: 2 max_pairs: 1 }]',
  'map<string, string> a = 1 [(buf.validate.field).map.keys.required = true]',
  'map<string, string> a = 1 [(buf.validate.field).map.values.string.pattern = "[" ]',
  'string a = 1 [(buf.validate.field).required = true]',
  'string a = 1 [(buf.validate.field) = { required: true ignore: IGNORE_IF_ZERO_VALUE }]',
  'string a = 1 [(buf.validate.field) = { ignore: IGNORE_ALWAYS string: { min_len: 1 } }]',
  'string a = 1 [(buf.validate.field).ignore = IGNORE_ALWAYS]',
  'string a = 1 [(buf.validate.field).ignore = IGNORE_IF_ZERO_VALUE]',
  'optional string a = 1 [(buf.validate.field).ignore = IGNORE_IF_ZERO_VALUE]',
  'optional string a = 1 [(buf.validate.field).required = true]',
  'oneof o { string a = 1 [(buf.validate.field).required = true]; } string b = 2',
  'google.protobuf.Duration a = 1 [(buf.validate.field).ignore = IGNORE_IF_ZERO_VALUE]',
];

describe('rules of protovalidate that go against each other are found', () => {
  it('where buf finds them', async () => {
    await expectSame(rules.map((rule, index) => `message R${String(index)} { ${rule}; }`));
  }, 60_000);
});

import { link, type LinkedFile, parse, wellKnownText } from '../../../server/src/compiler/index.ts';
import type { Random } from '../../support/random.ts';
import { randomEdit } from '../../support/randomEdits.ts';

/** How a file begins that declares a dialect. */
export type Dialect = 'proto2' | 'proto3' | '2023' | '2024';

/** What the declarations of a file may have. */
export interface Style {
  readonly dialect: Dialect;
  readonly hasExtensions: boolean;
  readonly hasFeatures: boolean;
}

/** Few, so that they clash, shadow each other and lead from one declaration to the next. */
const names = [
  'A',
  'B',
  'C',
  'D',
  'Far',
  'G',
  'H',
  'pkg',
  'q',
  'other',
  'Kind',
  'KIND_ONE',
  'X_ZERO',
];

const scalars = ['int32', 'string', 'bytes', 'bool', 'double', 'fixed64'];

/** What `imports` define, as a declaration may name it. */
const imported = [
  'other.Far',
  'Far',
  '.other.Far',
  'other.Kind',
  'far.Deep',
  'Far.Inner',
  'q.Near',
];

/** Texts to import, by path. */
export const imports: Readonly<Record<string, string>> = {
  'other.proto': `syntax = "proto2"; package other; import public "deep.proto";
    message Far { optional int32 a = 1; message Inner {} extensions 100 to 200; }
    enum Kind { KIND_TWO = 2; KIND_ZERO = 0; }`,
  'deep.proto': 'syntax = "proto3"; package far; message Deep { Deep deep = 1; }',
  'near.proto': 'syntax = "proto3"; package pkg.q; message Near { map<string, Near> all = 1; }',
  'options.proto': `syntax = "proto2"; package options; import "google/protobuf/descriptor.proto";
    message Note { optional string text = 1; repeated int32 list = 2; optional Note note = 3; extensions 4 to 9; }
    extend google.protobuf.FieldOptions { optional Note on_field = 50001; }
    extend google.protobuf.MessageOptions { optional Note on_message = 50001; }
    extend google.protobuf.MethodOptions { optional int32 on_method = 50001; }`,
};

const linkedImports = new Map<string, LinkedFile>();

/** Links one of `imports`, or a file that comes with the compiler; always to the same. */
export function resolveImport(path: string): LinkedFile | undefined {
  const known = linkedImports.get(path);
  const text = imports[path] ?? wellKnownText(path);
  if (known !== undefined || text === undefined) {
    return known;
  }
  const file = link(parse(path, text), resolveImport);
  linkedImports.set(path, file);
  return file;
}

const pathsToImport = [...Object.keys(imports), 'google/protobuf/descriptor.proto', 'lost.proto'];

/** A file with many declarations that lead to each other, and with a long comment where that is wanted. */
export function randomFile(random: Random, style: Style): string {
  const { dialect } = style;
  const syntax = dialect.startsWith('proto') ? 'syntax' : 'edition';
  const head = [
    `${syntax} = "${dialect}";`,
    'package pkg.q;',
    ...pathsToImport.slice(0, -1).map((path) => `import "${path}";`),
    random.chance(0.3) ? 'option optimize_for = LITE_RUNTIME;' : 'option java_package = "a.b";',
  ];
  const declarations = Array.from({ length: 30 }, (_, index) =>
    randomDeclaration(random, style, `N${index}`),
  );
  return `${head.join('\n')}\n// ${'long '.repeat(4_000)}\n${declarations.join('\n')}\n`;
}

function randomDeclaration(random: Random, style: Style, usual: string): string {
  const name = random.chance(0.1) ? random.pick(names) : usual;
  return random.weighted<() => string>([
    [() => message(random, style, name), 6],
    [() => enumeration(random, style, name), 3],
    [() => service(random, name), 1],
    [() => extension(random, style, name), style.hasExtensions ? 2 : 0],
  ])();
}

function message(random: Random, style: Style, name: string): string {
  const count = random.below(5);
  const members = Array.from({ length: count }, (_, index) => member(random, style, index + 1));
  const visibility =
    style.dialect === '2024' && random.chance(0.2) ? random.pick(['export ', 'local ']) : '';
  return `${visibility}message ${name} {\n  ${members.join('\n  ')}\n}`;
}

function member(random: Random, style: Style, number: number): string {
  const own = random.chance(0.2)
    ? random.pick(['a', 'foo_bar', 'fooBar', 'A', '_x'])
    : `f${number}`;
  const label = style.dialect === 'proto2' ? random.pick(['optional', 'repeated', 'required']) : '';
  const repeated = random.pick(['', 'repeated']);
  return random.weighted<() => string>([
    [
      () =>
        `${label || repeated} ${type(random)} ${own} = ${number}${fieldOptions(random, style)};`,
      9,
    ],
    [() => `map<${random.pick(scalars)}, ${type(random)}> ${own} = ${number};`, 2],
    [() => `oneof one${number} { ${type(random)} ${own} = ${number}; int32 z${number} = 7; }`, 1],
    [() => enumeration(random, style, random.pick(['E', 'Inner', 'A'])), 1],
    [() => message(random, style, random.pick(['Inner', 'FooBarEntry', 'A'])), 1],
    [() => `reserved ${number}, 8 to 9; reserved "foo_bar";`, 1],
    [() => `extensions 100 to ${random.pick(['199', 'max'])}${ranges(random)};`, 1],
    [() => `option ${messageOption(random, style)};`, 1],
    [() => extension(random, style, 'In'), style.hasExtensions ? 0.5 : 0],
    [() => `${label || 'optional'} group Grp = ${number} { }`, 0.3],
  ])();
}

function type(random: Random): string {
  return random.weighted<() => string>([
    [() => random.pick(scalars), 6],
    [() => random.pick(names), 2],
    [() => `N${random.below(40)}`, 3],
    [() => random.pick(imported), 1],
    [() => `${random.pick(names)}.${random.pick(['Inner', 'E', 'A'])}`, 1],
    [() => `pkg.q.${random.pick(names)}`, 1],
  ])();
}

function fieldOptions(random: Random, { hasFeatures }: Style): string {
  return random.chance(0.6)
    ? ''
    : ` [${random.pick([
        'deprecated = true',
        'packed = true',
        'lazy = true',
        'default = KIND_ONE',
        'default = 3',
        'json_name = "a"',
        hasFeatures ? 'features.field_presence = IMPLICIT' : 'lazy = false',
        hasFeatures ? 'features.message_encoding = DELIMITED' : 'ctype = CORD',
        '(options.on_field).text = "t"',
        '(options.on_field) = { text: "t" list: [1, 2] note { [pkg.q.mine]: KIND_ONE } }',
        '(mine) = KIND_ONE',
        '(q.mine) = { f1: 1 }',
        '(mine).f1 = 1',
        '(lost) = 1',
      ])}]`;
}

function ranges(random: Random): string {
  return random.chance(0.6)
    ? ''
    : ` [declaration = { number: 100 full_name: ".pkg.q.mine" type: ".pkg.q.A" }]`;
}

function messageOption(random: Random, { hasFeatures }: Style): string {
  return random.pick([
    'message_set_wire_format = true',
    'deprecated = true',
    'map_entry = true',
    '(options.on_message).text = "t"',
    '(options.on_message) = { note { text: "t" } }',
    hasFeatures ? 'features.field_presence = EXPLICIT' : 'deprecated = false',
  ]);
}

function enumeration(random: Random, style: Style, name: string): string {
  const first = random.chance(0.8) ? 0 : 1;
  const values = Array.from({ length: 1 + random.below(3) }, (_, index) => {
    const own = random.chance(0.1) ? random.pick(names) : `${name.toUpperCase()}_${index}`;
    return `${own} = ${random.chance(0.1) ? 0 : index + first};`;
  });
  const option = random.pick([
    ...['', '', '', 'option allow_alias = true;', 'option deprecated = true;'],
    !style.hasFeatures ? '' : 'option features.enum_type = CLOSED;',
  ]);
  return `enum ${name} { ${option} ${values.join(' ')} }`;
}

function service(random: Random, name: string): string {
  const body = random.pick([
    ';',
    '{ option (options.on_method) = 1; }',
    '{ option deprecated = true; }',
  ]);
  return `service ${name} { rpc Get(${type(random)}) returns (stream ${type(random)}) ${body} }`;
}

function extension(random: Random, style: Style, name: string): string {
  const label = style.dialect === 'proto2' ? 'optional ' : '';
  const own = random.pick(['mine', name.toLowerCase(), 'mine']);
  const extendee = random.pick([
    ...['google.protobuf.FieldOptions', 'google.protobuf.FieldOptions', 'other.Far'],
    ...['A', 'options.Note', random.pick(names)],
  ]);
  const number = random.pick([100, 4, 50_002, 101]);
  return `extend ${extendee} { ${label}${type(random)} ${own} = ${number}${fieldOptions(random, style)}; }`;
}

/** An edit as people and programs make them, more often far down. */
export function randomChange(text: string, random: Random, style: Style): string {
  return random.weighted<() => string>([
    [() => withOtherWord(text, random), 8],
    [() => withOtherNumber(text, random), 2],
    [() => withOtherDeclarations(text, random, style), 5],
    [() => withOtherHead(text, random), 1],
    [() => randomEdit(text, random), 0.1],
    [() => `${text}message Typed { N1`, 0.1],
    [() => `${text}message Typed { N1 a = 1; }\n`, 1],
  ])();
}

function withOtherWord(text: string, random: Random): string {
  const words = [...text.slice(text.indexOf('\n// ')).matchAll(/\b[A-Za-z_]\w*\b/g)];
  const { 0: word } = random.pick(words);
  const other = random.chance(0.5) ? random.pick(names) : word;
  return replaceOne(text, /\b[A-Za-z_]\w*\b/g, other, random);
}

function withOtherNumber(text: string, random: Random): string {
  return replaceOne(text, /\b\d+\b/g, String(random.pick([0, 1, 2, 3, 7, 100, 101])), random);
}

function replaceOne(text: string, pattern: RegExp, other: string, random: Random): string {
  const from = text.indexOf('\nmessage');
  const found = [...text.matchAll(pattern)].filter(({ index }) => index > from);
  const later = found.slice(random.chance(0.6) ? -Math.ceil(found.length / 3) : 0);
  if (later.length === 0) {
    return text;
  }
  const { index, 0: old } = random.pick(later);
  return text.slice(0, index) + other + text.slice(index + old.length);
}

function withOtherDeclarations(text: string, random: Random, style: Style): string {
  const parts = text.split(/\n(?=(?:message|enum|service|extend|export|local) )/);
  const at = Math.max(
    1,
    Math.floor(parts.length * (random.chance(0.6) ? 0.7 : 0)) + random.below(9),
  );
  const isGone = random.chance(0.4);
  const again = random.chance(0.3) ? [random.pick(parts.slice(1))] : [];
  const added = isGone ? [] : [randomDeclaration(random, style, `N${random.below(60)}`)];
  return parts.toSpliced(at, isGone ? 1 : 0, ...again, ...added).join('\n');
}

function withOtherHead(text: string, random: Random): string {
  const path = random.pick(pathsToImport);
  const has = text.includes(`import "${path}";\n`);
  return random.pick([
    has
      ? text.replace(`import "${path}";\n`, '')
      : text.replace('package', `import "${path}";\npackage`),
    has ? text.replace(`import "${path}";`, `import public "${path}";`) : text,
    text.replace(
      /package [\w.]+;/,
      `package ${random.pick(['pkg.q', 'pkg', 'pkg.q.A', 'other'])};`,
    ),
    text.replace('LITE_RUNTIME', 'SPEED'),
    text.replace(
      'option java_package',
      'option java_generic_services = true;\noption java_package',
    ),
  ]);
}

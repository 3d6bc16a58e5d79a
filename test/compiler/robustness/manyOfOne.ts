/**
 * Texts with very many of one thing, sound and unsound: what is done for each of them must not grow
 * with their number.
 */

const list = (count: number, one: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => one(index)).join('\n');
const proto2 = (body: string): string => `syntax = "proto2";\npackage many;\n${body}\n`;
const proto3 = (body: string): string => `syntax = "proto3";\npackage many;\n${body}\n`;
const edition = (body: string): string => `edition = "2024";\npackage many;\n${body}\n`;
const message = (body: string): string => proto2(`message M {\n${body}\n}`);
const options = 'import "google/protobuf/descriptor.proto";\n';
const count = 20_000;

/** What there is much of, and the text. Each is some hundred kilobytes. */
export const manyOfOne: readonly (readonly [what: string, text: string])[] = [
  [
    'fields',
    message(list(count, (i) => `optional int32 f${i} = ${i < 18_000 ? i + 1 : i + 3000};`)),
  ],
  ['fields of one number', message(list(count, (i) => `optional int32 f${i} = 1;`))],
  ['fields of one name', message(list(count, (i) => `optional int32 f = ${i + 20_000};`))],
  [
    'fields of one JSON name',
    proto3(
      `message M {\n${list(count, (i) => `int32 f${'_'.repeat(i % 9)}a${i % 100} = ${i + 20_000};`)}\n}`,
    ),
  ],
  ['fields of bad numbers', message(list(count, (i) => `optional int32 f${i} = -${i};`))],
  [
    'fields of unknown types',
    message(list(count, (i) => `optional Gone${i} f${i} = ${i + 20_000};`)),
  ],
  [
    'fields that are reserved',
    message(`reserved 1 to max;\n${list(count, (i) => `optional int32 f${i} = ${i + 20_000};`)}`),
  ],
  [
    'reserved numbers',
    message(
      `reserved ${list(count, (i) => `${i * 3 + 20_000},`)} 5;\n${list(count / 2, (i) => `optional int32 f${i} = ${i * 3 + 20_001};`)}`,
    ),
  ],
  ['reserved ranges that overlap', message(list(count, (i) => `reserved ${i + 1} to max;`))],
  [
    'reserved ranges that overlap in pairs',
    message(list(count, (i) => `reserved ${(i >> 1) * 9 + 1} to ${(i >> 1) * 9 + 4};`)),
  ],
  [
    'reserved names',
    message(
      `${list(count, (i) => `reserved "n${i}";`)}\n${list(count / 2, (i) => `optional int32 f${i} = ${i + 20_000};`)}`,
    ),
  ],
  [
    'reserved names in use',
    message(
      `${list(count / 2, (i) => `reserved "f${i}";`)}\n${list(count / 2, (i) => `optional int32 f${i} = ${i + 20_000};`)}`,
    ),
  ],
  [
    'extension ranges and fields',
    message(
      `${list(count / 2, (i) => `extensions ${i * 3 + 20_000};`)}\n${list(count / 2, (i) => `optional int32 f${i} = ${i * 3 + 20_001};`)}`,
    ),
  ],
  [
    'extension ranges over fields',
    message(
      `${list(count / 2, () => 'extensions 1 to max;')}\n${list(count / 2, (i) => `optional int32 f${i} = ${i + 20_000};`)}`,
    ),
  ],
  [
    'extension ranges and reserved ones',
    message(
      `${list(count / 2, (i) => `extensions ${i * 3 + 1};`)}\n${list(count / 2, (i) => `reserved ${i * 3 + 2};`)}`,
    ),
  ],
  [
    'extension ranges over reserved ones',
    message(
      `${list(count / 2, () => 'extensions 1 to max;')}\n${list(count / 2, (i) => `reserved ${i + 1};`)}`,
    ),
  ],
  [
    'extensions',
    proto2(
      `message M { extensions 1 to max; }\nextend M {\n${list(count, (i) => `optional int32 e${i} = ${i + 20_000};`)}\n}`,
    ),
  ],
  [
    'extensions of many ranges',
    proto2(
      `message M {\n${list(count / 2, (i) => `extensions ${i * 3 + 20_000};`)}\n}\nextend M {\n${list(count / 2, (i) => `optional int32 e${i} = ${i * 3 + 20_000};`)}\n}`,
    ),
  ],
  [
    'extensions out of many ranges',
    proto2(
      `message M {\n${list(count / 2, (i) => `extensions ${i * 3 + 20_000};`)}\n}\nextend M {\n${list(count / 2, (i) => `optional int32 e${i} = ${i * 3 + 20_001};`)}\n}`,
    ),
  ],
  [
    'extensions of one number',
    proto2(
      `message M { extensions 1 to max; }\nextend M {\n${list(count, (i) => `optional int32 e${i} = 1;`)}\n}`,
    ),
  ],
  [
    'extend blocks',
    proto2(
      `message M { extensions 1 to max; }\n${list(count, (i) => `extend M { optional int32 e${i} = ${i + 20_000}; }`)}`,
    ),
  ],
  [
    'extension declarations',
    message(
      `extensions 1 to max [\n${list(count / 2, (i) => `declaration = { number: ${i + 1} full_name: ".a.b${i}" type: "int32" },`)} verification = DECLARATION];`,
    ),
  ],
  ['enum values', proto2(`enum E {\n${list(count, (i) => `V${i} = ${i};`)}\n}`)],
  ['enum values of one number', proto2(`enum E {\n${list(count, (i) => `V${i} = 0;`)}\n}`)],
  ['enum values of one name', proto2(`enum E {\n${list(count, (i) => `V = ${i};`)}\n}`)],
  [
    'aliases',
    proto2(`enum E { option allow_alias = true;\n${list(count, (i) => `V${i} = 0;`)}\n}`),
  ],
  [
    'reserved numbers of an enum',
    proto2(
      `enum E {\n${list(count / 2, (i) => `reserved ${i * 3};`)}\n${list(count / 2, (i) => `V${i} = ${i * 3 + 1};`)}\n}`,
    ),
  ],
  ['enums', proto2(list(count, (i) => `enum E${i} { V${i} = 0; }`))],
  ['messages', proto2(list(count, (i) => `message M${i} {}`))],
  ['messages of one name', proto2(list(count, () => 'message M { message N {} }'))],
  ['nested messages', message(list(count, (i) => `message M${i} {}`))],
  ['groups', message(list(count, (i) => `optional group G${i} = ${i + 20_000} {}`))],
  ['maps', message(list(count, (i) => `map<int32, M> m${i} = ${i + 20_000};`))],
  [
    'map entries that clash',
    message(list(count / 2, (i) => `map<int32, M> m${i} = ${i + 20_000};\nmessage M${i}Entry {}`)),
  ],
  ['oneofs', message(list(count, (i) => `oneof o${i} { int32 f${i} = ${i + 20_000}; }`))],
  [
    'optional fields of proto3',
    proto3(`message M {\n${list(count, (i) => `optional int32 f${i} = ${i + 20_000};`)}\n}`),
  ],
  [
    'fields of one oneof',
    message(`oneof o {\n${list(count, (i) => `int32 f${i} = ${i + 20_000};`)}\n}`),
  ],
  [
    'methods',
    proto2(`message M {}\nservice S {\n${list(count, (i) => `rpc R${i}(M) returns (M);`)}\n}`),
  ],
  [
    'services',
    proto2(`message M {}\n${list(count, (i) => `service S${i} { rpc R(M) returns (M); }`)}`),
  ],
  ['imports that are missing', proto2(list(count, (i) => `import "missing${i}.proto";`))],
  ['imports of one file', proto2(list(count, () => 'import "google/protobuf/any.proto";'))],
  ['packages', list(count, () => 'package a;')],
  ['syntax statements', list(count, () => 'syntax = "proto2";')],
  ['parts of a package', `package ${list(count, (i) => `a${i}.`)}b;\nmessage M {}`],
  [
    'options of a file',
    proto2(
      `${options}extend google.protobuf.FileOptions { repeated int32 o = 50000; }\n${list(count, (i) => `option (o) = ${i};`)}`,
    ),
  ],
  ['options that are set twice', proto2(`${list(count, () => 'option java_package = "a";')}`)],
  ['options that are unknown', proto2(list(count, (i) => `option (gone${i}) = 1;`))],
  [
    'options of a field',
    proto2(
      `${options}extend google.protobuf.FieldOptions { repeated string o = 50000; }\nmessage M { optional int32 f = 1 [\n${list(count, (i) => `(o) = "${i}",`)} deprecated = true]; }`,
    ),
  ],
  [
    'steps of an option',
    proto2(
      `${options}message O { optional O o = 1; repeated int32 i = 2; }\nextend google.protobuf.FileOptions { optional O o = 50000; }\n${list(count / 10, () => `option (o)${'.o'.repeat(40)}.i = 1;`)}`,
    ),
  ],
  [
    'fields of a literal',
    proto2(
      `${options}message O { repeated int32 i = 1; }\nextend google.protobuf.FileOptions { optional O o = 50000; }\noption (o) = {\n${list(count, (i) => `i: ${i}`)}\n};`,
    ),
  ],
  [
    'unknown fields of a literal',
    proto2(
      `${options}message O { repeated int32 i = 1; }\nextend google.protobuf.FileOptions { optional O o = 50000; }\noption (o) = {\n${list(count, (i) => `j${i}: ${i}`)}\n};`,
    ),
  ],
  [
    'items of a list',
    proto2(
      `${options}message O { repeated int32 i = 1; }\nextend google.protobuf.FileOptions { optional O o = 50000; }\noption (o) = { i: [\n${list(count, (i) => `${i},`)} 1] };`,
    ),
  ],
  [
    'broken literals',
    proto2(
      `${options}message O { repeated int32 i = 1; }\nextend google.protobuf.FileOptions { optional O o = 50000; }\n${list(count, () => 'option (o) = { i: [ };')}`,
    ),
  ],
  ['literals that are open', proto2(list(count, () => 'option (o) = {'))],
  ['parts of a string', proto2(`option java_package = ${list(count, (i) => `"part${i}"`)};`)],
  ['comments', proto2(list(count, (i) => `// Comment ${i}.\nmessage M${i} {} // Behind.\n`))],
  ['comments of one message', proto2(`${list(count, () => '// Comment.\n')}message M {}`)],
  ['comments in a block', message(list(count, () => '/* a */ // b'))],
  ['lines of one comment', proto2(`${list(count, (i) => `// Line ${i}.`)}\nmessage M {}`)],
  ['errors of syntax', proto2(list(count, () => 'message { ) = ;'))],
  ['blocks that are open', proto2(list(count, (i) => `message M${i} {`))],
  ['braces that close nothing', proto2('}'.repeat(count))],
  ['semicolons', proto2(';'.repeat(count * 10))],
  [
    'features',
    edition(list(count, () => 'message M { option features.field_presence = IMPLICIT; }')),
  ],
  [
    'names that break the style',
    edition(list(count, (i) => `message m_${i} { string Field = 1; }`)),
  ],
  [
    'JSON strings',
    edition(
      `import "google/protobuf/json_options.proto";\nenum E {\n${list(count, (i) => `V${i} = ${i} [(pb.enumvalue.json).string = "x"];`)}\n}`,
    ).replace('2024', '2026'),
  ],
  [
    'scopes',
    proto2(
      `${list(count / 200, (i) => `message M${i} { ${'message N { '.repeat(20)} ${list(10, (j) => `optional M${i} f${j} = ${j + 1};`)} ${'}'.repeat(20)} }`)}`,
    ),
  ],
];

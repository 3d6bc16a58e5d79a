/** Rules that random faults taught us, in the form of `verdictCases.ts`. */
import type { VerdictCase } from './verdictCases.ts';

const proto2 = (body: string): string => `syntax = "proto2";\npackage t;\n${body}\n`;
const proto3 = (body: string): string => `syntax = "proto3";\npackage t;\n${body}\n`;
const edition = (body: string): string => `edition = "2023";\npackage t;\n${body}\n`;
const edition24 = (body: string): string => `edition = "2024";\npackage t;\n${body}\n`;
const edition26 = (body: string): string => `edition = "2026";\npackage t;\n${body}\n`;
const supported = (support: string): string =>
  proto2(
    `import "google/protobuf/descriptor.proto";\nmessage M { optional int32 a = 1 [feature_support = { ${support} }]; }`,
  );
const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => line(index)).join('\n');

const lite = { 'lite.proto': proto2('option optimize_for = LITE_RUNTIME;\nmessage Lite {}') };
const full = { 'full.proto': proto2('message Full { extensions 1 to 9; }') };
const declared = (body: string): string => proto2(`message A { extensions 1 to 9 [${body}]; }`);

/** A message with a required field as an option of the file. */
const required = (body: string): string =>
  proto2(
    'import "google/protobuf/descriptor.proto";\n' +
      'message M { optional int32 a = 1; required int32 b = 2; optional M m = 3; }\n' +
      `extend google.protobuf.FileOptions { optional M o = 50000; }\n${body}`,
  );
const json = (body: string): string =>
  edition26(
    `import "google/protobuf/json_options.proto";\nenum E { ${body.replaceAll('JSON', '(pb.enumvalue.json).string')} }`,
  );

export const moreVerdictCases: readonly VerdictCase[] = [
  {
    rule: 'editions that are names alone',
    code: 'unsupported-edition',
    rejected: 'edition = "99999_TEST_ONLY";',
    accepted: 'edition = "2026";',
  },
  {
    rule: 'the unstable edition',
    code: 'unsupported-edition',
    rejected: 'edition = "UNSTABLE";',
    accepted: 'edition = "2026";',
  },
  {
    rule: 'no lite file in a full one',
    code: 'lite-import',
    rejected: proto2('import "lite.proto";\nmessage A { optional Lite a = 1; }'),
    accepted: proto2(
      'import "lite.proto";\noption optimize_for = LITE_RUNTIME;\nmessage A { optional Lite a = 1; }',
    ),
    files: lite,
  },
  {
    rule: 'no lite extension of a full message',
    code: 'lite-extension',
    rejected: proto2(
      'import "full.proto";\noption optimize_for = LITE_RUNTIME;\nextend Full { optional int32 a = 1; }',
    ),
    accepted: proto2('import "full.proto";\nextend Full { optional int32 a = 1; }'),
    files: full,
  },
  {
    rule: 'option imports bring no types',
    code: 'not-defined',
    rejected: edition24('import option "full.proto";\nmessage A { Full a = 1; }'),
    accepted: edition24('import "full.proto";\nmessage A { Full a = 1; }'),
    files: full,
  },
  {
    rule: 'option imports bring the extensions that literals set',
    code: 'unknown-field',
    rejected: edition24('import option "notes.proto";\noption (t.note) = { [t.none]: "a" };'),
    accepted: edition24('import option "notes.proto";\noption (t.note) = { [t.extra]: "a" };'),
    files: {
      'notes.proto': proto2(
        'import "google/protobuf/descriptor.proto";\nmessage Note { extensions 1 to 9; }\nextend Note { optional string extra = 1; }\nextend google.protobuf.FileOptions { optional Note note = 50001; }',
      ),
    },
  },
  {
    rule: 'deprecation has a warning',
    code: 'feature-support',
    rejected: supported('edition_deprecated: EDITION_2023'),
    accepted: supported('edition_deprecated: EDITION_2023 deprecation_warning: "w"'),
  },
  {
    rule: 'a warning has its deprecation',
    code: 'feature-support',
    rejected: supported('edition_introduced: EDITION_2023 deprecation_warning: "w"'),
    accepted: supported('edition_introduced: EDITION_2023'),
  },
  {
    rule: 'removal has an error',
    code: 'feature-support',
    rejected: supported('edition_removed: EDITION_2024'),
    accepted: supported('edition_removed: EDITION_2024 removal_error: "e"'),
  },
  {
    rule: 'an error has its removal',
    code: 'feature-support',
    rejected: supported('edition_introduced: EDITION_2023 removal_error: "e"'),
    accepted: supported(
      'edition_introduced: EDITION_2023 edition_removed: EDITION_2024 removal_error: "e"',
    ),
  },
  {
    rule: 'removal comes after introduction',
    code: 'feature-support',
    rejected: supported(
      'edition_introduced: EDITION_2024 edition_removed: EDITION_2023 removal_error: "e"',
    ),
    accepted: supported('edition_introduced: EDITION_2024 edition_removed: EDITION_2024'),
  },
  {
    rule: 'removal comes after deprecation',
    code: 'feature-support',
    rejected: supported(
      'edition_deprecated: EDITION_2024 deprecation_warning: "w" edition_removed: EDITION_2024 removal_error: "e"',
    ),
    accepted: supported(
      'edition_deprecated: EDITION_2023 deprecation_warning: "w" edition_removed: EDITION_2024 removal_error: "e"',
    ),
  },
  {
    rule: 'no java_string_check_utf8 in editions',
    code: 'feature-not-allowed',
    rejected: edition('option java_string_check_utf8 = true;'),
    accepted: edition('option java_string_check_utf8 = false;'),
  },
  {
    rule: 'members of a oneof have presence',
    code: 'feature-not-allowed',
    rejected: edition(
      'option features.field_presence = IMPLICIT;\nmessage A { string a = 1 [default = "x"]; }',
    ),
    accepted: edition(
      'option features.field_presence = IMPLICIT;\nmessage A { oneof o { string a = 1 [default = "x"]; } }',
    ),
  },
  {
    rule: 'messages have a bounded number of fields from edition 2026 on',
    code: 'proto-limit',
    rejected: edition26(`message A {\n${lines(1501, (i) => `int32 f${i} = ${i + 1};`)}\n}`),
    accepted: edition24(`message A {\n${lines(1501, (i) => `int32 f${i} = ${i + 1};`)}\n}`),
  },
  {
    rule: 'enums have a bounded number of values from edition 2026 on',
    code: 'proto-limit',
    rejected: edition26(`enum E {\n${lines(1701, (i) => `E_F${i} = ${i};`)}\n}`),
    accepted: edition26(`enum E {\n${lines(1700, (i) => `E_F${i} = ${i};`)}\n}`),
  },
  {
    rule: 'top-level symbols are local from edition 2026 on',
    code: 'not-visible',
    rejected: proto3('import "strict.proto";\nmessage A { Hidden h = 1; }'),
    accepted: proto3('import "strict.proto";\nmessage A { Shown h = 1; }'),
    files: { 'strict.proto': edition26('message Hidden {}\nexport message Shown {}') },
  },
  {
    rule: 'a default fits its type, whatever else is wrong with it',
    code: 'default-value',
    rejected: proto2('message A { optional int32 a = 1 [default = "x"]; }'),
    accepted: proto2('message A { optional int32 a = 1 [default = 1]; }'),
  },
  {
    rule: 'a lazy map',
    code: 'lazy-not-allowed',
    rejected: proto3('message A { repeated int32 a = 1 [lazy = true]; }'),
    accepted: proto3('message A { map<int32, int32> a = 1 [lazy = true]; }'),
  },
  {
    rule: 'a lazy extension is verified',
    code: 'lazy-not-allowed',
    rejected: proto2(
      'message A { extensions 1; }\nextend A { optional A a = 1 [unverified_lazy = true]; }',
    ),
    accepted: proto2('message A { extensions 1; }\nextend A { optional A a = 1 [lazy = true]; }'),
  },
  {
    rule: 'declared extensions have names of their own',
    code: 'extension-declaration',
    rejected: declared(
      'declaration = { number: 1 full_name: ".t.x" type: "int32" }, declaration = { number: 2 full_name: ".t.x" type: "int32" }',
    ),
    accepted: declared(
      'declaration = { number: 1 full_name: ".t.x" type: "int32" }, declaration = { number: 2 full_name: ".t.y" type: "int32" }',
    ),
  },
  {
    rule: 'declared extensions are named by identifiers',
    code: 'extension-declaration',
    rejected: declared('declaration = { number: 1 full_name: ".t..x" type: "int32" }'),
    accepted: declared('declaration = { number: 1 full_name: ".t.x" type: "int32" }'),
  },
  {
    rule: 'ranges end below the last int32',
    code: 'range-bounds',
    rejected: proto2('message A { reserved 2147483647; }'),
    accepted: proto2('message A { reserved 2147483646; }'),
  },
  {
    rule: 'numbers of the implementation are for importers to pass over',
    code: 'field-number',
    rejected: proto3('message A { int32 a = 19000; }'),
    accepted: proto3('import "other.proto";\nmessage A { Other o = 1; }'),
    files: { 'other.proto': proto3('message Other { int32 a = 1; }') },
  },
  {
    rule: 'proto3 extends no features',
    code: 'extension-in-proto3',
    rejected: proto3(
      'import "google/protobuf/descriptor.proto";\nextend google.protobuf.FeatureSet { optional bool a = 50000; }',
    ),
    accepted: proto3(
      'import "google/protobuf/descriptor.proto";\nextend google.protobuf.FileOptions { optional bool a = 50000; }',
    ),
  },
  {
    rule: 'a part of a package may begin with an underscore, the package may not',
    code: 'naming-style',
    rejected: 'edition = "2024";\npackage _a.b;',
    accepted: 'edition = "2024";\npackage a._b;',
  },
  {
    rule: 'a part of a package does not end in an underscore',
    code: 'naming-style',
    rejected: 'edition = "2024";\npackage a_.b;',
    accepted: 'edition = "2024";\npackage a_b.c;',
  },
  {
    rule: 'types that edition UNSTABLE gives other names',
    code: 'obsolete-type',
    rejected: 'edition = "UNSTABLE";\nmessage A { map<int32, sint32> a = 1; }',
    accepted: edition26('message A { map<int32, sint32> a = 1; }'),
  },
  {
    rule: 'names of options of several steps set what is required',
    code: 'literal-missing-required',
    rejected: required('option (o).a = 1;'),
    accepted: required('option (o).a = 1;\noption (o).b = 2;'),
  },
  {
    rule: 'so do their inner steps',
    code: 'literal-missing-required',
    rejected: required('option (o).m.a = 1;\noption (o).b = 2;'),
    accepted: required('option (o).m.b = 1;\noption (o).b = 2;'),
  },
  {
    rule: 'JSON strings of enum values differ',
    code: 'enum-json-string',
    rejected: json('Z = 0; A = 1 [JSON = "a"]; B = 2 [JSON = "a"];'),
    accepted: json('Z = 0; A = 1 [JSON = "a"]; B = 2 [JSON = "b"];'),
  },
  {
    rule: 'JSON strings of enum values differ from other names',
    code: 'enum-json-string',
    rejected: json('Z = 0; A = 1 [JSON = "B"]; B = 2 [JSON = "x"];'),
    accepted: json('Z = 0; A = 1 [JSON = "A"]; B = 2 [JSON = "x"];'),
  },
  {
    rule: 'JSON strings of enum values agree between aliases',
    code: 'enum-json-string',
    rejected: json('option allow_alias = true; Z = 0; A = 1 [JSON = "a"]; B = 1;'),
    accepted: json('option allow_alias = true; Z = 0; A = 1 [JSON = "a"]; B = 1 [JSON = "a"];'),
  },
  {
    rule: 'JSON strings of enum values have no null',
    code: 'enum-json-string',
    rejected: json('Z = 0; A = 1 [JSON = "a\\0"];'),
    accepted: json('Z = 0; A = 1 [JSON = ""];'),
  },
  {
    rule: 'JSON strings of enum values are no other number',
    code: 'enum-json-string',
    rejected: json('Z = 0; A = 1 [JSON = " +2"]; B = -3;'),
    accepted: json(
      'Z = 0; A = 1 [JSON = "01"]; B = -3 [JSON = "-3"]; C = 4 [JSON = "2147483648"];',
    ),
  },
];

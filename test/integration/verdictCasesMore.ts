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
];

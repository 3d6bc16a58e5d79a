/** What faults are made of. */

/** Words that the language knows. */
export const keywords: readonly string[] = [
  ...['syntax', 'edition', 'package', 'import', 'option', 'message', 'enum', 'service', 'rpc'],
  ...['returns', 'stream', 'extend', 'extensions', 'reserved', 'oneof', 'group', 'map', 'to'],
  ...['max', 'optional', 'required', 'repeated', 'weak', 'public', 'export', 'local', 'true'],
  ...['false', 'inf', 'nan', 'default', 'json_name', 'int32', 'string', 'bytes', 'bool'],
];

const keywordSet = new Set(keywords);

export function isKeyword(word: string): boolean {
  return keywordSet.has(word);
}

export const numbers: readonly string[] = [
  ...['0', '1', '2', '-1', '19000', '19999', '536870911', '536870912', '2147483647'],
  ...['2147483648', '4294967296', '18446744073709551615', '18446744073709551616', '0x10'],
  ...['010', '08', '0xg', '1.5', '1e3', '3', '10', '100', '20', '30', '50', 'max', '-2147483648'],
  ...['-2147483649', '0x7fffffff', '"1"', '1f', '+1', '00'],
];

export const tokens: readonly string[] = [
  ...keywords,
  ...numbers,
  ...['{', '}', '(', ')', '[', ']', '<', '>', ';', ',', '.', '=', '-', ':', '/', '"', "'", '"s"'],
  ...['x', 'Foo', 'foo.bar', '.foo', '$', '@', '#', '\\', '\u0001', 'é', '/*', '*/', '//'],
];

export const jsonNames: readonly string[] = [
  ...['name', 'a', 'id', 'value', 'Name', '', '[a]', 'x y', 'kind', 'theName', '\\0', '1', 'b'],
];

export const labels: readonly string[] = ['optional', 'required', 'repeated', 'repeated repeated'];

export const types: readonly string[] = [
  ...['int32', 'string', 'bytes', 'bool', 'double', 'float', 'sint64', 'fixed32', 'uint64'],
  ...['Missing', '.Missing', 'google', 'google.protobuf', 'google.protobuf.Any', 'Main', 'Kind'],
  ...['.int32', 'map<string, int32>', 'map<float, int32>', 'map<bytes, string>', 'group'],
  ...['map<string, Main>', 'map<Kind, int32>', 'map<Main, Main>', 'map<int32, map<int32, int32>>'],
  ...['map<int32, Kind>', 'map<int32, Closed>', 'Closed', 'lib.Note', 'lib.sub.Deep', 'lib.Level'],
  ...['lib.sub.Color', 'Calls', 'rich', 'rich.two.Main', 'Main.Inner', 'Hidden', 'Part', 'Set'],
  ...['message', 'enum', 'stream', 'INT32', 'stream int32', 'A', 'E', 't.A'],
];

export const features: readonly string[] = [
  ...['EXPLICIT', 'IMPLICIT', 'LEGACY_REQUIRED', 'FIELD_PRESENCE_UNKNOWN', 'NOPE'].map(
    (value) => `features.field_presence = ${value}`,
  ),
  ...['OPEN', 'CLOSED'].map((value) => `features.enum_type = ${value}`),
  ...['PACKED', 'EXPANDED'].map((value) => `features.repeated_field_encoding = ${value}`),
  ...['VERIFY', 'NONE'].map((value) => `features.utf8_validation = ${value}`),
  ...['DELIMITED', 'LENGTH_PREFIXED'].map((value) => `features.message_encoding = ${value}`),
  ...['ALLOW', 'LEGACY_BEST_EFFORT'].map((value) => `features.json_format = ${value}`),
  ...['STYLE2024', 'STYLE_LEGACY', 'STYLE2026'].map(
    (value) => `features.enforce_naming_style = ${value}`,
  ),
  ...['EXPORT_ALL', 'EXPORT_TOP_LEVEL', 'LOCAL_ALL', 'STRICT'].map(
    (value) => `features.default_symbol_visibility = ${value}`,
  ),
  'features.(pb.cpp).string_type = CORD',
  'features.(pb.cpp).string_type = VIEW',
  'features.(pb.cpp).legacy_closed_enum = true',
  'features.(pb.cpp).enum_name_uses_string_view = true',
  'features.(pb.java).utf8_validation = VERIFY',
  'features.(pb.java).legacy_closed_enum = true',
  'features.(pb.java).nest_in_file_class = YES',
  'features.(pb.java).large_enum = true',
  'features.(pb.go).api_level = API_OPEN',
  'features = { field_presence: IMPLICIT }',
  'features = { enum_type: CLOSED utf8_validation: NONE }',
  'features.nope = 1',
];

export const fieldOptions: readonly string[] = [
  ...['default = 1', 'default = "x"', 'default = true', 'default = NOPE', 'default = -1'],
  ...['default = KIND_A', 'default = 1.5', 'default = inf', 'default = {}', 'default = 4294967296'],
  ...['default = 1, default = 2', 'json_name = "x", json_name = "y"', 'json_name = 1'],
  ...['packed = true', 'packed = false', 'packed = 1', 'lazy = true', 'unverified_lazy = true'],
  ...['jstype = JS_STRING', 'jstype = JS_NUMBER', 'jstype = JS_NORMAL', 'ctype = CORD'],
  ...[
    'ctype = STRING_PIECE',
    'ctype = 1',
    'deprecated = true',
    'deprecated = "true"',
    'weak = true',
  ],
  ...['deprecated = true, deprecated = false', 'nope = 1', '(nope) = 1', '(nope.nope).x = 1'],
  ...['debug_redact = true', 'retention = RETENTION_SOURCE', 'targets = TARGET_TYPE_FIELD'],
  ...['edition_defaults = { edition: EDITION_2023, value: "1" }', 'uninterpreted_option = {}'],
  ...['feature_support = { edition_introduced: EDITION_2023 }', 'allow_alias = true'],
  ...['feature_support.edition_removed = EDITION_2024', 'map_entry = true', ''],
  ...['feature_support = { edition_deprecated: EDITION_2023 deprecation_warning: "w" }'],
  ...['(lib.size) = 5', '(lib.size) = -5', '(lib.size) = "5"', '(lib.field_level) = NOPE'],
  ...['(lib.field_level) = 5', '(lib.field_note) = { nope: 1 }', '(lib.field_note).text = 1'],
  ...['(lib.field_note) = { numbers: [1, "a"] }', '(lib.file_note).text = "x"', '(lib.Note) = {}'],
  ...['(lib.field_note).child.child.text = "x"', '(lib.field_note).numbers = 1'],
  ...['(lib.field_note) = { text: "a" text: "b" }', '(lib.field_note) = { left: "a" right: 1 }'],
  ...['(lib.field_note) = "x"', '(lib.field_note) = { child { level: NOPE } }'],
  ...['(lib.field_note) = { [lib.extra]: "x" }', '(lib.field_note).children.text = "x"'],
  ...['(lib.field_note) = { any { [type.googleapis.com/lib.Note] { text: "x" } } }'],
  ...['(lib.field_note) = { any { [type.googleapis.com/lib.Nope] { text: "x" } } }'],
];

export const options: readonly string[] = [
  ...['option deprecated = true;', 'option deprecated = 1;', 'option nope = 1;'],
  ...['option (nope) = 1;', 'option allow_alias = true;', 'option allow_alias = false;'],
  ...[
    'option message_set_wire_format = true;',
    'option map_entry = true;',
    'option map_entry = false;',
  ],
  ...['option no_standard_descriptor_accessor = true;', 'option idempotency_level = IDEMPOTENT;'],
  ...['option deprecated_legacy_json_field_conflicts = true;', 'option idempotency_level = 5;'],
  ...[
    'option java_package = "a";',
    'option java_package = 1;',
    'option java_multiple_files = true;',
  ],
  ...['option java_string_check_utf8 = true;', 'option optimize_for = LITE_RUNTIME;'],
  ...['option optimize_for = CODE_SIZE;', 'option optimize_for = 1;', 'option go_package = a;'],
  ...['option cc_generic_services = true;', 'option cc_enable_arenas = yes;', 'option = 1;'],
  ...['option java_generate_equals_and_hash = true;', 'option php_generic_services = true;'],
  ...['option (lib.message_note).text = "x";', 'option (lib.message_note) = { text: "x" };'],
  ...[
    'option (lib.strict) = {};',
    'option (lib.strict).again = { must: 1 };',
    'option (lib.strict) = { must: 1 };',
  ],
  ...[
    'option (lib.file_note).nope = 1;',
    'option (lib.file_tags) = "z";',
    'option (lib.file_tags) = 5;',
  ],
  ...[
    'option (lib.enum_ratio) = 1;',
    'option (lib.enum_ratio) = inf;',
    'option (lib.enum_ratio) = "1";',
  ],
  ...[
    'option (lib.oneof_text) = "x";',
    'option (lib.service_flag) = TRUE;',
    'option (lib.service_flag) = 1;',
  ],
  ...['option (lib.method_number) = 9223372036854775808;', 'option (lib.method_number) = -1;'],
  ...['option (lib.file_note).text = "x"; option (lib.file_note).text = "y";'],
  ...['option (lib.file_note).text = "x"; option (lib.file_note) = { flag: true };'],
  ...[
    'option (lib.file_note) = { ratio: 1e40 counts { key: "a" } };',
    'option java_package.x = 1;',
  ],
  ...['option (lib.file_note) = { text "x" };', 'option (lib.file_note) = { child: { } };'],
  ...[
    'option (lib.file_note) = { child < text: "x" > };',
    'option (lib.file_note) = { numbers: 1, };',
  ],
  ...['option (lib.file_note) = { children: [{ text: "x" }, {}] };', 'option features = {};'],
];

export const imports: readonly string[] = [
  ...[
    'import "missing.proto";',
    'import "google/protobuf/any.proto";',
    'import weak "missing.proto";',
  ],
  ...['import public "google/protobuf/empty.proto";', 'import option "missing.proto";'],
  ...[
    'import option "google/protobuf/descriptor.proto";',
    'import weak "google/protobuf/any.proto";',
  ],
  ...['import "google/protobuf/descriptor.proto";', 'import "lib/options.proto";'],
  ...['import "lib/other.proto";', 'import option "lib/options.proto";', 'import "main.proto";'],
  ...[
    'import "google/api/annotations.proto";',
    'import "";',
    'import "/x.proto";',
    'import "./x.proto";',
  ],
  ...[
    'import "google/protobuf/cpp_features.proto";',
    'import "google/protobuf/java_features.proto";',
  ],
];

export const syntaxes: readonly string[] = [
  ...['syntax = "proto2";', 'syntax = "proto3";', 'edition = "2023";', 'edition = "2024";', ''],
  ...['edition = "2026";', 'edition = "2022";', 'syntax = "proto4";', 'edition = "UNSTABLE";'],
  ...[
    'edition = "99999_TEST_ONLY";',
    'syntax = "editions";',
    'edition = 2023;',
    'syntax "proto3";',
  ],
  ...['edition = "proto2";', 'syntax = "2023";', 'edition = "2023"; edition = "2024";'],
];

export const members: readonly string[] = [
  ...[
    'reserved 1;',
    'reserved 1 to 5;',
    'reserved 5 to 1;',
    'reserved "a";',
    'reserved a;',
    'reserved 0;',
  ],
  ...[
    'reserved -1;',
    'reserved 1, 1;',
    'reserved "a", "a";',
    'reserved 1 to max;',
    'reserved "1a";',
  ],
  ...['reserved 100 to 536870912;', 'reserved name, id;', 'reserved -5 to 5;', 'reserved max;'],
  ...['extensions 1;', 'extensions 100 to 200;', 'extensions 1000 to max;', 'extensions 5 to 1;'],
  ...[
    'extensions 0;',
    'extensions 100 to 536870912;',
    'extensions 150 to 160, 155;',
    'extensions -1;',
  ],
  ...[
    'extensions 700 [verification = DECLARATION];',
    'extensions 700 to 710 [declaration = { number: 701 full_name: ".t.x" type: "int32" }];',
  ],
  ...['extensions 700 [declaration = { number: 701 full_name: ".t.x" type: "int32" }];'],
  ...['extensions 700 [declaration = { number: 700 full_name: "t.x" type: ".t.M" }];'],
  ...['extensions 700 [declaration = { number: 700 full_name: ".t..x" type: "M" }];'],
  ...[
    'extensions 700 [declaration = { number: 700 }];',
    'extensions 700 [declaration = { number: 700 reserved: true full_name: ".t.x" }];',
  ],
  ...['extensions 700 [verification = UNVERIFIED, declaration = { number: 700 reserved: true }];'],
  ...[
    'extensions 700 to 710 [declaration = { number: 700 full_name: ".a.x" type: "int32" }, declaration = { number: 701 full_name: ".a.x" type: "int32" }];',
  ],
  ...[
    'message Nested {}',
    'message Main {}',
    'enum Empty {}',
    'enum One { ONE = 1; }',
    'enum Zero { ZERO = 0; }',
  ],
  ...['enum Twice { A = 0; B = 0; }', 'enum Alias { option allow_alias = true; AA = 0; BB = 1; }'],
  ...[
    'enum Case { CASE_A = 0; A = 1; }',
    'oneof empty {}',
    'oneof one { int32 one_a = 900; }',
    'oneof twice { int32 o = 901; repeated int32 p = 902; }',
  ],
  ...[
    'oneof mapped { map<int32, int32> m = 903; }',
    'map<int32, int32> a_map = 904;',
    'map<string, Missing> b_map = 905;',
  ],
  ...[
    'message AMapEntry {} map<int32, int32> a_map = 906;',
    'repeated map<int32, int32> r_map = 907;',
  ],
  ...[
    'int32 plain_new = 908;',
    'optional int32 opt_new = 909;',
    'required int32 req_new = 910;',
    'repeated int32 rep_new = 911;',
  ],
  ...[
    'optional group Grp = 912 { optional int32 a = 1; }',
    'repeated group lower = 913 {}',
    'group Bare = 914 {}',
  ],
  ...[
    'extend Main { optional int32 e = 150; }',
    'extend Missing { optional int32 e = 1; }',
    'extend Main {}',
  ],
  ...[
    'extend google.protobuf.MessageOptions { optional int32 mo = 59999; }',
    'extend Main { map<int32, int32> e = 150; }',
  ],
  ...[
    'extend Main { required int32 e = 151; }',
    'extend Main { int32 e = 152; }',
    'extend Main { repeated string e = 999999999; }',
  ],
  ...[
    'rpc New(Main) returns (Main);',
    'rpc New(Missing) returns (Main) {}',
    'rpc New(int32) returns (Main);',
    'rpc New(stream Main) returns (stream stream);',
  ],
  ...[
    'NEW = 77;',
    'NEW_B = -1;',
    'NEW_C = 2147483648;',
    'NEW_D = 0;',
    'NEW_E = 1 [deprecated = true];',
  ],
  ...[
    'int32 fooBar = 920; int32 foo_bar = 921;',
    'int32 foo_bar = 920; int32 FooBar = 921;',
    'int32 a__b = 922;',
    'int32 a_1 = 923;',
  ],
  ...[
    'int32 j = 924 [json_name = "k"]; int32 k = 925;',
    'string lazy_one = 926 [lazy = true];',
    ';',
    ';;',
  ],
  ...[
    'int64 big = 927 [jstype = JS_STRING];',
    'Main weak_one = 928 [weak = true];',
    'bytes cord = 929 [ctype = CORD];',
  ],
];

export const definitions: readonly string[] = [
  ...[
    'message Main {}',
    'message Fresh { }',
    'enum Fresh { FRESH_ZERO = 0; }',
    'enum Bare {}',
    'service Calls {}',
  ],
  ...[
    'service fresh { rpc one(google.protobuf.Any) returns (google.protobuf.Any); }',
    'extend Main { }',
  ],
  ...[
    'extend google.protobuf.FileOptions { optional int32 fresh = 60000; }',
    'package again;',
    ';',
  ],
  ...[
    'extend google.protobuf.FieldOptions { int32 fresh = 60000; }',
    'import "google/protobuf/any.proto";',
  ],
  ...[
    'extend google.protobuf.DescriptorProto { optional int32 fresh = 60000; }',
    'syntax = "proto3";',
  ],
  ...[
    'message Rec { message Rec { message Rec {} } Rec r = 1; }',
    'enum A { B = 0; } enum B { A = 0; }',
  ],
  ...[
    'message bad_Name { int32 Field = 1; }',
    'enum bad_enum { lower = 0; }',
    'enum Open { OPEN_ONE = 1; }',
  ],
  ...[
    'message Grp { optional group G = 1 { } optional G h = 2; }',
    'message M { oneof M { int32 M = 1; } }',
  ],
  ...[
    'export message Shown { local message Inner {} Inner i = 1; }',
    'local enum L { L_ZERO = 0; }',
  ],
  ...['message Sets { option message_set_wire_format = true; extensions 4 to max; }'],
  ...['message Sets { option message_set_wire_format = true; int32 a = 1; }'],
  ...[
    'message Sets { option message_set_wire_format = true; extensions 4 to 2147483646; } extend Sets { optional int32 s = 5; }',
  ],
  ...[
    'message N { reserved 1 to 3, 2; reserved "a", "b", "a"; }',
    'message X { X.Y z = 1; message Y {} }',
  ],
];

export const values: readonly string[] = [
  ...['0', '1', '-1', '"x"', 'true', 'false', 'TRUE', 'NOPE', '1.5', 'inf', '-inf', 'nan', '-nan'],
  ...[
    '99999999999',
    '18446744073709551616',
    '{}',
    '{ a: 1 }',
    '""',
    '"\\xff"',
    '"\\q"',
    '[1]',
    '-x',
  ],
  ...['HIGH', 'KIND_A', 'KIND_B', '0x1F', '07', '1e400', '"a" "b"', '- 5', '+5', 'None'],
];

/**
 * One rule each: a file that protoc rejects for it, and one as near to it as can be that protoc
 * accepts. `code` is that of our diagnostic for the rejected file. Other files come with `files`.
 */
export interface VerdictCase {
  readonly rule: string;
  readonly code: string;
  readonly rejected: string;
  readonly accepted: string;
  readonly files?: Readonly<Record<string, string>>;
}

const proto2 = (body: string): string => `syntax = "proto2";\npackage t;\n${body}\n`;
const proto3 = (body: string): string => `syntax = "proto3";\npackage t;\n${body}\n`;
const edition = (body: string): string => `edition = "2023";\npackage t;\n${body}\n`;
const edition24 = (body: string): string => `edition = "2024";\npackage t;\n${body}\n`;
const custom = (body: string): string =>
  proto2(`import "google/protobuf/descriptor.proto";\n${body}`);

const other = { 'other.proto': proto2('message Other {}\nenum Color { RED = 0; }') };

export const verdictCases: readonly VerdictCase[] = [
  // Files
  {
    rule: 'syntax identifier',
    code: 'unknown-syntax',
    rejected: 'syntax = "proto4";',
    accepted: 'syntax = "proto3";',
  },
  {
    rule: 'edition',
    code: 'unknown-edition',
    rejected: 'edition = "2099";',
    accepted: 'edition = "2023";',
  },
  {
    rule: 'one package',
    code: 'package-twice',
    rejected: proto3('package b;'),
    accepted: proto3(''),
  },
  {
    rule: 'import is there',
    code: 'import-not-found',
    rejected: proto3('import "missing.proto";'),
    accepted: proto3('import "other.proto";'),
    files: other,
  },
  {
    rule: 'import once',
    code: 'imported-twice',
    rejected: proto3('import "other.proto";\nimport "other.proto";'),
    accepted: proto3('import "other.proto";'),
    files: other,
  },
  {
    rule: 'import of itself',
    code: 'cyclic-import',
    rejected: proto3('import "main.proto";'),
    accepted: proto3(''),
  },
  {
    rule: 'import cycle',
    code: 'cyclic-import',
    rejected: proto3('import "b.proto";'),
    accepted: proto3('import "c.proto";'),
    files: { 'b.proto': 'syntax = "proto3"; import "main.proto";', 'c.proto': proto3('') },
  },
  {
    rule: 'option import from edition 2024 on',
    code: 'option-import',
    rejected: edition('import option "other.proto";'),
    accepted: edition24('import option "other.proto";'),
    files: other,
  },
  {
    rule: 'weak import up to edition 2023',
    code: 'weak-import',
    rejected: edition24('import weak "other.proto";'),
    accepted: edition('import weak "other.proto";'),
    files: other,
  },
  {
    rule: 'option imports come last',
    code: 'import-order',
    rejected: edition24('import option "deep.proto";\nimport "other.proto";'),
    accepted: edition24('import "other.proto";\nimport option "deep.proto";'),
    files: { ...other, 'deep.proto': 'syntax = "proto3"; package t.deep;' },
  },
  // Names
  {
    rule: 'names are unique',
    code: 'already-defined',
    rejected: proto3('message A {}\nmessage A {}'),
    accepted: proto3('message A {}\nmessage B {}'),
  },
  {
    rule: 'a field and a nested message share a scope',
    code: 'already-defined',
    rejected: proto3('message A { int32 b = 1; message b {} }'),
    accepted: proto3('message A { int32 b = 1; message B {} }'),
  },
  {
    rule: 'enum values are siblings of their enum',
    code: 'already-defined',
    rejected: proto3('enum A { X = 0; }\nenum B { X = 0; }'),
    accepted: proto3('enum A { X = 0; }\nmessage M { enum B { X = 0; } }'),
  },
  {
    rule: 'names are unique across imports',
    code: 'already-defined',
    rejected: proto3('import "other.proto";\nmessage Other {}'),
    accepted: proto3('import "other.proto";\nmessage Mine {}'),
    files: other,
  },
  {
    rule: 'a package is no message',
    code: 'package-is-definition',
    rejected: 'syntax = "proto3"; package t.Other; import "other.proto";',
    accepted: 'syntax = "proto3"; package t.other; import "other.proto";',
    files: other,
  },
  {
    rule: 'a message is no package',
    code: 'defined-as-package',
    rejected: proto3('import "deep.proto";\nmessage deep {}'),
    accepted: proto3('import "deep.proto";\nmessage Deep {}'),
    files: { 'deep.proto': 'syntax = "proto3"; package t.deep;' },
  },
  {
    rule: 'types are defined',
    code: 'not-defined',
    rejected: proto3('message A { B b = 1; }'),
    accepted: proto3('message A { A b = 1; }'),
  },
  {
    rule: 'types are imported',
    code: 'not-defined',
    rejected: proto3('message A { Other b = 1; }'),
    accepted: proto3('import "other.proto";\nmessage A { Other b = 1; }'),
    files: other,
  },
  {
    rule: 'imports are public to be passed on',
    code: 'not-defined',
    rejected: proto3('import "private.proto";\nmessage A { Other b = 1; }'),
    accepted: proto3('import "public.proto";\nmessage A { Other b = 1; }'),
    files: {
      ...other,
      'private.proto': proto3('import "other.proto";'),
      'public.proto': proto3('import public "other.proto";'),
    },
  },
  {
    rule: 'the innermost scope decides',
    code: 'not-defined',
    rejected: proto3('message B { message C {} }\nmessage A { message B {} B.C c = 1; }'),
    accepted: proto3('message B { message C {} }\nmessage A { message B {} .t.B.C c = 1; }'),
  },
  {
    rule: 'a field type is a type',
    code: 'not-a-type',
    rejected: proto3('message A { t.S s = 1; }\nservice S {}'),
    accepted: proto3('message A { t.A s = 1; }\nservice S {}'),
  },
  {
    rule: 'the entry of a map is no type, and hides others of its name',
    code: 'not-a-type',
    rejected: proto3(
      'message PartsEntry {}\nmessage A { map<string, int32> parts = 1; PartsEntry a = 2; }',
    ),
    accepted: proto3(
      'message PartsEntry {}\nmessage A { map<string, int32> parts = 1; .t.PartsEntry a = 2; }',
    ),
  },
  {
    rule: 'the entry of a map hides others of its name from types within it',
    code: 'not-a-type',
    rejected: proto3(
      'message AEntry { message X {} }\nmessage M { map<string, int32> a = 1; message N { map<int32, AEntry.X> x = 2; } }',
    ),
    accepted: proto3(
      'message M { map<string, int32> a = 1; message N { message AEntry { message X {} } map<int32, AEntry.X> x = 2; } }',
    ),
  },
  {
    rule: 'a request is a message',
    code: 'not-a-message',
    rejected: proto3('enum E { X = 0; }\nservice S { rpc R(E) returns (E); }'),
    accepted: proto3('message E {}\nservice S { rpc R(E) returns (E); }'),
  },
  {
    rule: 'an extendee is a message',
    code: 'not-a-message',
    rejected: proto2('enum E { X = 0; }\nextend E { optional int32 a = 1; }'),
    accepted: proto2('message E { extensions 1; }\nextend E { optional int32 a = 1; }'),
  },
  // Numbers
  {
    rule: 'field numbers are unique',
    code: 'duplicate-field-number',
    rejected: proto3('message A { int32 a = 1; int32 b = 1; }'),
    accepted: proto3('message A { int32 a = 1; int32 b = 2; }'),
  },
  {
    rule: 'field numbers are unique across oneofs',
    code: 'duplicate-field-number',
    rejected: proto3('message A { int32 a = 1; oneof o { int32 b = 1; } }'),
    accepted: proto3('message A { int32 a = 1; oneof o { int32 b = 2; } }'),
  },
  {
    rule: 'field numbers are positive',
    code: 'field-number',
    rejected: proto3('message A { int32 a = 0; }'),
    accepted: proto3('message A { int32 a = 1; }'),
  },
  {
    rule: 'field numbers end at 536870911',
    code: 'field-number',
    rejected: proto3('message A { int32 a = 536870912; }'),
    accepted: proto3('message A { int32 a = 536870911; }'),
  },
  {
    rule: 'field numbers fit an int32',
    code: 'field-number',
    rejected: proto3('message A { int32 a = 2147483648; }'),
    accepted: proto3('message A { int32 a = 0x10; }'),
  },
  {
    rule: 'numbers of the implementation',
    code: 'field-number',
    rejected: proto3('message A { int32 a = 19000; }'),
    accepted: proto3('message A { int32 a = 20000; }'),
  },
  {
    rule: 'numbers of the implementation, the last one',
    code: 'field-number',
    rejected: proto3('message A { int32 a = 19999; }'),
    accepted: proto3('message A { int32 a = 18999; }'),
  },
  {
    rule: 'reserved number',
    code: 'reserved-number',
    rejected: proto3('message A { reserved 3 to 5; int32 a = 5; }'),
    accepted: proto3('message A { reserved 3 to 5; int32 a = 6; }'),
  },
  {
    rule: 'reserved up to max',
    code: 'reserved-number',
    rejected: proto3('message A { reserved 10 to max; int32 a = 11; }'),
    accepted: proto3('message A { reserved 10 to max; int32 a = 9; }'),
  },
  {
    rule: 'reserved name',
    code: 'reserved-name',
    rejected: proto3('message A { reserved "a"; int32 a = 5; }'),
    accepted: proto3('message A { reserved "b"; int32 a = 5; }'),
  },
  {
    rule: 'reserved ranges do not overlap',
    code: 'range-overlap',
    rejected: proto3('message A { reserved 1 to 5, 5; }'),
    accepted: proto3('message A { reserved 1 to 5, 6; }'),
  },
  {
    rule: 'reserved range is in order',
    code: 'range-order',
    rejected: proto3('message A { reserved 5 to 1; }'),
    accepted: proto3('message A { reserved 1 to 5; }'),
  },
  {
    rule: 'reserved numbers are positive',
    code: 'range-bounds',
    rejected: proto3('message A { reserved 0; }'),
    accepted: proto3('message A { reserved 1; }'),
  },
  {
    rule: 'reserved name once',
    code: 'reserved-name-twice',
    rejected: proto3('message A { reserved "a", "a"; }'),
    accepted: proto3('message A { reserved "a", "b"; }'),
  },
  {
    rule: 'reserved names are quoted before editions',
    code: 'reserved-name-form',
    rejected: proto3('message A { reserved a; }'),
    accepted: edition('message A { reserved a; }'),
  },
  {
    rule: 'reserved names are not quoted in editions',
    code: 'reserved-name-form',
    rejected: edition('message A { reserved "a"; }'),
    accepted: proto3('message A { reserved "a"; }'),
  },
  {
    rule: 'extension range includes no field',
    code: 'range-includes-field',
    rejected: proto2('message A { extensions 1 to 5; optional int32 a = 5; }'),
    accepted: proto2('message A { extensions 1 to 5; optional int32 a = 6; }'),
  },
  {
    rule: 'extension ranges do not overlap',
    code: 'range-overlap',
    rejected: proto2('message A { extensions 1 to 5; extensions 5 to 7; }'),
    accepted: proto2('message A { extensions 1 to 5; extensions 6 to 7; }'),
  },
  {
    rule: 'extension and reserved ranges do not overlap',
    code: 'range-overlap',
    rejected: proto2('message A { extensions 1 to 5; reserved 5; }'),
    accepted: proto2('message A { extensions 1 to 5; reserved 6; }'),
  },
  {
    rule: 'extension range is in order',
    code: 'range-order',
    rejected: proto2('message A { extensions 5 to 1; }'),
    accepted: proto2('message A { extensions 1 to 5; }'),
  },
  {
    rule: 'extension numbers are positive',
    code: 'range-bounds',
    rejected: proto2('message A { extensions 0 to 5; }'),
    accepted: proto2('message A { extensions 1 to 5; }'),
  },
  {
    rule: 'extension numbers end at 536870911',
    code: 'range-bounds',
    rejected: proto2('message A { extensions 1 to 536870912; }'),
    accepted: proto2('message A { extensions 1 to 536870911; }'),
  },
  {
    rule: 'an extension number is declared',
    code: 'extension-number',
    rejected: proto2('message A { extensions 1 to 5; }\nextend A { optional int32 a = 6; }'),
    accepted: proto2('message A { extensions 1 to 5; }\nextend A { optional int32 a = 5; }'),
  },
  {
    rule: 'an extension number of a message set ends below 2147483647',
    code: 'extension-number',
    rejected: proto2(
      'message A { option message_set_wire_format = true; extensions 4 to max; }\nextend A { optional A a = 2147483647; }',
    ),
    accepted: proto2(
      'message A { option message_set_wire_format = true; extensions 4 to max; }\nextend A { optional A a = 2147483646; }',
    ),
  },
  {
    rule: 'an extension number is used once',
    code: 'duplicate-extension-number',
    rejected: proto2(
      'message A { extensions 1 to 5; }\nextend A { optional int32 a = 5; optional int32 b = 5; }',
    ),
    accepted: proto2(
      'message A { extensions 1 to 5; }\nextend A { optional int32 a = 5; optional int32 b = 4; }',
    ),
  },
  {
    rule: 'an extension is not required',
    code: 'extension-required',
    rejected: proto2('message A { extensions 1; }\nextend A { required int32 a = 1; }'),
    accepted: proto2('message A { extensions 1; }\nextend A { repeated int32 a = 1; }'),
  },
  // Labels
  {
    rule: 'proto2 wants a label',
    code: 'missing-label',
    rejected: proto2('message A { int32 a = 1; }'),
    accepted: proto2('message A { optional int32 a = 1; }'),
  },
  {
    rule: 'no label in a oneof',
    code: 'label-in-oneof',
    rejected: proto2('message A { oneof o { optional int32 a = 1; } }'),
    accepted: proto2('message A { oneof o { int32 a = 1; } }'),
  },
  {
    rule: 'no label on a map',
    code: 'label-on-map',
    rejected: proto2('message A { repeated map<int32, int32> a = 1; }'),
    accepted: proto2('message A { map<int32, int32> a = 1; }'),
  },
  {
    rule: 'no map in a oneof',
    code: 'map-in-oneof',
    rejected: proto3('message A { oneof o { map<int32, int32> a = 1; } }'),
    accepted: proto3('message A { map<int32, int32> a = 1; }'),
  },
  {
    rule: 'no map as an extension',
    code: 'map-extension',
    rejected: proto2('message A { extensions 1; }\nextend A { map<int32, int32> a = 1; }'),
    accepted: proto2('message A { extensions 1; }\nextend A { repeated int32 a = 1; }'),
  },
  {
    rule: 'no required in proto3',
    code: 'required-in-proto3',
    rejected: proto3('message A { required int32 a = 1; }'),
    accepted: proto2('message A { required int32 a = 1; }'),
  },
  {
    rule: 'no required in editions',
    code: 'label-in-editions',
    rejected: edition('message A { required int32 a = 1; }'),
    accepted: edition('message A { int32 a = 1 [features.field_presence = LEGACY_REQUIRED]; }'),
  },
  {
    rule: 'no optional in editions',
    code: 'label-in-editions',
    rejected: edition('message A { optional int32 a = 1; }'),
    accepted: edition('message A { int32 a = 1; }'),
  },
  {
    rule: 'no group in proto3',
    code: 'group-in-proto3',
    rejected: proto3('message A { repeated group B = 1 {} }'),
    accepted: proto2('message A { repeated group B = 1 {} }'),
  },
  {
    rule: 'no group in editions',
    code: 'group-in-editions',
    rejected: edition('message A { group B = 1 {} }'),
    accepted: edition(
      'message A { message B {} B b = 1 [features.message_encoding = DELIMITED]; }',
    ),
  },
  {
    rule: 'a group begins with a capital',
    code: 'group-name',
    rejected: proto2('message A { optional group b = 1 {} }'),
    accepted: proto2('message A { optional group B = 1 {} }'),
  },
  {
    rule: 'no extension ranges in proto3',
    code: 'extensions-in-proto3',
    rejected: proto3('message A { extensions 1 to 5; }'),
    accepted: proto2('message A { extensions 1 to 5; }'),
  },
  {
    rule: 'extensions in proto3 are for options',
    code: 'extension-in-proto3',
    rejected: proto3('import "a.proto";\nextend A { int32 a = 1; }'),
    accepted: proto3(
      'import "google/protobuf/descriptor.proto";\nextend google.protobuf.FileOptions { int32 a = 50000; }',
    ),
    files: { 'a.proto': proto2('message A { extensions 1; }') },
  },
  {
    rule: 'proto3 uses no closed enums',
    code: 'closed-enum',
    rejected: proto3('import "other.proto";\nmessage A { Color c = 1; }'),
    accepted: proto2('import "other.proto";\nmessage A { optional Color c = 1; }'),
    files: other,
  },
  // Maps
  {
    rule: 'a map key is integral or a string',
    code: 'map-key',
    rejected: proto3('message A { map<float, int32> a = 1; }'),
    accepted: proto3('message A { map<string, int32> a = 1; }'),
  },
  {
    rule: 'a map key is not bytes',
    code: 'map-key',
    rejected: proto3('message A { map<bytes, int32> a = 1; }'),
    accepted: proto3('message A { map<bool, int32> a = 1; }'),
  },
  {
    rule: 'a map key is no enum',
    code: 'map-key',
    rejected: proto3('enum E { X = 0; }\nmessage A { map<E, int32> a = 1; }'),
    accepted: proto3('enum E { X = 0; }\nmessage A { map<int32, E> a = 1; }'),
  },
  {
    rule: 'a map key is no message',
    code: 'map-key',
    rejected: proto3('message A { map<A, int32> a = 1; }'),
    accepted: proto3('message A { map<int32, A> a = 1; }'),
  },
  {
    rule: 'the enum of map values begins with zero',
    code: 'map-value-enum',
    rejected: proto2('enum E { X = 1; }\nmessage A { map<int32, E> a = 1; }'),
    accepted: proto2('enum E { X = 0; }\nmessage A { map<int32, E> a = 1; }'),
  },
  {
    rule: 'the message of a map has a name of its own',
    code: 'map-entry-name',
    rejected: proto3('message A { map<int32, int32> foo_bar = 1; message FooBarEntry {} }'),
    accepted: proto3('message A { map<int32, int32> foo_bar = 1; message FooBarEntri {} }'),
  },
  // Oneofs
  {
    rule: 'a oneof is not empty',
    code: 'empty-block',
    rejected: proto3('message A { oneof o {} }'),
    accepted: proto3('message A { oneof o { int32 a = 1; } }'),
  },
  // Enums
  {
    rule: 'an enum is not empty',
    code: 'empty-enum',
    rejected: proto3('enum E {}'),
    accepted: proto3('enum E { X = 0; }'),
  },
  {
    rule: 'an open enum begins with zero',
    code: 'enum-first-zero',
    rejected: proto3('enum E { X = 1; }'),
    accepted: proto2('enum E { X = 1; }'),
  },
  {
    rule: 'an open enum of an edition begins with zero',
    code: 'enum-first-zero',
    rejected: edition('enum E { X = 1; }'),
    accepted: edition('enum E { option features.enum_type = CLOSED; X = 1; }'),
  },
  {
    rule: 'enum values differ',
    code: 'duplicate-enum-number',
    rejected: proto3('enum E { X = 0; Y = 0; }'),
    accepted: proto3('enum E { option allow_alias = true; X = 0; Y = 0; }'),
  },
  {
    rule: 'allow_alias has a use',
    code: 'needless-alias',
    rejected: proto3('enum E { option allow_alias = true; X = 0; Y = 1; }'),
    accepted: proto3('enum E { X = 0; Y = 1; }'),
  },
  {
    rule: 'allow_alias = false has none',
    code: 'needless-alias',
    rejected: proto3('enum E { option allow_alias = false; X = 0; Y = 1; }'),
    accepted: proto3('enum E { X = 0; Y = 1; }'),
  },
  {
    rule: 'enum values fit an int32',
    code: 'enum-number',
    rejected: proto3('enum E { X = 0; Y = 2147483648; }'),
    accepted: proto3('enum E { X = 0; Y = -2147483648; }'),
  },
  {
    rule: 'reserved enum number',
    code: 'reserved-number',
    rejected: proto3('enum E { X = 0; reserved -5 to -1; Y = -1; }'),
    accepted: proto3('enum E { X = 0; reserved -5 to -1; Y = -6; }'),
  },
  {
    rule: 'reserved enum name',
    code: 'reserved-name',
    rejected: proto3('enum E { X = 0; reserved "Y"; Y = 1; }'),
    accepted: proto3('enum E { X = 0; reserved "Z"; Y = 1; }'),
  },
  {
    rule: 'reserved enum ranges do not overlap',
    code: 'range-overlap',
    rejected: proto3('enum E { X = 0; reserved 1 to 5, 5 to 6; }'),
    accepted: proto3('enum E { X = 0; reserved 1 to 5, 6 to 7; }'),
  },
  {
    rule: 'enum values differ without prefix and case',
    code: 'enum-name-conflict',
    rejected: proto3('enum Color { COLOR_RED = 0; RED = 1; }'),
    accepted: proto3('enum Color { COLOR_RED = 0; BLUE = 1; }'),
  },
  // Defaults and JSON names
  {
    rule: 'no default in proto3',
    code: 'default-in-proto3',
    rejected: proto3('message A { int32 a = 1 [default = 1]; }'),
    accepted: proto2('message A { optional int32 a = 1 [default = 1]; }'),
  },
  {
    rule: 'no default for repeated fields',
    code: 'default-not-allowed',
    rejected: proto2('message A { repeated int32 a = 1 [default = 1]; }'),
    accepted: proto2('message A { required int32 a = 1 [default = 1]; }'),
  },
  {
    rule: 'no default for messages',
    code: 'default-not-allowed',
    rejected: proto2('message A { optional A a = 1 [default = x]; }'),
    accepted: proto2('message A { optional A a = 1; }'),
  },
  {
    rule: 'default of an integer fits',
    code: 'default-value',
    rejected: proto2('message A { optional int32 a = 1 [default = 2147483648]; }'),
    accepted: proto2('message A { optional int32 a = 1 [default = -2147483648]; }'),
  },
  {
    rule: 'default of an unsigned integer',
    code: 'default-value',
    rejected: proto2('message A { optional uint32 a = 1 [default = -1]; }'),
    accepted: proto2('message A { optional uint32 a = 1 [default = 0xffffffff]; }'),
  },
  {
    rule: 'default of a bool',
    code: 'default-value',
    rejected: proto2('message A { optional bool a = 1 [default = 1]; }'),
    accepted: proto2('message A { optional bool a = 1 [default = true]; }'),
  },
  {
    rule: 'default of a string',
    code: 'default-value',
    rejected: proto2('message A { optional string a = 1 [default = x]; }'),
    accepted: proto2('message A { optional string a = 1 [default = "x" "y"]; }'),
  },
  {
    rule: 'default of a float',
    code: 'default-value',
    rejected: proto2('message A { optional float a = 1 [default = "1"]; }'),
    accepted: proto2('message A { optional float a = 1 [default = -inf]; }'),
  },
  {
    rule: 'default of an enum',
    code: 'default-value',
    rejected: proto2('enum E { X = 0; }\nmessage A { optional E a = 1 [default = Y]; }'),
    accepted: proto2('enum E { X = 0; }\nmessage A { optional E a = 1 [default = X]; }'),
  },
  {
    rule: 'default once',
    code: 'option-set-twice',
    rejected: proto2('message A { optional int32 a = 1 [default = 1, default = 2]; }'),
    accepted: proto2('message A { optional int32 a = 1 [default = 1, deprecated = true]; }'),
  },
  {
    rule: 'json_name once',
    code: 'option-set-twice',
    rejected: proto2('message A { optional int32 a = 1 [json_name = "x", json_name = "y"]; }'),
    accepted: proto2('message A { optional int32 a = 1 [json_name = "x"]; }'),
  },
  {
    rule: 'json_name is a string',
    code: 'json-name-value',
    rejected: proto3('message A { int32 a = 1 [json_name = x]; }'),
    accepted: proto3('message A { int32 a = 1 [json_name = "x"]; }'),
  },
  {
    rule: 'json_name is not that of an extension',
    code: 'json-name-value',
    rejected: proto3('message A { int32 a = 1 [json_name = "[x]"]; }'),
    accepted: proto3('message A { int32 a = 1 [json_name = "[x"]; }'),
  },
  {
    rule: 'no json_name on extensions',
    code: 'json-name-extension',
    rejected: proto2(
      'message A { extensions 1; }\nextend A { optional int32 a = 1 [json_name = "x"]; }',
    ),
    accepted: proto2('message A { optional int32 a = 1 [json_name = "x"]; }'),
  },
  {
    rule: 'JSON names differ',
    code: 'json-name-conflict',
    rejected: proto3('message A { int32 foo_bar = 1; int32 fooBar = 2; }'),
    accepted: proto2('message A { optional int32 foo_bar = 1; optional int32 fooBar = 2; }'),
  },
  {
    rule: 'custom JSON names differ',
    code: 'json-name-conflict',
    rejected: proto2(
      'message A { optional int32 a = 1 [json_name = "x"]; optional int32 b = 2 [json_name = "x"]; }',
    ),
    accepted: proto2(
      'message A { optional int32 a = 1 [json_name = "x"]; optional int32 b = 2 [json_name = "y"]; }',
    ),
  },
  // Options
  {
    rule: 'an option exists',
    code: 'unknown-option',
    rejected: proto3('option no_such = 1;'),
    accepted: proto3('option java_package = "x";'),
  },
  {
    rule: 'a custom option exists',
    code: 'unknown-option',
    rejected: custom('option (nope) = 1;'),
    accepted: custom(
      'extend google.protobuf.FileOptions { optional int32 nope = 50000; }\noption (nope) = 1;',
    ),
  },
  {
    rule: 'a custom option extends the right options',
    code: 'not-an-option',
    rejected: custom(
      'extend google.protobuf.FieldOptions { optional int32 o = 50000; }\noption (o) = 1;',
    ),
    accepted: custom(
      'extend google.protobuf.FileOptions { optional int32 o = 50000; }\noption (o) = 1;',
    ),
  },
  {
    rule: 'an option is set once',
    code: 'option-set-twice',
    rejected: proto3('option java_package = "x";\noption java_package = "y";'),
    accepted: proto3('option java_package = "x";\noption go_package = "y";'),
  },
  {
    rule: 'a string option has a string',
    code: 'option-value',
    rejected: proto3('option java_package = x;'),
    accepted: proto3('option java_package = "x";'),
  },
  {
    rule: 'a bool option has a bool',
    code: 'option-value',
    rejected: proto3('option java_multiple_files = 1;'),
    accepted: proto3('option java_multiple_files = true;'),
  },
  {
    rule: 'an enum option has a value of its enum',
    code: 'unknown-enum-value',
    rejected: proto3('option optimize_for = FAST;'),
    accepted: proto3('option optimize_for = SPEED;'),
  },
  {
    rule: 'an enum option has a name',
    code: 'option-value',
    rejected: proto3('option optimize_for = 1;'),
    accepted: proto3('option optimize_for = CODE_SIZE;'),
  },
  {
    rule: 'an integer option fits',
    code: 'option-value',
    rejected: custom(
      'extend google.protobuf.FileOptions { optional int32 o = 50000; }\noption (o) = 2147483648;',
    ),
    accepted: custom(
      'extend google.protobuf.FileOptions { optional int32 o = 50000; }\noption (o) = -2147483648;',
    ),
  },
  {
    rule: 'a message option has braces',
    code: 'option-value',
    rejected: custom(
      'message M { optional int32 a = 1; }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o) = 1;',
    ),
    accepted: custom(
      'message M { optional int32 a = 1; }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o) = { a: 1 };',
    ),
  },
  {
    rule: 'a field of a message option exists',
    code: 'unknown-option',
    rejected: custom(
      'message M { optional int32 a = 1; }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o).b = 1;',
    ),
    accepted: custom(
      'message M { optional int32 a = 1; }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o).a = 1;',
    ),
  },
  {
    rule: 'a field in braces exists',
    code: 'unknown-field',
    rejected: custom(
      'message M { optional int32 a = 1; }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o) = { b: 1 };',
    ),
    accepted: custom(
      'message M { optional int32 a = 1; reserved "b"; }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o) = { b: 1 };',
    ),
  },
  {
    rule: 'a singular field in braces is set once',
    code: 'literal-field-twice',
    rejected: custom(
      'message M { optional int32 a = 1; }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o) = { a: 1 a: 2 };',
    ),
    accepted: custom(
      'message M { repeated int32 a = 1; }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o) = { a: 1 a: 2 };',
    ),
  },
  {
    rule: 'required fields in braces',
    code: 'literal-missing-required',
    rejected: custom(
      'message M { required int32 a = 1; }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o) = { };',
    ),
    accepted: custom(
      'message M { required int32 a = 1; }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o) = { a: 1 };',
    ),
  },
  {
    rule: 'a oneof in braces is set once',
    code: 'literal-oneof-twice',
    rejected: custom(
      'message M { oneof x { int32 a = 1; int32 b = 2; } }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o) = { a: 1 b: 2 };',
    ),
    accepted: custom(
      'message M { oneof x { int32 a = 1; int32 b = 2; } }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o) = { a: 1 };',
    ),
  },
  {
    rule: 'a scalar in braces wants a colon',
    code: 'literal-missing-colon',
    rejected: custom(
      'message M { optional int32 a = 1; }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o) = { a 1 };',
    ),
    accepted: custom(
      'message M { optional M a = 1; }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o) = { a <> };',
    ),
  },
  {
    rule: 'a list in braces is for repeated fields',
    code: 'literal-list',
    rejected: custom(
      'message M { optional int32 a = 1; }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o) = { a: [1] };',
    ),
    accepted: custom(
      'message M { repeated int32 a = 1; }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o) = { a: [1, 2] };',
    ),
  },
  {
    rule: 'repeated message options are set as a whole',
    code: 'option-repeated-message',
    rejected: custom(
      'message M { optional int32 a = 1; }\nextend google.protobuf.FileOptions { repeated M o = 50000; }\noption (o).a = 1;',
    ),
    accepted: custom(
      'message M { optional int32 a = 1; }\nextend google.protobuf.FileOptions { repeated M o = 50000; }\noption (o) = { a: 1 };',
    ),
  },
  {
    rule: 'packed is for repeated scalars',
    code: 'packed-not-allowed',
    rejected: proto2('message A { repeated string a = 1 [packed = true]; }'),
    accepted: proto2('message A { repeated int32 a = 1 [packed = true]; }'),
  },
  {
    rule: 'no packed in editions',
    code: 'packed-in-editions',
    rejected: edition('message A { repeated int32 a = 1 [packed = true]; }'),
    accepted: edition(
      'message A { repeated int32 a = 1 [features.repeated_field_encoding = PACKED]; }',
    ),
  },
  {
    rule: 'lazy is for messages',
    code: 'lazy-not-allowed',
    rejected: proto2('message A { optional int32 a = 1 [lazy = true]; }'),
    accepted: proto2('message A { optional A a = 1 [lazy = true]; }'),
  },
  {
    rule: 'jstype is for 64 bits',
    code: 'jstype-not-allowed',
    rejected: proto2('message A { optional int32 a = 1 [jstype = JS_STRING]; }'),
    accepted: proto2('message A { optional int64 a = 1 [jstype = JS_STRING]; }'),
  },
  {
    rule: 'a message set has no fields',
    code: 'message-set-field',
    rejected: proto2('message A { option message_set_wire_format = true; optional int32 a = 1; }'),
    accepted: proto2('message A { option message_set_wire_format = true; extensions 4 to max; }'),
  },
  {
    rule: 'extensions of a message set are messages',
    code: 'message-set-extension',
    rejected: proto2(
      'message A { option message_set_wire_format = true; extensions 4 to max; }\nextend A { optional int32 a = 5; }',
    ),
    accepted: proto2(
      'message A { option message_set_wire_format = true; extensions 4 to max; }\nextend A { optional A a = 5; }',
    ),
  },
  {
    rule: 'map_entry is not for people',
    code: 'map-entry-option',
    rejected: proto2('message A { option map_entry = true; }'),
    accepted: proto2('message A { option deprecated = true; }'),
  },
  // Features
  {
    rule: 'features are for editions',
    code: 'features-before-editions',
    rejected: proto3('option features.field_presence = EXPLICIT;'),
    accepted: edition('option features.field_presence = EXPLICIT;'),
  },
  {
    rule: 'a file requires nothing',
    code: 'feature-not-allowed',
    rejected: edition('option features.field_presence = LEGACY_REQUIRED;'),
    accepted: edition('option features.field_presence = IMPLICIT;'),
  },
  {
    rule: 'encoding of repeated fields alone',
    code: 'feature-not-allowed',
    rejected: edition('message A { int32 a = 1 [features.repeated_field_encoding = EXPANDED]; }'),
    accepted: edition(
      'message A { repeated int32 a = 1 [features.repeated_field_encoding = EXPANDED]; }',
    ),
  },
  {
    rule: 'utf8 validation of strings alone',
    code: 'feature-not-allowed',
    rejected: edition('message A { int32 a = 1 [features.utf8_validation = NONE]; }'),
    accepted: edition('message A { string a = 1 [features.utf8_validation = NONE]; }'),
  },
  {
    rule: 'message encoding of messages alone',
    code: 'feature-not-allowed',
    rejected: edition('message A { int32 a = 1 [features.message_encoding = DELIMITED]; }'),
    accepted: edition('message A { A a = 1 [features.message_encoding = DELIMITED]; }'),
  },
  {
    rule: 'no presence for repeated fields',
    code: 'feature-not-allowed',
    rejected: edition('message A { repeated int32 a = 1 [features.field_presence = EXPLICIT]; }'),
    accepted: edition('message A { int32 a = 1 [features.field_presence = EXPLICIT]; }'),
  },
  {
    rule: 'no presence in a oneof',
    code: 'feature-not-allowed',
    rejected: edition(
      'message A { oneof o { int32 a = 1 [features.field_presence = EXPLICIT]; } }',
    ),
    accepted: edition('message A { oneof o { int32 a = 1; } }'),
  },
  {
    rule: 'no implicit presence for messages',
    code: 'feature-not-allowed',
    rejected: edition('message A { A a = 1 [features.field_presence = IMPLICIT]; }'),
    accepted: edition('message A { int32 a = 1 [features.field_presence = IMPLICIT]; }'),
  },
  {
    rule: 'no default with implicit presence',
    code: 'feature-not-allowed',
    rejected: edition(
      'message A { int32 a = 1 [features.field_presence = IMPLICIT, default = 1]; }',
    ),
    accepted: edition('message A { int32 a = 1 [default = 1]; }'),
  },
  {
    rule: 'no presence for extensions',
    code: 'feature-not-allowed',
    rejected: edition(
      'message A { extensions 1; }\nextend A { int32 a = 1 [features.field_presence = EXPLICIT]; }',
    ),
    accepted: edition('message A { extensions 1; }\nextend A { int32 a = 1; }'),
  },
  {
    rule: 'an option has its targets',
    code: 'option-target',
    rejected: edition('message A { option features.field_presence = EXPLICIT; }'),
    accepted: edition('message A { option features.json_format = LEGACY_BEST_EFFORT; }'),
  },
  {
    rule: 'an option comes with an edition',
    code: 'option-edition',
    rejected: edition('option features.enforce_naming_style = STYLE_LEGACY;'),
    accepted: edition24('option features.enforce_naming_style = STYLE_LEGACY;'),
  },
  {
    rule: 'an option goes with an edition',
    code: 'option-edition',
    rejected: edition24('option java_multiple_files = true;'),
    accepted: edition('option java_multiple_files = true;'),
  },
  {
    rule: 'visibility from edition 2024 on',
    code: 'visibility-edition',
    rejected: edition('export message A {}'),
    accepted: edition24('export message A {}'),
  },
  {
    rule: 'local symbols stay in their file',
    code: 'not-visible',
    rejected: proto3('import "local.proto";\nmessage A { Hidden h = 1; }'),
    accepted: proto3('import "local.proto";\nmessage A { Shown h = 1; }'),
    files: { 'local.proto': edition24('local message Hidden {}\nexport message Shown {}') },
  },
  {
    rule: 'nested symbols are local from edition 2024 on',
    code: 'not-visible',
    rejected: proto3('import "nested.proto";\nmessage A { Outer.Inner h = 1; }'),
    accepted: proto3('import "nested.proto";\nmessage A { Outer.Shown h = 1; }'),
    files: {
      'nested.proto': edition24('message Outer { message Inner {} export message Shown {} }'),
    },
  },
  {
    rule: 'naming style of edition 2024: messages',
    code: 'naming-style',
    rejected: edition24('message bad_name {}'),
    accepted: edition24('message GoodName {}'),
  },
  {
    rule: 'naming style of edition 2024: fields',
    code: 'naming-style',
    rejected: edition24('message A { int32 badName = 1; }'),
    accepted: edition24('message A { int32 good_name = 1; }'),
  },
  {
    rule: 'naming style of edition 2024: enum values',
    code: 'naming-style',
    rejected: edition24('enum E { bad = 0; }'),
    accepted: edition24('enum E { E_GOOD = 0; }'),
  },
  {
    rule: 'declared extensions',
    code: 'extension-declaration',
    rejected: proto2(
      'message A { extensions 1 to 5 [declaration = { number: 1 full_name: ".t.x" type: "int32" }]; }\nextend A { optional int32 y = 1; }',
    ),
    accepted: proto2(
      'message A { extensions 1 to 5 [declaration = { number: 1 full_name: ".t.x" type: "int32" }]; }\nextend A { optional int32 x = 1; }',
    ),
  },
  {
    rule: 'declared extensions are in their range',
    code: 'extension-declaration',
    rejected: proto2(
      'message A { extensions 5 [declaration = { number: 6 full_name: ".t.a" type: "int32" }]; }',
    ),
    accepted: proto2(
      'message A { extensions 5 [declaration = { number: 5 full_name: ".t.a" type: "int32" }]; }',
    ),
  },
  {
    rule: 'declared extensions are named in full',
    code: 'extension-declaration',
    rejected: proto2(
      'message A { extensions 5 [declaration = { number: 5 full_name: "t.a" type: "int32" }]; }',
    ),
    accepted: proto2('message A { extensions 5 [declaration = { number: 5 reserved: true }]; }'),
  },
  {
    rule: 'no closed enum with implicit presence',
    code: 'closed-enum',
    rejected: edition(
      'enum C { option features.enum_type = CLOSED; X = 1; }\nmessage A { C c = 1 [features.field_presence = IMPLICIT]; }',
    ),
    accepted: edition(
      'option features.field_presence = IMPLICIT;\nenum C { option features.enum_type = CLOSED; X = 1; }\nmessage A { repeated C c = 1; }',
    ),
  },
  {
    rule: 'features within braces',
    code: 'feature-not-allowed',
    rejected: edition(
      'message A { repeated int32 a = 1 [features = { field_presence: IMPLICIT }]; }',
    ),
    accepted: edition('message A { int32 a = 1 [features = { field_presence: IMPLICIT }]; }'),
  },
  {
    rule: 'a feature has a known value',
    code: 'feature-not-allowed',
    rejected: edition(
      'message A { int32 a = 1 [features.field_presence = FIELD_PRESENCE_UNKNOWN]; }',
    ),
    accepted: edition('message A { int32 a = 1 [features.field_presence = EXPLICIT]; }'),
  },
  {
    rule: 'no exported nested message under STRICT',
    code: 'strict-export',
    rejected: edition24(
      'option features.default_symbol_visibility = STRICT;\nmessage A { export message B {} }',
    ),
    accepted: edition24(
      'option features.default_symbol_visibility = STRICT;\nmessage A { message B {} }',
    ),
  },
  {
    rule: 'naming style of edition 2024: packages',
    code: 'naming-style',
    rejected: 'edition = "2024"; package Foo.bar;',
    accepted: 'edition = "2024"; package foo.bar_v1;',
  },
  {
    rule: 'no ctype from edition 2024 on',
    code: 'ctype-edition',
    rejected: edition24('message A { string a = 1 [ctype = CORD]; }'),
    accepted: edition('message A { string a = 1 [ctype = CORD]; }'),
  },
  {
    rule: 'no generic services with the lite runtime',
    code: 'lite-service',
    rejected: proto3(
      'option optimize_for = LITE_RUNTIME;\noption cc_generic_services = true;\nservice S {}',
    ),
    accepted: proto3('option optimize_for = LITE_RUNTIME;\nservice S {}'),
  },
  {
    rule: 'range numbers fit an int32',
    code: 'range-bounds',
    rejected: proto3('message A { reserved 99999999999; }'),
    accepted: proto3('message A { reserved 536870911; }'),
  },
  {
    rule: 'decimal integers for floats in braces',
    code: 'option-value',
    rejected: custom(
      'message M { optional float a = 1; }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o) = { a: 0x10 };',
    ),
    accepted: custom(
      'message M { optional float a = 1; }\nextend google.protobuf.FileOptions { optional M o = 50000; }\noption (o) = { a: 10 };',
    ),
  },
];

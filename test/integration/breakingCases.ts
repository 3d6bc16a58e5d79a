/** Files at two times, each pair about one sort of change. */
export interface BreakingCase {
  readonly name: string;
  readonly old: Readonly<Record<string, string>>;
  readonly now: Readonly<Record<string, string>>;
}

export const everyBreakingRule =
  'version: v2\nbreaking:\n  use: [FILE, PACKAGE, WIRE_JSON, WIRE, CSR]\n';

/** One file of each syntax, its body changed. */
function inFile(name: string, head: string, old: string, now: string): BreakingCase {
  return { name, old: { 'a.proto': `${head}\n${old}` }, now: { 'a.proto': `${head}\n${now}` } };
}

const proto3 = 'syntax = "proto3";\npackage a.b;';
const proto2 = 'syntax = "proto2";\npackage a.b;';
const edition = 'edition = "2023";\npackage a.b;';
const edition2024 = 'edition = "2024";\npackage a.b;';

function messageOf(fields: string): string {
  return `message M {\n${fields}\n}\nmessage O {}\nmessage P {}\nenum E { E_Z = 0; E_A = 1; }\nenum F { F_Z = 0; }\n`;
}

function inMessage(name: string, head: string, old: string, now: string): BreakingCase {
  return inFile(name, head, messageOf(old), messageOf(now));
}

const scalars = [
  'double',
  'float',
  'int64',
  'uint64',
  'int32',
  'fixed64',
  'fixed32',
  'bool',
  'string',
  'bytes',
  'uint32',
  'sfixed32',
  'sfixed64',
  'sint32',
  'sint64',
  'E',
  'M',
  'O',
];

/** Every type changed to every other one. */
const everyType: BreakingCase = inFile(
  'types of every kind',
  proto3,
  `enum E { Z = 0; }\nmessage O {}\nmessage M {\n${scalars.flatMap((one, row) => scalars.map((_, column) => `  ${one} r${row}c${column} = ${row * 30 + column + 1};`)).join('\n')}\n}\n`,
  `enum E { Z = 0; }\nmessage O {}\nmessage M {\n${scalars.flatMap((_, row) => scalars.map((one, column) => `  ${one} r${row}c${column} = ${row * 30 + column + 1};`)).join('\n')}\n}\n`,
);

const fileOptions = (values: readonly [string, string, string]): string => {
  const [text, flag, mode] = values;
  const texts = [
    'csharp_namespace',
    'go_package',
    'java_outer_classname',
    'java_package',
    'objc_class_prefix',
    'php_class_prefix',
    'php_metadata_namespace',
    'php_namespace',
    'ruby_package',
    'swift_prefix',
  ];
  const flags = [
    'cc_enable_arenas',
    'cc_generic_services',
    'java_generic_services',
    'java_multiple_files',
    'py_generic_services',
    'java_string_check_utf8',
  ];
  return [
    ...texts.map((name) => `option ${name} = "${text}";`),
    ...flags.map((name) => `option ${name} = ${flag};`),
    `option optimize_for = ${mode};`,
  ].join('\n');
};

export const breakingCases: readonly BreakingCase[] = [
  everyType,
  inMessage(
    'a field deleted',
    proto3,
    'int32 a = 1;\nint32 b = 2;\nint32 c = 3;\nint32 d = 4;',
    'int32 a = 1;\nreserved 2, 4;\nreserved "c", "d";',
  ),
  inMessage('a field renumbered', proto3, 'int32 a = 1;', 'int32 a = 2;'),
  inMessage(
    'a field renamed',
    proto3,
    'int32 foo_bar = 1;\nint32 b = 2;',
    'int32 foo_baz = 1;\nint32 b = 2 [json_name = "x"];',
  ),
  inMessage(
    'a json name kept',
    proto3,
    'int32 foo_bar = 1;',
    'int32 other = 1 [json_name = "fooBar"];',
  ),
  inMessage(
    'labels in proto3',
    proto3,
    'int32 a = 1;\noptional int32 b = 2;\nrepeated int32 c = 3;\nmap<string, O> d = 4;\nO e = 5;',
    'optional int32 a = 1;\nrepeated int32 b = 2;\nint32 c = 3;\nrepeated O d = 4;\noptional O e = 5;',
  ),
  inMessage(
    'labels in proto2',
    proto2,
    'optional int32 a = 1;\nrequired int32 b = 2;\nrepeated int32 c = 3;\noptional int32 e = 5;',
    'required int32 a = 1;\noptional int32 b = 2;\nrequired int32 c = 3;\nrequired int32 d = 4;\nrepeated int32 e = 5;',
  ),
  inMessage(
    'presence in an edition',
    edition,
    'int32 a = 1;\nint32 b = 2 [features.field_presence = LEGACY_REQUIRED];\nint32 c = 3 [features.field_presence = IMPLICIT];',
    'int32 a = 1 [features.field_presence = LEGACY_REQUIRED];\nint32 b = 2;\nint32 c = 3;\nint32 d = 4 [features.field_presence = LEGACY_REQUIRED];',
  ),
  inMessage(
    'maps',
    proto3,
    'map<string, int32> a = 1;\nmap<string, O> b = 2;\nmap<int32, string> c = 3;\nmap<string, E> d = 4;',
    'map<string, int64> a = 1;\nmap<string, P> b = 2;\nmap<int64, bytes> c = 3;\nmap<string, E> dd = 4;',
  ),
  inMessage(
    'a map that is none',
    proto3,
    'map<string, int32> a = 1;\nO b = 2;',
    'message AEntry { string key = 1; int32 value = 2; }\nrepeated AEntry a = 1;\nmap<string, int32> b = 2;',
  ),
  inMessage(
    'oneofs',
    proto3,
    'oneof x { int32 a = 1; int32 b = 2; }\noneof y { int32 c = 3; }\nint32 d = 4;\nO e = 5;',
    'oneof x { int32 a = 1; int32 d = 4; O e = 5; }\nint32 b = 2;\noneof z { int32 c = 3; }',
  ),
  inMessage(
    'reserved numbers and names',
    proto3,
    'reserved 2 to 10, 20 to max, 15;\nreserved "a", "b";',
    'reserved 3 to 4, 6, 7 to 8, 30 to 50;\nreserved "b";',
  ),
  inMessage(
    'extension ranges',
    proto2,
    'extensions 100 to 200, 300;\nextensions 400 to max;',
    'extensions 100 to 150, 152 to 300;\nextensions 401 to max;',
  ),
  inMessage(
    'defaults',
    proto2,
    'optional int32 a = 1 [default = 1];\noptional string b = 2 [default = "x"];\noptional E c = 3;\noptional E d = 4 [default = E_A];\noptional double e = 5 [default = nan];\noptional float f = 6 [default = 0.1];\noptional bytes g = 7 [default = "\\xff"];\noptional bool h = 8 [default = true];\noptional int32 i = 9;\noptional int64 j = 10 [default = 5];\noptional uint64 k = 11 [default = 18446744073709551615];\noptional double l = 12 [default = inf];',
    'optional int32 a = 1 [default = 2];\noptional string b = 2;\noptional E c = 3 [default = E_A];\noptional E d = 4;\noptional double e = 5 [default = nan];\noptional double f = 6 [default = 0.1];\noptional bytes g = 7 [default = "\\377"];\noptional bool h = 8;\noptional int32 i = 9 [default = 0];\noptional double j = 10 [default = 5];\noptional double k = 11 [default = 18446744073709551615];\noptional double l = 12 [default = -inf];',
  ),
  inMessage(
    'ctype and jstype',
    proto2,
    'optional string a = 1 [ctype = CORD];\noptional string b = 2;\noptional int64 c = 3 [jstype = JS_STRING];\noptional int64 d = 4;\noptional string e = 5 [ctype = STRING_PIECE];\noptional string f = 6;\noptional int32 g = 7;',
    'optional string a = 1;\noptional string b = 2 [ctype = STRING_PIECE];\noptional int64 c = 3 [jstype = JS_NUMBER];\noptional uint64 d = 4 [jstype = JS_STRING];\noptional string e = 5;\noptional bytes f = 6 [ctype = CORD];\noptional int64 g = 7 [jstype = JS_STRING];',
  ),
  inFile(
    'C++ and Java features',
    'edition = "2023";\npackage a.b;\nimport "google/protobuf/cpp_features.proto";\nimport "google/protobuf/java_features.proto";',
    'message M {\n string a = 1 [features.(pb.cpp).string_type = CORD];\n string b = 2;\n string c = 3 [features.(pb.java).utf8_validation = VERIFY, features.utf8_validation = NONE];\n string d = 4;\n string e = 5 [features.utf8_validation = NONE];\n}\n',
    'message M {\n string a = 1;\n string b = 2 [features.(pb.cpp).string_type = VIEW];\n string c = 3 [features.utf8_validation = NONE];\n string d = 4 [features.utf8_validation = NONE];\n string e = 5 [features = { utf8_validation: NONE [pb.java] { utf8_validation: VERIFY } }];\n}\n',
  ),
  {
    name: 'features of the whole file',
    old: {
      'a.proto': `${edition}\nmessage M { string a = 1; map<string, string> b = 2; O c = 3; repeated int32 d = 4; enum N { N_Z = 0; } }\nmessage O {}\nenum E { Z = 0; }\n`,
    },
    now: {
      'a.proto': `${edition}\noption features = { utf8_validation: NONE json_format: LEGACY_BEST_EFFORT message_encoding: DELIMITED enum_type: CLOSED field_presence: IMPLICIT };\nmessage M { string a = 1; map<string, string> b = 2; O c = 3; repeated int32 d = 4; enum N { N_Z = 0; } }\nmessage O {}\nenum E { Z = 0; }\n`,
    },
  },
  inFile(
    'features of blocks',
    edition,
    'message M { string a = 1; }\nenum E { Z = 0; }\n',
    'message M { option features.json_format = LEGACY_BEST_EFFORT; string a = 1; }\nenum E {\n  option features.json_format = LEGACY_BEST_EFFORT;\n  option features.enum_type = CLOSED; Z = 0; }\n',
  ),
  inFile(
    'another edition',
    edition,
    'message M { string a = 1; O b = 2; }\nmessage O {}\n',
    'message M { string a = 1; O b = 2 [features.message_encoding = DELIMITED]; }\nmessage O {}\n',
  ),
  {
    name: 'the syntax',
    old: {
      'a.proto': `${proto2}\nmessage M { optional string a = 1; repeated int32 b = 2; }\nenum E { Z = 0; }\n`,
      'b.proto': 'package b;\nmessage N {}\n',
      'c.proto': `${edition}\nmessage C { string a = 1; }\n`,
    },
    now: {
      'a.proto': `${proto3}\nmessage M { string a = 1; repeated int32 b = 2; }\nenum E { Z = 0; }\n`,
      'b.proto': `edition = "2023";\npackage b;\nmessage N {}\n`,
      'c.proto': `${edition2024}\nmessage C { string a = 1; }\n`,
    },
  },
  {
    name: 'file options',
    old: {
      'a.proto': `${proto3}\n${fileOptions(['x', 'true', 'CODE_SIZE'])}\nmessage M { string a = 1; }\n`,
      'b.proto': `${proto3}\nmessage N {}\n`,
      'c.proto': `${proto2}\n${fileOptions(['x', 'true', 'CODE_SIZE'])}\nmessage Q { optional string a = 1; }\n`,
    },
    now: {
      'a.proto': `${proto3}\n${fileOptions(['y', 'false', 'LITE_RUNTIME'])}\nmessage M { string a = 1; }\n`,
      'b.proto': `${proto3}\n${fileOptions(['z', 'true', 'SPEED'])}\nmessage N {}\n`,
      'c.proto': `${proto2}\nmessage Q { optional string a = 1; }\n`,
    },
  },
  {
    name: 'the package',
    old: {
      'a.proto': `${proto3}\nmessage M { message I {} }\nenum E { Z = 0; }\nservice S {}\n`,
      'b.proto': 'syntax = "proto3";\nmessage B {}\n',
    },
    now: {
      'a.proto':
        'syntax = "proto3";\npackage a.c;\nmessage M { message J {} }\nenum F { Z = 0; }\nservice T {}\n',
      'b.proto': 'syntax = "proto3";\npackage b;\nmessage B {}\n',
    },
  },
  {
    name: 'a file that is gone',
    old: {
      'a.proto': `${proto3}\nmessage M { message I {} map<string, int32> m = 1; }\nenum E { Z = 0; }\nservice S {}\n`,
      'b.proto': `${proto3}\nmessage B {}\n`,
      'c.proto': 'syntax = "proto3";\npackage c;\nmessage C {}\n',
      'd.proto': 'syntax = "proto3";\npackage c;\nmessage D {}\n',
    },
    now: { 'b.proto': `${proto3}\nmessage B {}\nmessage N {}\n` },
  },
  {
    name: 'a file with another name',
    old: {
      'a.proto': `${proto3}\nmessage M { int32 a = 1; map<string, int32> m = 2; }\nenum E { Z = 0; }\nservice S { rpc R(M) returns (M); }\n`,
    },
    now: {
      'b.proto': `${proto3}\nmessage M { string a = 1; map<string, string> m = 2; }\nenum E { Y = 0; }\nservice S { rpc R(stream M) returns (M); }\n`,
    },
  },
  {
    name: 'definitions in another file',
    old: {
      'a.proto': `${proto3}\nmessage M { int32 a = 1; }\nenum E { Z = 0; }\nservice S {}\n`,
      'b.proto': `${proto3}\nmessage K {}\n`,
    },
    now: {
      'a.proto': `${proto3}\nmessage X {}\n`,
      'b.proto': `${proto3}\nmessage K {}\nmessage M { string a = 1; }\nenum E { Y = 0; }\nservice S {}\n`,
    },
  },
  inFile(
    'nested definitions deleted',
    proto3,
    'message A { message B { message C { enum D { Z = 0; } } } }\n',
    'message A { }\n',
  ),
  inFile(
    'nested definitions deleted deeper',
    proto3,
    'message A { message B { message C { enum D { Z = 0; } } } }\nenum Top { TZ = 0; }\n',
    'message A {\n  message B { }\n}\n',
  ),
  inFile(
    'enum values',
    proto3,
    'enum E { Z = 0; A = 1; B = 2; C = 3; D = 4; }\n',
    'enum E { Z = 0; AA = 1; reserved 2; reserved "C"; }\n',
  ),
  inFile(
    'aliases',
    proto3,
    'enum E { option allow_alias = true; Z = 0; A = 1; B = 1; C = 2; D = 3; D2 = 3; }\n',
    'enum E { option allow_alias = true; Z = 0; A = 1; C = 2; C2 = 2; reserved "D"; }\n',
  ),
  inFile(
    'aliases renamed',
    proto3,
    'enum E { option allow_alias = true; Z = 0; A = 1; B = 1; C = -1; }\n',
    'enum E { option allow_alias = true; Z = 0; A2 = 1; B = 1;\n  C2 =\n -1; }\n',
  ),
  inFile(
    'reserved in an enum',
    proto3,
    'enum E { Z = 0; reserved 2 to 10, -5 to -1, 100 to max; reserved "A", "B"; }\n',
    'enum E { Z = 0; reserved 2 to 9, -4 to -2, 200 to max; reserved "B"; }\n',
  ),
  inFile(
    'enums that grow into others',
    proto3,
    'message M { A.E a = 1; A.E b = 2; A.E c = 3; }\nmessage A { enum E { Z = 0; Y = 1; } }\nmessage B { enum E { BZ = 0; } }\n',
    'message M { C.E a = 1; B.E b = 2; D.F c = 3; }\nmessage A { enum E { Z = 0; Y = 1; } }\nmessage B { enum E { BZ = 0; } }\nmessage C { enum E { Z = 0; Y = 1; X = 2; } }\nmessage D { enum F { Z = 0; Y = 1; } }\n',
  ),
  inFile(
    'rpcs',
    proto3,
    'message M {}\nmessage N {}\nservice S {\n  rpc A(M) returns (M);\n  rpc B(M) returns (M);\n  rpc C(stream M) returns (stream M);\n  rpc D(M) returns (M) { option idempotency_level = IDEMPOTENT; }\n  rpc E(M) returns (M);\n rpc F(M) returns (M); }\nservice T {}\n',
    'message M {}\nmessage N {}\nservice S {\n  rpc A(N) returns (N);\n  rpc B(stream M) returns (stream M);\n  rpc C(M) returns (M);\n  rpc D(M) returns (M);\n  rpc E(M) returns (M) { option idempotency_level = NO_SIDE_EFFECTS; }\n}\n',
  ),
  inFile(
    'extensions',
    proto2,
    'message M { extensions 100 to 200; }\nextend M { optional int32 a = 100; optional string b = 101; optional int32 gone = 102; }\nmessage S { extend M { optional int32 c = 103; repeated int32 d = 104; } }\n',
    'message M { extensions 100 to 200; }\nextend M { optional string a = 100; optional string bb = 101; }\nmessage S { extend M { optional int32 d = 104; } }\nextend M { optional int32 c = 103; }\n',
  ),
  {
    name: 'extensions and services of a package',
    old: {
      'a.proto': `${proto2}\nmessage M { extensions 100 to 200; }\nextend M { optional int32 a = 100; }\nservice S {}\n`,
      'b.proto': `${proto2}\nimport "a.proto";\nextend M { optional int32 b = 101; }\nenum E { Z = 0; }\n`,
      'c.proto': 'syntax = "proto3";\npackage c;\nservice T {}\nservice U {}\n',
    },
    now: {
      'a.proto': `${proto2}\nmessage M { extensions 100 to 200; }\nmessage N {}\n`,
      'c.proto': 'syntax = "proto3";\npackage c;\nservice T {}\n',
    },
  },
  inFile(
    'groups',
    proto2,
    'message M { optional group A = 1 { optional int32 x = 1; } repeated group B = 2 {} optional O c = 3; optional group D = 4 {} }\nmessage O {}\n',
    'message M { optional group AA = 1 { optional int32 x = 1; } optional group B = 2 {} optional group C = 3 {} optional O d = 4; }\nmessage O {}\n',
  ),
  inFile(
    'accessors',
    proto2,
    'message A {}\nmessage B { option no_standard_descriptor_accessor = true; }\n',
    'message A { option no_standard_descriptor_accessor = true; }\nmessage B { }\n',
  ),
  inFile(
    'sorts that became others',
    proto3,
    'message A {}\nenum B { Z = 0; }\nservice C {}\n',
    'enum A { Y = 0; }\nmessage B {}\nmessage C {}\n',
  ),
];

/** What several files of a module change. */
export const configuredFiles = {
  old: {
    'a/a.proto': `${proto3}\nmessage M { int32 one = 1; int32 two = 2; E three = 3; }\nenum E { Z = 0; A = 1; }\n`,
    'a/gone.proto': `${proto3}\nmessage Gone {}\n`,
    'b/b.proto':
      'syntax = "proto3";\npackage b.v1beta1;\nmessage N { int32 one = 1; }\nmessage Moved { int32 a = 1; }\n',
    'b/gone.proto': 'syntax = "proto3";\npackage b.v1alpha1;\nmessage N {}\n',
    'c/c.proto':
      'syntax = "proto3";\npackage c.v1;\nservice S { rpc R(X) returns (X); }\nmessage X {}\n',
  },
  now: {
    'a/a.proto': `${proto3}\nmessage M { string uno = 1; E three = 3; }\nenum E { Z = 0; B = 1; }\n`,
    'b/b.proto': 'syntax = "proto3";\npackage b.v1beta1;\nmessage N { repeated int32 uno = 1; }\n',
    'b/new.proto': 'syntax = "proto3";\npackage b.v1beta1;\nmessage Moved { bool a = 1; }\n',
    'c/c.proto':
      'syntax = "proto3";\npackage c.v1;\nservice S { rpc R(stream Y) returns (Y); }\nmessage Y {}\n',
  },
};

const v2 = 'version: v2\nbreaking:\n';

export const breakingConfigs: readonly (readonly [name: string, config: string])[] = [
  ['the default rules', `${v2}  except: [FILE_SAME_PACKAGE]\n`],
  ...['FILE', 'PACKAGE', 'WIRE_JSON', 'WIRE', 'CSR'].map(
    (category) => [`the rules of ${category}`, `${v2}  use: [${category}]\n`] as const,
  ),
  ['single rules', `${v2}  use: [FIELD_SAME_TYPE, RPC_NO_DELETE, MESSAGE_NO_DELETE]\n`],
  ['rules taken away', `${v2}  use: [FILE]\n  except: [WIRE_JSON, FILE_NO_DELETE]\n`],
  ['files ignored', `${v2}  use: [FILE, PACKAGE]\n  ignore: [a, b/b.proto]\n`],
  ['earlier files ignored', `${v2}  use: [FILE, PACKAGE]\n  ignore: [b/gone.proto, b/new.proto]\n`],
  [
    'files ignored for some rules',
    `${v2}  use: [FILE]\n  ignore_only:\n    FIELD_SAME_TYPE: [a/a.proto, b]\n    WIRE: [c]\n    FILE_NO_DELETE: [a]\n`,
  ],
  ['unstable packages ignored', `${v2}  use: [FILE, PACKAGE]\n  ignore_unstable_packages: true\n`],
  ['version 1', 'version: v1\nbreaking:\n  use: [FILE, WIRE_JSON]\n  ignore: [c]\n'],
  ['version 1 and its default', 'version: v1\nbreaking:\n  ignore_unstable_packages: true\n'],
  ['the beta version', 'version: v1beta1\nbreaking:\n  use: [WIRE, PACKAGE]\n'],
];

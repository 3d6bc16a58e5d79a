/** Files that use as much of the language as fits on a page, one or more for each dialect. */
import type { FaultBase } from './faultBases.ts';

const options = `syntax = "proto2";
package lib;
import "google/protobuf/descriptor.proto";
import "google/protobuf/any.proto";
message Note {
  optional string text = 1;
  repeated int32 numbers = 2;
  optional Note child = 3;
  optional Level level = 4;
  oneof side { string left = 5; int32 right = 6; }
  map<string, int32> counts = 7;
  optional google.protobuf.Any any = 8;
  repeated Note children = 9;
  optional bool flag = 10;
  optional float ratio = 11;
  extensions 100 to max;
}
enum Level { LOW = 0; HIGH = 5; }
message Strict { required int32 must = 1; optional Strict again = 2; }
extend Note { optional string extra = 100; }
extend google.protobuf.FileOptions { optional Note file_note = 50001; repeated string file_tags = 50002; }
extend google.protobuf.MessageOptions { optional Note message_note = 50001; optional Strict strict = 50002; }
extend google.protobuf.FieldOptions { optional Note field_note = 50001; optional uint32 size = 50002; optional Level field_level = 50003; }
extend google.protobuf.EnumOptions { optional double enum_ratio = 50001; }
extend google.protobuf.EnumValueOptions { optional bytes value_raw = 50001; }
extend google.protobuf.ServiceOptions { optional bool service_flag = 50001; }
extend google.protobuf.MethodOptions { optional sint64 method_number = 50001; }
extend google.protobuf.OneofOptions { optional string oneof_text = 50001; }
extend google.protobuf.ExtensionRangeOptions { optional string range_text = 50001; }
`;

const other = `syntax = "proto3";
package lib.sub;
import public "lib/deep.proto";
message Shared { int32 id = 1; Deep deep = 2; }
enum Color { COLOR_UNKNOWN = 0; COLOR_RED = 1; }
`;

const deep = `syntax = "proto3";
package lib.sub;
message Deep { string name = 1; message Inner {} }
`;

const library = { 'lib/options.proto': options, 'lib/other.proto': other, 'lib/deep.proto': deep };

const proto2 = `syntax = "proto2";
package rich.two;
import "lib/options.proto";
import "lib/other.proto";
option java_package = "com.rich";
option optimize_for = SPEED;
option (lib.file_note) = { text: "a" numbers: [1, 2] child { level: HIGH } };
option (lib.file_tags) = "x";
option (lib.file_tags) = "y";
message Main {
  option (lib.message_note).text = "m";
  option deprecated = true;
  reserved 50 to 59, 70;
  reserved "old", "older";
  required int32 id = 1;
  optional string name = 2 [default = "n\\x41", json_name = "theName", (lib.size) = 3];
  repeated int32 numbers = 3 [packed = true];
  optional Kind kind = 4 [default = KIND_B];
  optional group Part = 5 { optional int32 a = 1; optional lib.sub.Shared shared = 2; }
  oneof choice { string left = 6; Main right = 7; group InOneof = 8 { optional bool b = 1; } }
  map<string, Main> by_name = 9;
  map<int32, lib.sub.Color> colors = 10;
  optional bytes raw = 11 [ctype = CORD];
  optional int64 big = 12 [jstype = JS_STRING, default = -5];
  optional Main lazily = 13 [lazy = true];
  optional double ratio = 14 [default = inf];
  extensions 100 to 199;
  extensions 300 to 310 [verification = DECLARATION, declaration = { number: 300 full_name: ".rich.two.declared" type: "int32" }, declaration = { number: 301 reserved: true }];
  extensions 1000 to max [(lib.range_text) = "r"];
  extend Main { optional string nested_extension = 100; }
  message Inner { optional Kind kind = 1; enum Level { NONE = 0; SOME = 1; } optional Level level = 2; }
  optional Inner inner = 15 [(lib.field_note) = { text: "f" counts { key: "k" value: 1 } }, deprecated = true];
  optional Inner.Level level = 16;
}
enum Kind {
  option allow_alias = true;
  KIND_A = 1;
  KIND_B = 2 [deprecated = true];
  KIND_ALSO_B = 2;
  KIND_NEGATIVE = -1;
  reserved 10 to 20, 30 to max;
  reserved "KIND_GONE";
}
message Set { option message_set_wire_format = true; extensions 4 to max; }
message InSet { extend Set { optional InSet in_set = 1000; } }
extend Main {
  optional int32 declared = 300;
  repeated Kind kinds = 101;
  optional group ExtGroup = 102 { optional int32 a = 1; }
}
service Calls {
  option (lib.service_flag) = true;
  rpc One(Main) returns (Main);
  rpc Two(stream Main) returns (stream lib.sub.Shared) { option deprecated = true; option (lib.method_number) = -4; }
}
`;

const proto3 = `syntax = "proto3";
package rich.three;
import "google/protobuf/timestamp.proto";
import "google/protobuf/descriptor.proto";
import "lib/options.proto";
import public "lib/other.proto";
option go_package = "rich/three";
option (lib.file_note).text = "dotted";
message Main {
  string name = 1;
  optional int32 maybe = 2;
  repeated float ratios = 3;
  repeated sint32 loose = 4 [packed = false];
  map<string, google.protobuf.Timestamp> times = 5;
  oneof choice {
    option (lib.oneof_text) = "o";
    int32 a = 6;
    lib.sub.Deep b = 7 [(lib.field_level) = HIGH];
  }
  Kind kind = 8;
  message Nested { Main up = 1; Nested again = 2; enum Inner { INNER_ZERO = 0; } Inner inner = 3; }
  Nested nested = 9 [json_name = "nest"];
  reserved 20, 30 to 40, 100 to max;
  reserved "gone";
  .rich.three.Main.Nested full = 10;
  bytes raw = 11 [deprecated = true];
  fixed64 fixed = 12 [jstype = JS_NUMBER];
}
enum Kind {
  option (lib.enum_ratio) = 0.5;
  KIND_UNSPECIFIED = 0;
  KIND_ONE = 1 [(lib.value_raw) = "\\000\\xff"];
  KIND_TWO = 0x2;
}
extend google.protobuf.MessageOptions { string three_option = 51000; repeated Main three_list = 51001; }
message Optioned { option (three_option) = "t"; option (three_list) = { name: "n" ratios: [1, 2.5] nested { } }; }
service Calls { rpc Get(Main) returns (Main.Nested) {} rpc Watch(stream Main) returns (stream lib.sub.Shared); }
`;

const edition2023 = `edition = "2023";
package rich.e23;
import "google/protobuf/cpp_features.proto";
import "google/protobuf/java_features.proto";
import "lib/options.proto";
import "lib/other.proto";
option features.field_presence = IMPLICIT;
option features.(pb.cpp).string_type = VIEW;
option features.(pb.java).utf8_validation = VERIFY;
message Main {
  option features.json_format = LEGACY_BEST_EFFORT;
  int32 plain = 1;
  int32 present = 2 [features.field_presence = EXPLICIT, default = 7];
  string must = 3 [features.field_presence = LEGACY_REQUIRED];
  repeated int32 loose = 4 [features.repeated_field_encoding = EXPANDED];
  Part part = 5 [features.message_encoding = DELIMITED];
  string text = 6 [features.utf8_validation = NONE, features.(pb.cpp).string_type = CORD];
  Closed closed = 7 [features.field_presence = EXPLICIT];
  map<string, Part> parts = 8;
  oneof choice { string left = 9; Main right = 10; }
  reserved 20 to 30;
  reserved old, older;
  extensions 100 to 200 [declaration = { number: 100 full_name: ".rich.e23.declared" type: ".rich.e23.Part" repeated: true }];
  extensions 500 to max;
  bytes raw = 11 [ctype = CORD];
  message Part { int32 a = 1; }
  enum Open { OPEN_ZERO = 0; OPEN_ONE = 1; }
  Open open = 12;
  repeated Open opens = 13;
}
enum Closed { option features.enum_type = CLOSED; CLOSED_ONE = 1; CLOSED_TWO = 2; reserved GONE; reserved -5 to -1; }
message Part { string b = 1 [(lib.size) = 1]; }
extend Main { repeated Part declared = 100; int32 more = 501; bytes text_more = 502; }
service Calls { rpc One(Main) returns (stream lib.sub.Shared) { option idempotency_level = IDEMPOTENT; } }
`;

const edition2024 = `edition = "2024";
package rich.e24;
import "lib/other.proto";
import option "lib/options.proto";
import option "google/protobuf/cpp_features.proto";
option features.(pb.cpp).enum_name_uses_string_view = true;
option features.default_symbol_visibility = EXPORT_TOP_LEVEL;
option (lib.file_note) = { text: "a" };
message Main {
  int32 plain = 1;
  string text = 2 [features.(pb.cpp).string_type = VIEW];
  local enum Inner { INNER_UNSPECIFIED = 0; INNER_ONE = 1; }
  export message Nested { Inner inner = 1; repeated string names = 2; }
  Inner inner = 3 [(lib.field_level) = LOW];
  map<string, Nested> by_name = 4;
  lib.sub.Shared shared = 5;
  oneof choice { int32 left = 6; Nested right = 7; }
  Hidden hidden = 8 [features.message_encoding = DELIMITED];
  extensions 100 to 199;
  reserved 20, 30 to 40;
  reserved old_name;
}
local message Hidden { bool flag = 1; }
export enum Kind { option features.enum_type = CLOSED; KIND_A = 1; KIND_B = 2; }
extend Main { Kind ext_kind = 100; repeated int64 ext_numbers = 101; }
service MainService { rpc GetMain(Main) returns (Main.Nested); }
`;

const edition2026 = `edition = "2026";
package rich.e26;
import "lib/other.proto";
import option "google/protobuf/go_features.proto";
option features.(pb.go).api_level = API_OPAQUE;
message Main {
  int32 plain = 1;
  lib.sub.Shared shared = 2;
  Inner inner = 3;
  map<int32, Inner> inners = 4;
  message Inner { string text = 1; reserved 5; }
  local enum State { STATE_UNSPECIFIED = 0; STATE_ON = 1; }
  State state = 5;
  oneof choice { bool flag = 6; Main main = 7; }
}
export message Shown { Main main = 1; }
export enum Kind { option features.enforce_proto_limits = LEGACY_NO_EXPLICIT_LIMITS; KIND_UNSPECIFIED = 0; }
service MainService { rpc GetMain(Main) returns (Shown); }
`;

const users = `edition = "2023";
package rich.user;
import "rich/e24.proto";
message User { rich.e24.Main main = 1; rich.e24.Main.Nested nested = 2; rich.e24.Kind kind = 3; }
extend rich.e24.Main { string user_extension = 150; }
`;

const styled = `edition = "2024";
package rich.styled;
message Outer {
  option features.enforce_naming_style = STYLE2024;
  string first_name = 1;
  int32 item2 = 2;
  oneof some_choice { string a_text = 3; bool b_flag = 4; }
  enum State { option features.enforce_naming_style = STYLE_LEGACY; stateZero = 0; Other_One = 1; }
  State state = 5;
}
enum BigState { BIG_STATE_UNSPECIFIED = 0; BIG_STATE_ON = 1; }
service StyledService { rpc DoThing(Outer) returns (Outer); }
`;

/** Bases by hand; the texts that they import go with them and get faults too. */
export const richBases: readonly FaultBase[] = [
  base('rich/two.proto', proto2),
  base('rich/three.proto', proto3),
  base('rich/e23.proto', edition2023),
  base('rich/e24.proto', edition2024),
  { ...base('rich/user.proto', users, { 'rich/e24.proto': edition2024 }) },
  base('rich/e26.proto', edition2026),
  base('rich/styled.proto', styled),
];

function base(entry: string, text: string, more: Readonly<Record<string, string>> = {}): FaultBase {
  return { name: entry, entry, files: { [entry]: text, ...more, ...library } };
}

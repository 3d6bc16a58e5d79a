/** Messages that hold every kind of field there is, in each syntax. */
export const everyTypeFiles = {
  'every/three.proto': `
syntax = "proto3";
package every;
import "google/protobuf/any.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/empty.proto";
import "google/protobuf/field_mask.proto";
import "google/protobuf/struct.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";

message Three {
  double a_double = 1;
  float a_float = 2;
  int32 an_int32 = 3;
  int64 an_int64 = 4;
  uint32 a_uint32 = 5;
  uint64 a_uint64 = 6;
  sint32 a_sint32 = 7;
  sint64 a_sint64 = 8;
  fixed32 a_fixed32 = 9;
  fixed64 a_fixed64 = 10;
  sfixed32 a_sfixed32 = 11;
  sfixed64 a_sfixed64 = 12;
  bool a_bool = 13;
  string a_string = 14;
  bytes some_bytes = 15;
  Color color = 16;
  Inner inner = 17;
  optional int32 maybe = 18;
  repeated int64 wides = 20;
  repeated Inner inners = 21;
  repeated Color colors = 22;
  map<string, Inner> by_name = 30;
  map<int64, string> by_wide = 31;
  map<bool, Color> by_bool = 32;
  map<uint64, int64> by_unsigned = 33;
  oneof choice {
    string left = 40;
    Inner right = 41;
    google.protobuf.NullValue nothing = 42;
  }
  google.protobuf.Timestamp at = 50;
  google.protobuf.Duration lasts = 51;
  google.protobuf.FieldMask mask = 52;
  google.protobuf.Struct object = 53;
  google.protobuf.Value value = 54;
  google.protobuf.ListValue list = 55;
  google.protobuf.Any any = 56;
  google.protobuf.Empty empty = 57;
  google.protobuf.Int64Value wide_box = 58;
  google.protobuf.StringValue text_box = 59;
  google.protobuf.BytesValue bytes_box = 60;
  google.protobuf.BoolValue bool_box = 61;
  google.protobuf.FloatValue float_box = 62;
  google.protobuf.UInt64Value unsigned_box = 63;
  repeated google.protobuf.Value values = 64;
  string renamed = 70 [json_name = "other name"];
  Three again = 71;
}
message Inner { string text = 1; int32 number = 2; Inner inner = 3; }
enum Color { COLOR_UNSPECIFIED = 0; COLOR_RED = 1; COLOR_BLUE = 2; COLOR_NEGATIVE = -1; }
`,
  'every/two.proto': `
syntax = "proto2";
package every;
message Two {
  required string id = 1;
  optional int32 count = 2 [default = 7];
  repeated int32 packed = 3 [packed = true];
  repeated int32 loose = 4;
  optional group Part = 5 { optional string text = 1; }
  extensions 100 to 200;
  enum Kind { FIRST = 3; SECOND = 5; }
  optional Kind kind = 6 [default = SECOND];
}
extend Two { optional string note = 100; optional Two.Part part_of = 101; }
message Scope { extend Two { repeated int64 numbers = 102; } }
`,
  'every/edition.proto': `
edition = "2023";
package every;
message Edition {
  string explicit = 1;
  string implicit = 2 [features.field_presence = IMPLICIT];
  Child delimited = 3 [features.message_encoding = DELIMITED];
  repeated int32 expanded = 4 [features.repeated_field_encoding = EXPANDED];
  Open open = 5;
}
message Child { string text = 1; }
enum Open { OPEN_ZERO = 0; OPEN_ONE = 1; }
`,
};

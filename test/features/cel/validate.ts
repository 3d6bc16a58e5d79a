/** The part of protovalidate's `buf/validate/validate.proto` that tests need, as a fixture's file. */
export const validate = `
//- /buf/validate/validate.proto
syntax = "proto2";
package buf.validate;
import "google/protobuf/descriptor.proto";
extend google.protobuf.MessageOptions { optional MessageRules message = 1159; }
extend google.protobuf.FieldOptions {
  optional FieldRules field = 1159;
  optional PredefinedRules predefined = 1160;
}
message Rule { optional string id = 1; optional string message = 2; optional string expression = 3; }
message MessageRules { repeated Rule cel = 3; repeated string cel_expression = 5; }
message FieldRules {
  repeated Rule cel = 23;
  repeated string cel_expression = 29;
  oneof type {
    StringRules string = 14;
    RepeatedRules repeated = 18;
    MapRules map = 19;
  }
}
message PredefinedRules { repeated Rule cel = 1; }
message StringRules { optional uint64 min_len = 2; extensions 1000 to max; }
message RepeatedRules { optional FieldRules items = 4; }
message MapRules { optional FieldRules keys = 4; optional FieldRules values = 5; }
`;

/** A file whose messages have rules; `$rules` of a fixture stands in it. */
export function ruled(rules: string): string {
  return `${validate}
//- /shop.proto
syntax = "proto3";
package shop;
import "buf/validate/validate.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/timestamp.proto";
import "google/protobuf/wrappers.proto";
message Order {
  ${rules}
  // What people call it.
  string name = 1;
  int32 count = 2;
  uint32 size = 3;
  double price = 4;
  repeated Line lines = 5;
  map<string, int64> counts = 6;
  State state = 7;
  google.protobuf.Timestamp at = 8;
  google.protobuf.Duration took = 9;
  google.protobuf.Int32Value maybe = 10;
  Line first = 11;
  bytes raw = 12;
  bool paid = 13;
}
message Line { string sku = 1; Line part = 2; repeated string tags = 3; }
enum State { UNKNOWN = 0; OPEN = 1; }
`;
}

/** A rule of the message with an expression, as a proto string's content. */
export function rule(expression: string): string {
  return `option (buf.validate.message).cel = { id: "x", expression: "${expression}" };`;
}

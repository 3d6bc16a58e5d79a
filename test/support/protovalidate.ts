/** The part of protovalidate's `buf/validate/validate.proto` that `buf lint` looks at, with its numbers. */
const numbers = (type: string): string => `{
  optional ${type} const = 1;
  oneof less_than { ${type} lt = 2; ${type} lte = 3; }
  oneof greater_than { ${type} gt = 4; ${type} gte = 5; }
}`;

export const validateProto = `syntax = "proto2";
package buf.validate;
import "google/protobuf/descriptor.proto";
import "google/protobuf/duration.proto";
import "google/protobuf/timestamp.proto";
extend google.protobuf.MessageOptions { optional MessageRules message = 1159; }
extend google.protobuf.FieldOptions { optional FieldRules field = 1159; }
enum Ignore { IGNORE_UNSPECIFIED = 0; IGNORE_IF_ZERO_VALUE = 1; IGNORE_ALWAYS = 3; }
enum KnownRegex {
  KNOWN_REGEX_UNSPECIFIED = 0;
  KNOWN_REGEX_HTTP_HEADER_NAME = 1;
}
message Rule { optional string id = 1; optional string message = 2; optional string expression = 3; }
message MessageRules { repeated Rule cel = 3; repeated string cel_expression = 5; }
message FieldRules {
  repeated Rule cel = 23;
  repeated string cel_expression = 29;
  optional bool required = 25;
  optional Ignore ignore = 27;
  oneof type {
    DoubleRules double = 2;
    Int32Rules int32 = 3;
    UInt64Rules uint64 = 6;
    BoolRules bool = 13;
    StringRules string = 14;
    BytesRules bytes = 15;
    RepeatedRules repeated = 18;
    MapRules map = 19;
    DurationRules duration = 21;
    TimestampRules timestamp = 22;
  }
}
message DoubleRules ${numbers('double')}
message Int32Rules ${numbers('int32')}
message UInt64Rules ${numbers('uint64')}
message BoolRules { optional bool const = 1; }
message StringRules {
  optional string const = 1;
  optional uint64 len = 19;
  optional uint64 min_len = 2;
  optional uint64 max_len = 3;
  optional uint64 len_bytes = 20;
  optional uint64 min_bytes = 4;
  optional uint64 max_bytes = 5;
  optional string pattern = 6;
  optional string prefix = 7;
  optional string suffix = 8;
  optional string contains = 9;
  optional string not_contains = 23;
  oneof well_known { bool email = 12; KnownRegex well_known_regex = 24; }
  optional bool strict = 25;
}
message BytesRules {
  optional bytes const = 1;
  optional uint64 len = 13;
  optional uint64 min_len = 2;
  optional uint64 max_len = 3;
  optional string pattern = 4;
  optional bytes prefix = 5;
}
message RepeatedRules {
  optional uint64 min_items = 1;
  optional uint64 max_items = 2;
  optional bool unique = 3;
  optional FieldRules items = 4;
}
message MapRules {
  optional uint64 min_pairs = 1;
  optional uint64 max_pairs = 2;
  optional FieldRules keys = 4;
  optional FieldRules values = 5;
}
message DurationRules {
  optional google.protobuf.Duration const = 2;
  oneof less_than { google.protobuf.Duration lt = 3; google.protobuf.Duration lte = 4; }
  oneof greater_than { google.protobuf.Duration gt = 5; google.protobuf.Duration gte = 6; }
}
message TimestampRules {
  optional google.protobuf.Timestamp const = 2;
  oneof less_than {
    google.protobuf.Timestamp lt = 3;
    google.protobuf.Timestamp lte = 4;
    bool lt_now = 7;
  }
  oneof greater_than {
    google.protobuf.Timestamp gt = 5;
    google.protobuf.Timestamp gte = 6;
    bool gt_now = 8;
  }
}
`;

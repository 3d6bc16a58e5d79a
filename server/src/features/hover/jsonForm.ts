import type { FieldType, ScalarType } from '../../compiler/index.ts';

/** What a scalar is in JSON, in words. */
export const scalarJson: Readonly<Record<ScalarType, string>> = {
  double: 'number, or `"NaN"`, `"Infinity"`, `"-Infinity"`',
  float: 'number, or `"NaN"`, `"Infinity"`, `"-Infinity"`',
  int32: 'number',
  uint32: 'number',
  sint32: 'number',
  fixed32: 'number',
  sfixed32: 'number',
  int64: 'string of digits',
  uint64: 'string of digits',
  sint64: 'string of digits',
  fixed64: 'string of digits',
  sfixed64: 'string of digits',
  bool: '`true` or `false`',
  string: 'string',
  bytes: 'string in base64',
};

const wellKnown: Readonly<Record<string, string>> = {
  'google.protobuf.Any': 'object with `"@type"`',
  'google.protobuf.Struct': 'object of any keys',
  'google.protobuf.Duration': 'string such as `"1.5s"`',
  'google.protobuf.FieldMask': 'string such as `"a,b.c"`',
  'google.protobuf.ListValue': 'array',
  'google.protobuf.Timestamp': 'string such as `"2026-01-31T12:00:00Z"`',
  'google.protobuf.Value': 'any value',
  'google.protobuf.NullValue': '`null`',
  'google.protobuf.BoolValue': '`true`, `false` or `null`',
  'google.protobuf.BytesValue': 'string in base64 or `null`',
  'google.protobuf.DoubleValue': 'number or `null`',
  'google.protobuf.FloatValue': 'number or `null`',
  'google.protobuf.Int32Value': 'number or `null`',
  'google.protobuf.Int64Value': 'string of digits or `null`',
  'google.protobuf.StringValue': 'string or `null`',
  'google.protobuf.UInt32Value': 'number or `null`',
  'google.protobuf.UInt64Value': 'string of digits or `null`',
};

/** What one value of a type is in JSON, in words; undefined where the type is not known. */
export function jsonForm(type: FieldType): string | undefined {
  switch (type.kind) {
    case 'scalar':
      return scalarJson[type.scalar];
    case 'enum':
      return wellKnown[type.symbol.fullName] ?? 'name of the value';
    case 'message':
    case 'group':
      return wellKnown[type.symbol.fullName] ?? 'object';
    case 'map':
      return 'object';
    case 'unresolved':
      return undefined;
  }
}

import type { ScalarType } from './model.ts';

/** The numbers of `FieldDescriptorProto.Type` for the types that need no definition. */
export const scalarNumbers: Readonly<Record<ScalarType, number>> = {
  double: 1,
  float: 2,
  int64: 3,
  uint64: 4,
  int32: 5,
  fixed64: 6,
  fixed32: 7,
  bool: 8,
  string: 9,
  bytes: 12,
  uint32: 13,
  sfixed32: 15,
  sfixed64: 16,
  sint32: 17,
  sint64: 18,
};

/** Whether a type name is that of a scalar; a leading dot makes it a reference. */
export function isScalar(name: string): name is ScalarType {
  return Object.hasOwn(scalarNumbers, name);
}

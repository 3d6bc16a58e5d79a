/** How files write features. */
import type { FeatureSet } from '../compiler/index.ts';

/** The features of the wire, JSON and generated code, by their names in `google.protobuf.FeatureSet`. */
export const featureKeys = {
  field_presence: 'fieldPresence',
  enum_type: 'enumType',
  repeated_field_encoding: 'repeatedFieldEncoding',
  utf8_validation: 'utf8Validation',
  message_encoding: 'messageEncoding',
  json_format: 'jsonFormat',
} as const satisfies Readonly<Record<string, keyof FeatureSet>>;

/** One of those names. */
export type FeatureName = keyof typeof featureKeys;

/** `lengthPrefixed` is written `LENGTH_PREFIXED`. */
export function featureWord(word: string): string {
  return word.replace(/[A-Z]/g, '_$&').toUpperCase();
}

import { DefinedSymbol } from '../link/definedSymbol.ts';
import type { Linking } from '../link/linking.ts';
import type { FieldFacts, OptionedElement } from '../link/model.ts';
import { defaultFeatures } from './features.ts';
import type { FeatureSet } from './featureSet.ts';
import { optionRulesOf } from './optionRules.ts';
import { MessageValue } from './values.ts';

/** Finds the features that hold for the file and for each definition: its own, else its parent's. */
export function resolveFeatures(linking: Linking): void {
  const { tree } = linking.source;
  const base = overlay(linking, tree, defaultFeatures(linking.edition));
  linking.features = base;
  for (const symbol of linking.definitions.all) {
    const around = symbol.oneof ?? symbol.parent;
    const inherited = around?.features ?? base;
    const own = withLegacy(linking, symbol, overlay(linking, symbol, inherited));
    symbol.features = own;
    if (symbol.field !== undefined) {
      setFieldFeatures(linking, symbol, symbol.field, own);
    }
  }
}

/** `FieldOptions.RETENTION_SOURCE`. */
const retentionSource = 2n;

/** Values of each feature by their numbers in `google.protobuf.FeatureSet`; none for 0. */
const names = {
  field_presence: { key: 'fieldPresence', values: ['explicit', 'implicit', 'legacyRequired'] },
  enum_type: { key: 'enumType', values: ['open', 'closed'] },
  repeated_field_encoding: { key: 'repeatedFieldEncoding', values: ['packed', 'expanded'] },
  utf8_validation: { key: 'utf8Validation', values: [undefined, 'verify', 'none'] },
  message_encoding: { key: 'messageEncoding', values: ['lengthPrefixed', 'delimited'] },
  json_format: { key: 'jsonFormat', values: ['allow', 'legacyBestEffort'] },
  enforce_naming_style: {
    key: 'enforceNamingStyle',
    values: ['style2024', 'legacy', 'style2026'],
  },
  enforce_proto_limits: { key: 'enforceProtoLimits', values: ['legacy', 'limits2026'] },
  default_symbol_visibility: {
    key: 'defaultSymbolVisibility',
    values: ['exportAll', 'exportTopLevel', 'localAll', 'strict'],
  },
} as const;

function overlay(linking: Linking, key: OptionedElement, inherited: FeatureSet): FeatureSet {
  const features = linking.options.get(key)?.value.valuesOf('features')[0];
  if (!(features instanceof MessageValue)) {
    return inherited;
  }
  const changes: Partial<Record<keyof FeatureSet, string>> = {};
  for (const [name, { key: target, values }] of Object.entries(names)) {
    const value = features.valuesOf(name)[0];
    const word = typeof value === 'bigint' ? values[Number(value) - 1] : undefined;
    if (word !== undefined) {
      changes[target] = word;
    }
  }
  return { ...inherited, ...(changes as Partial<FeatureSet>) };
}

/** What proto2 and proto3 say by other means than features. */
function withLegacy(linking: Linking, symbol: DefinedSymbol, features: FeatureSet): FeatureSet {
  const facts = symbol.field;
  if (facts === undefined || linking.syntax === 'editions') {
    return features;
  }
  const changes: Partial<FeatureSet>[] = [];
  if (facts.label === 'required') {
    changes.push({ fieldPresence: 'legacyRequired' });
  } else if (hasProto3Optional(linking, symbol)) {
    changes.push({ fieldPresence: 'explicit' });
  }
  if (facts.type.kind === 'group') {
    changes.push({ messageEncoding: 'delimited' });
  }
  const packed = linking.options.get(symbol)?.value.valuesOf('packed')[0];
  if (packed !== undefined) {
    changes.push({ repeatedFieldEncoding: packed === true ? 'packed' : 'expanded' });
  }
  return changes.reduce<FeatureSet>(changed, features);
}

/** Most fields of a file have the same few sets: each is made once. */
const changedSets = new WeakMap<FeatureSet, Map<string, FeatureSet>>();

function changed(features: FeatureSet, change: Partial<FeatureSet>): FeatureSet {
  const known = changedSets.get(features) ?? new Map<string, FeatureSet>();
  changedSets.set(features, known);
  const key = Object.values(change).join();
  const set = known.get(key) ?? { ...features, ...change };
  known.set(key, set);
  return set;
}

/** Whether a field of proto3 is written `optional`, and so gets a oneof of its own. */
export function hasProto3Optional(
  { syntax }: { readonly syntax: Linking['syntax'] },
  { node }: DefinedSymbol,
): boolean {
  return syntax === 'proto3' && node.kind === 'field' && node.label?.label === 'optional';
}

function setFieldFeatures(
  linking: Linking,
  symbol: DefinedSymbol,
  facts: FieldFacts,
  features: FeatureSet,
): void {
  const packed = isPackable(facts) && features.repeatedFieldEncoding === 'packed';
  const options = linking.options.get(symbol)?.value;
  const isSourceOnly = options?.valuesOf('retention')[0] === retentionSource;
  const optionRules = options && optionRulesOf(options);
  if (packed || isSourceOnly || optionRules !== undefined || features !== facts.features) {
    symbol.field = { ...facts, features, packed, isSourceOnly, optionRules };
  }
  if (facts.type.kind === 'map') {
    for (const part of facts.type.entry.children) {
      if (part instanceof DefinedSymbol) {
        part.features = features;
      }
    }
  }
}

/** Whether a field is a repeated one of a scalar type that packs. */
export function isPackable({ label, type }: FieldFacts): boolean {
  if (label !== 'repeated') {
    return false;
  }
  return (
    type.kind === 'enum' ||
    (type.kind === 'scalar' && type.scalar !== 'string' && type.scalar !== 'bytes')
  );
}

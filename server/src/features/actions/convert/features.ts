/** Which features a file has to set, so that its definitions keep theirs under another edition. */
import {
  type FeatureSet,
  isPackable,
  type LinkedFile,
  type ProtoSymbol,
} from '../../../compiler/index.ts';
import { featureKeys, type FeatureName, featureWord } from '../../featureNames.ts';
import { hasPresenceOfItsOwn, holdsMessage, holdsStrings } from '../fieldFacts.ts';

/** Every edition up to 2024 says the same of these. */
const editionDefaults = {
  field_presence: 'explicit',
  enum_type: 'open',
  repeated_field_encoding: 'packed',
  utf8_validation: 'verify',
  message_encoding: 'lengthPrefixed',
  json_format: 'allow',
} as const satisfies { readonly [Name in FeatureName]: Value<Name> };

type Value<Name extends FeatureName> = FeatureSet[(typeof featureKeys)[Name]];

const names: readonly FeatureName[] = [
  'field_presence',
  'enum_type',
  'repeated_field_encoding',
  'utf8_validation',
  'message_encoding',
  'json_format',
];

/** Options to be written, as `name = value`. */
export interface ExplicitFeatures {
  readonly file: readonly string[];
  readonly definitions: ReadonlyMap<ProtoSymbol, readonly string[]>;
}

/**
 * What the most definitions need is set for the file, the rest where it is needed. Required fields
 * cannot be the rule of a file, and neither can groups.
 */
export function explicitFeatures({ symbols }: LinkedFile): ExplicitFeatures {
  const file: string[] = [];
  const definitions = new Map<ProtoSymbol, string[]>();
  for (const name of names) {
    const key = featureKeys[name];
    const concerned = [...symbols.values()].filter((symbol) => concerns(name, symbol));
    const common = commonValue(name, concerned);
    if (common !== editionDefaults[name]) {
      file.push(optionText(name, common));
    }
    for (const symbol of concerned.filter(({ features }) => features[key] !== common)) {
      const options = definitions.get(symbol) ?? [];
      definitions.set(symbol, [...options, optionText(name, symbol.features[key])]);
    }
  }
  return { file, definitions };
}

function optionText(name: FeatureName, value: Value<FeatureName>): string {
  return `features.${name} = ${featureWord(value)}`;
}

function concerns(name: FeatureName, symbol: ProtoSymbol): boolean {
  const { kind } = symbol;
  switch (name) {
    case 'field_presence':
      return hasPresenceOfItsOwn(symbol);
    case 'enum_type':
      return kind === 'enum';
    case 'repeated_field_encoding':
      return symbol.field !== undefined && isPackable(symbol.field);
    case 'utf8_validation':
      return holdsStrings(symbol);
    case 'message_encoding':
      return holdsMessage(symbol);
    case 'json_format':
      return (kind === 'message' && symbol.node.kind !== 'field') || kind === 'enum';
  }
}

function commonValue(name: FeatureName, concerned: readonly ProtoSymbol[]): Value<FeatureName> {
  const standard = editionDefaults[name];
  if (name === 'message_encoding') {
    return standard;
  }
  const counts = new Map<Value<FeatureName>, number>();
  for (const { features } of concerned) {
    const value = features[featureKeys[name]];
    if (value !== 'legacyRequired') {
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
  }
  const [best] = [...counts].sort(
    ([a, left], [b, right]) => right - left || Number(b === standard) - Number(a === standard),
  );
  return best?.[0] ?? standard;
}

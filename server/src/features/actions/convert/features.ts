/** Which features a file has to set, so that its definitions keep theirs under another edition. */
import type { FeatureSet, LinkedFile, ProtoSymbol } from '../../../compiler/index.ts';
import { hasPresenceOfItsOwn, holdsMessage, holdsStrings, isPackable } from '../fieldFacts.ts';

/** The features that definitions of older dialects differ in. */
type Kept =
  | 'fieldPresence'
  | 'enumType'
  | 'repeatedFieldEncoding'
  | 'utf8Validation'
  | 'messageEncoding'
  | 'jsonFormat';

/** Every edition up to 2024 says the same of these. */
type KeptFeatures = { readonly [K in Kept]: FeatureSet[K] };

const editionDefaults: KeptFeatures = {
  fieldPresence: 'explicit',
  enumType: 'open',
  repeatedFieldEncoding: 'packed',
  utf8Validation: 'verify',
  messageEncoding: 'lengthPrefixed',
  jsonFormat: 'allow',
};

/** How a file writes them. */
const written: {
  readonly [K in Kept]: {
    readonly name: string;
    readonly words: Readonly<Record<KeptFeatures[K], string>>;
  };
} = {
  fieldPresence: {
    name: 'field_presence',
    words: { explicit: 'EXPLICIT', implicit: 'IMPLICIT', legacyRequired: 'LEGACY_REQUIRED' },
  },
  enumType: { name: 'enum_type', words: { open: 'OPEN', closed: 'CLOSED' } },
  repeatedFieldEncoding: {
    name: 'repeated_field_encoding',
    words: { packed: 'PACKED', expanded: 'EXPANDED' },
  },
  utf8Validation: { name: 'utf8_validation', words: { verify: 'VERIFY', none: 'NONE' } },
  messageEncoding: {
    name: 'message_encoding',
    words: { lengthPrefixed: 'LENGTH_PREFIXED', delimited: 'DELIMITED' },
  },
  jsonFormat: {
    name: 'json_format',
    words: { allow: 'ALLOW', legacyBestEffort: 'LEGACY_BEST_EFFORT' },
  },
};

const keys: readonly Kept[] = [
  'fieldPresence',
  'enumType',
  'repeatedFieldEncoding',
  'utf8Validation',
  'messageEncoding',
  'jsonFormat',
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
  for (const key of keys) {
    const concerned = [...symbols.values()].filter((symbol) => concerns(key, symbol));
    const common = commonValue(key, concerned);
    if (common !== editionDefaults[key]) {
      file.push(optionText(key, common));
    }
    for (const symbol of concerned.filter(({ features }) => features[key] !== common)) {
      const options = definitions.get(symbol) ?? [];
      definitions.set(symbol, [...options, optionText(key, symbol.features[key])]);
    }
  }
  return { file, definitions };
}

function optionText<K extends Kept>(key: K, value: KeptFeatures[K]): string {
  return `features.${written[key].name} = ${written[key].words[value]}`;
}

function concerns(key: Kept, symbol: ProtoSymbol): boolean {
  const { kind } = symbol;
  switch (key) {
    case 'fieldPresence':
      return hasPresenceOfItsOwn(symbol);
    case 'enumType':
      return kind === 'enum';
    case 'repeatedFieldEncoding':
      return isPackable(symbol);
    case 'utf8Validation':
      return holdsStrings(symbol);
    case 'messageEncoding':
      return holdsMessage(symbol);
    case 'jsonFormat':
      return (kind === 'message' && symbol.node.kind !== 'field') || kind === 'enum';
  }
}

function commonValue<K extends Kept>(key: K, concerned: readonly ProtoSymbol[]): KeptFeatures[K] {
  const standard = editionDefaults[key];
  if (key === 'messageEncoding') {
    return standard;
  }
  const counts = new Map<KeptFeatures[K], number>();
  for (const { features } of concerned) {
    if (features[key] !== 'legacyRequired') {
      counts.set(features[key], (counts.get(features[key]) ?? 0) + 1);
    }
  }
  const [best] = [...counts].sort(
    ([a, left], [b, right]) => right - left || Number(b === standard) - Number(a === standard),
  );
  return best?.[0] ?? standard;
}

import type { FeatureSet, FileNode, LinkedFile, ProtoSymbol } from '../../compiler/index.ts';
import { codeSpan } from './markdown.ts';
import { messagesOf, optionValues } from './optionValues.ts';

/** A feature by its name in `google.protobuf.FeatureSet`. */
type FeatureName = keyof typeof keys;

const keys = {
  field_presence: 'fieldPresence',
  enum_type: 'enumType',
  repeated_field_encoding: 'repeatedFieldEncoding',
  utf8_validation: 'utf8Validation',
  message_encoding: 'messageEncoding',
  json_format: 'jsonFormat',
} as const satisfies Readonly<Record<string, keyof FeatureSet>>;

/** The features of an edition that change what a definition means, and where each is decided. */
export function featureFacts(linked: LinkedFile, symbol: ProtoSymbol): readonly string[] {
  if (linked.syntax !== 'editions') {
    return [];
  }
  const features = symbol.field?.features ?? symbol.features;
  const known = featuresThatMatter(symbol).map((name) => ({
    text: codeSpan(`${name} = ${featureWord(features[keys[name]])}`),
    origin: originOf(linked, symbol, name),
  }));
  const unset = known.filter(({ origin }) => origin === undefined).map(({ text }) => text);
  return [
    ...known.flatMap(({ text, origin }) => (origin === undefined ? [] : [`${text}, ${origin}`])),
    ...(unset.length === 0 ? [] : [`by edition ${editionText(linked)} ${unset.join(', ')}`]),
  ];
}

/** The features that hold in a file where nothing else is said, such as `field_presence = EXPLICIT`. */
export function fileFeatures({ features }: LinkedFile): readonly string[] {
  return Object.entries(keys).map(([name, key]) => `${name} = ${featureWord(features[key])}`);
}

/** `lengthPrefixed` is written `LENGTH_PREFIXED`. */
export function featureWord(word: string): string {
  return word.replace(/[A-Z]/g, '_$&').toUpperCase();
}

/** The edition as written, such as `2023`. */
export function editionText({ source }: LinkedFile): string {
  const syntax = source.tree.members.find((member) => member.kind === 'syntax');
  return syntax?.value?.value ?? '';
}

function featuresThatMatter({ kind, field }: ProtoSymbol): readonly FeatureName[] {
  if (kind === 'enum') {
    return ['enum_type', 'json_format'];
  }
  if (kind === 'message') {
    return ['json_format'];
  }
  if (field === undefined) {
    return [];
  }
  const { type, label, oneof } = field;
  const names: FeatureName[] = [];
  const isMessage = type.kind === 'message' || type.kind === 'group';
  const isText = type.kind === 'scalar' && type.scalar === 'string';
  const isBytes = type.kind === 'scalar' && (isText || type.scalar === 'bytes');
  if (label !== 'repeated' && !isMessage && oneof === undefined && kind === 'field') {
    names.push('field_presence');
  }
  if (label === 'repeated' && (type.kind === 'enum' || (type.kind === 'scalar' && !isBytes))) {
    names.push('repeated_field_encoding');
  }
  return [
    ...names,
    ...(isText ? (['utf8_validation'] as const) : []),
    ...(isMessage ? (['message_encoding'] as const) : []),
  ];
}

/** Who sets a feature; undefined where it is as the edition has it. */
function originOf(linked: LinkedFile, symbol: ProtoSymbol, name: FeatureName): string | undefined {
  if (sets(linked, symbol, name)) {
    return 'set here';
  }
  const around = symbol.field?.oneof ?? symbol.parent;
  for (let each = around; each !== undefined; each = each.parent) {
    if (sets(linked, each, name)) {
      return `set by ${each.kind} ${codeSpan(each.name)}`;
    }
  }
  return sets(linked, linked.source.tree, name) ? 'set by the file' : undefined;
}

function sets(linked: LinkedFile, key: ProtoSymbol | FileNode, name: FeatureName): boolean {
  return messagesOf(optionValues(linked, key, 'features')).some(
    (features) => features.valuesOf(name).length > 0,
  );
}

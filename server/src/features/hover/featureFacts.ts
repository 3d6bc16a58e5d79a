import {
  type FileNode,
  isPackable,
  type LinkedFile,
  type ProtoSymbol,
} from '../../compiler/index.ts';
import { hasPresenceOfItsOwn, holdsMessage } from '../actions/fieldFacts.ts';
import { featureKeys, type FeatureName, featureWord } from '../featureNames.ts';
import { codeSpan } from './markdown.ts';
import { messagesOf, optionValues } from './optionValues.ts';

/** The features of an edition that change what a definition means, and where each is decided. */
export function featureFacts(linked: LinkedFile, symbol: ProtoSymbol): readonly string[] {
  if (linked.syntax !== 'editions') {
    return [];
  }
  const features = symbol.field?.features ?? symbol.features;
  const known = featuresThatMatter(symbol).map((name) => ({
    text: codeSpan(`${name} = ${featureWord(features[featureKeys[name]])}`),
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
  return Object.entries(featureKeys).map(
    ([name, key]) => `${name} = ${featureWord(features[key])}`,
  );
}

/** The edition as written, such as `2023`. */
function editionText({ source }: LinkedFile): string {
  const syntax = source.tree.members.find((member) => member.kind === 'syntax');
  return syntax?.value?.value ?? '';
}

function featuresThatMatter(symbol: ProtoSymbol): readonly FeatureName[] {
  const { kind, field } = symbol;
  if (kind === 'enum') {
    return ['enum_type', 'json_format'];
  }
  if (kind === 'message') {
    return ['json_format'];
  }
  if (field === undefined) {
    return [];
  }
  const { type } = field;
  const isMessage = holdsMessage(symbol);
  const isText = type.kind === 'scalar' && type.scalar === 'string';
  const names: readonly (FeatureName | false)[] = [
    !isMessage && hasPresenceOfItsOwn(symbol) && 'field_presence',
    isPackable(field) && 'repeated_field_encoding',
    isText && 'utf8_validation',
    isMessage && 'message_encoding',
  ];
  return names.filter((name) => name !== false);
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

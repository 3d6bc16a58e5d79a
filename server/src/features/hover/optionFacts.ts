import type { OptionRules, ProtoSymbol } from '../../compiler/index.ts';

/** What the messages of options in `descriptor.proto` belong to, in words. */
const owners: Readonly<Record<string, string>> = {
  FileOptions: 'files',
  MessageOptions: 'messages',
  FieldOptions: 'fields',
  OneofOptions: 'oneofs',
  EnumOptions: 'enums',
  EnumValueOptions: 'enum values',
  ServiceOptions: 'services',
  MethodOptions: 'rpcs',
  ExtensionRangeOptions: 'extension ranges',
  FeatureSet: 'features',
};

/** By the numbers of `FieldOptions.OptionTargetType`. */
const targets: readonly (string | undefined)[] = [
  undefined,
  'files',
  'extension ranges',
  'messages',
  'fields',
  'oneofs',
  'enums',
  'enum values',
  'services',
  'rpcs',
];

/** What an option belongs to, such as `fields`; undefined for a field that is no option. */
export function optionOwner({ kind, parent, field }: ProtoSymbol): string | undefined {
  const holder = kind === 'extension' ? field?.extendee : kind === 'field' ? parent : undefined;
  const prefix = 'google.protobuf.';
  return holder?.fullName.startsWith(prefix) === true
    ? owners[holder.fullName.slice(prefix.length)]
    : undefined;
}

/** Where an option may stand, and in which editions. */
export function optionFacts(owner: string, { field }: ProtoSymbol): readonly string[] {
  const title = owner === 'features' ? 'feature' : `option of ${owner}`;
  return [title, ...ruleFacts(field?.optionRules)];
}

function ruleFacts(rules: OptionRules | undefined): readonly string[] {
  if (rules === undefined) {
    return [];
  }
  const words = rules.targets.flatMap((number) => targets[Number(number)] ?? []);
  const { introduced, deprecated, removed, deprecationWarning } = rules;
  const reason = deprecationWarning === undefined ? '' : `: ${deprecationWarning}`;
  return [
    ...(words.length === 0 ? [] : [`may be set on ${words.join(', ')}`]),
    ...(introduced === undefined ? [] : [`since ${editionName(introduced)}`]),
    ...(deprecated === undefined ? [] : [`deprecated in ${editionName(deprecated)}${reason}`]),
    ...(removed === undefined ? [] : [`gone from ${editionName(removed)} on`]),
  ];
}

/** As `google.protobuf.Edition` numbers them. */
function editionName(edition: number): string {
  const names: Readonly<Record<number, string>> = {
    900: 'the beginning',
    998: 'proto2',
    999: 'proto3',
    1000: 'edition 2023',
    1001: 'edition 2024',
    1002: 'edition 2026',
  };
  return names[edition] ?? `edition number ${edition}`;
}

/** What comes and goes with editions: options and features, visibility, naming style. */
import {
  featureNotAllowed,
  featuresBeforeEditions,
  namingStyle,
  notVisible,
  optionDeprecated,
  optionIntroduced,
  optionRemoved,
  optionTarget,
  strictExport,
  visibilityEdition,
} from '../diagnostics/editionDiagnostics.ts';
import type { DefinedSymbol } from '../link/definedSymbol.ts';
import { editionNumbers } from '../link/fileFacts.ts';
import type { Linking } from '../link/linking.ts';
import type { FieldFacts, OptionedElement, OptionRules, ProtoSymbol } from '../link/model.ts';
import { isPackable } from '../options/resolveFeatures.ts';
import type { Element, OptionsType } from '../options/elements.ts';
import { type FieldValue, MessageValue, type PlacedOption } from '../options/values.ts';
import type { LiteralFieldNode, NameNode, OptionNamePart, Span, ValueNode } from '../syntax/ast.ts';
import { isNamed, optionNodes } from './places.ts';

/** `FieldOptions.OptionTargetType`, and what protoc calls each. */
const targets: Readonly<Record<OptionsType, { number: bigint; entity: string }>> = {
  FileOptions: { number: 1n, entity: 'file' },
  ExtensionRangeOptions: { number: 2n, entity: 'extension range' },
  MessageOptions: { number: 3n, entity: 'message' },
  FieldOptions: { number: 4n, entity: 'field' },
  OneofOptions: { number: 5n, entity: 'oneof' },
  EnumOptions: { number: 6n, entity: 'enum' },
  EnumValueOptions: { number: 7n, entity: 'enum entry' },
  ServiceOptions: { number: 8n, entity: 'service' },
  MethodOptions: { number: 9n, entity: 'method' },
};

/** Every option is on an entity that it targets, in an edition that has it. */
export function checkOptionUse(linking: Linking): void {
  for (const element of linking.elements) {
    for (const option of element.options) {
      for (const part of option.name) {
        checkUse(linking, element, part, part);
      }
      checkUseWithin(linking, element, option.value);
    }
  }
}

/** The fields that are set in braces. */
function checkUseWithin(linking: Linking, element: Element, value: ValueNode | undefined): void {
  if (value?.kind === 'messageLiteral') {
    for (const field of value.fields) {
      checkUse(linking, element, field, field.name);
      checkUseWithin(linking, element, field.value);
    }
  } else if (value?.kind === 'listLiteral') {
    for (const item of value.items) {
      checkUseWithin(linking, element, item);
    }
  }
}

/** A field that an option goes through or sets. */
function checkUse(
  linking: Linking,
  element: Element,
  node: OptionNamePart | LiteralFieldNode,
  span: Span,
): void {
  const field = linking.references.get(node);
  const rules = field?.field?.optionRules;
  if (field !== undefined && rules !== undefined) {
    checkTarget(linking, element, span, field.fullName, rules);
    checkSupport(linking, span, field.fullName, rules);
  }
}

function checkTarget(
  linking: Linking,
  element: Element,
  span: Span,
  name: string,
  rules: OptionRules,
): void {
  const { number, entity } = targets[element.optionsType];
  if (rules.targets.length > 0 && !rules.targets.includes(number)) {
    linking.report(optionTarget(span, name, entity));
  }
}

function checkSupport(linking: Linking, span: Span, name: string, rules: OptionRules): void {
  const { introduced = 0, deprecated = Infinity, removed = Infinity } = rules;
  const { edition } = linking;
  if (edition < introduced) {
    const editions = { introduced: editionName(introduced), used: editionName(edition) };
    linking.report(optionIntroduced(span, name, editions));
  } else if (edition >= removed) {
    const why = rules.removalError ?? '';
    linking.report(optionRemoved(span, name, { edition: editionName(removed), why }));
  } else if (edition >= deprecated) {
    const why = rules.deprecationWarning ?? '';
    linking.report(optionDeprecated(span, name, { edition: editionName(deprecated), why }));
  }
}

function editionName(number: number): string {
  return [...editionNumbers].find(([, known]) => known === number)?.[0] ?? String(number);
}

/** Features came with editions. */
export function checkFeaturesInEditions(linking: Linking): void {
  if (linking.syntax === 'editions') {
    return;
  }
  for (const element of linking.elements) {
    for (const option of element.options) {
      const first = option.name[0];
      if (first !== undefined && !first.isExtension && first.name.text === 'features') {
        linking.report(featuresBeforeEditions(option.nameSpan));
      }
    }
  }
}

/** A file requires no field by default. */
export function checkFileFeatures(linking: Linking): void {
  const option = linking.source.tree.members.find(
    (member) => member.kind === 'option' && isNamed(member, 'features.field_presence'),
  );
  const { features } = linking;
  if (option !== undefined && features.fieldPresence === 'legacyRequired') {
    linking.report(featureNotAllowed(option, "required presence can't be specified by default"));
  }
}

/** A feature took the place of `java_string_check_utf8`. */
export function checkJavaUtf8(linking: Linking): void {
  const { tree } = linking.source;
  const option = tree.members.find(
    (member) => member.kind === 'option' && isNamed(member, 'java_string_check_utf8'),
  );
  const value = linking.options.get(tree)?.value.valuesOf('java_string_check_utf8')[0];
  if (option !== undefined && value === true && linking.syntax === 'editions') {
    const why =
      'java_string_check_utf8 is not allowed under editions; use the (pb.java).utf8_validation feature';
    linking.report(featureNotAllowed(option, why));
  }
}

/** Which features a field may set depends on what kind of field it is. */
export function checkFieldFeatures(linking: Linking, symbol: DefinedSymbol): void {
  if (linking.syntax !== 'editions' || symbol.field === undefined) {
    return;
  }
  const own = ownFeatures(linking, symbol);
  for (const { field, values } of own?.value.fields.values() ?? []) {
    const why = featureProblem(symbol, field.name, values[0]);
    if (own !== undefined && why !== undefined) {
      linking.report(featureNotAllowed(spanOfFeature(own.placed, field), why));
    }
  }
  const hasDefault = optionNodes(symbol).find((option) => isNamed(option, 'default'));
  const { features, oneof } = symbol.field;
  const mayBeImplicit = symbol.kind === 'field' && oneof === undefined;
  if (hasDefault !== undefined && mayBeImplicit && features.fieldPresence === 'implicit') {
    const why = "implicit presence fields can't specify defaults";
    linking.report(featureNotAllowed(hasDefault, why));
  }
}

interface OwnFeatures {
  readonly value: MessageValue;
  readonly placed: readonly PlacedOption[];
}

function ownFeatures(linking: Linking, key: OptionedElement): OwnFeatures | undefined {
  const options = linking.options.get(key);
  const value = options?.value.valuesOf('features')[0];
  return options === undefined || !(value instanceof MessageValue)
    ? undefined
    : { value, placed: options.placed };
}

/** The option that sets a feature, by its name or within braces. */
function spanOfFeature(placed: readonly PlacedOption[], feature: ProtoSymbol): Span {
  const option =
    placed.find((one) => one.fields[1] === feature) ??
    placed.find((one) => one.fields[0]?.name === 'features');
  return option?.node ?? feature.nameSpan;
}

/** A feature that is set has a value, not the zero that stands for none. */
export function checkFeatureValues(linking: Linking): void {
  for (const { key } of linking.elements) {
    const own = ownFeatures(linking, key);
    for (const { field, values } of own?.value.fields.values() ?? []) {
      if (own !== undefined && values[0] === 0n) {
        const why = `feature field ${field.name} must resolve to a known value`;
        linking.report(featureNotAllowed(spanOfFeature(own.placed, field), why));
      }
    }
  }
}

function featureProblem(
  symbol: DefinedSymbol,
  feature: string,
  value: FieldValue | undefined,
): string | undefined {
  const facts = symbol.field;
  if (facts === undefined || facts.type.kind === 'unresolved') {
    return undefined;
  }
  switch (feature) {
    case 'field_presence':
      return presenceProblem(symbol, facts, value === implicit);
    case 'repeated_field_encoding':
      return encodingProblem(facts, value === packed);
    case 'message_encoding':
      return facts.type.kind === 'message'
        ? undefined
        : 'only message fields can specify message encoding';
    case 'utf8_validation':
      return holdsString(symbol) ? undefined : 'only string fields can specify utf8 validation';
    default:
      return undefined;
  }
}

/** `FeatureSet.IMPLICIT` and `FeatureSet.PACKED`. */
const implicit = 2n;
const packed = 1n;

function encodingProblem(facts: FieldFacts, isPacked: boolean): string | undefined {
  if (facts.label !== 'repeated') {
    return 'only repeated fields can specify repeated field encoding';
  }
  return isPacked && !isPackable(facts)
    ? 'only repeated primitive fields can specify PACKED repeated field encoding'
    : undefined;
}

function presenceProblem(
  symbol: DefinedSymbol,
  facts: FieldFacts,
  isImplicit: boolean,
): string | undefined {
  if (facts.oneof !== undefined) {
    return "oneof fields can't specify field presence";
  }
  if (facts.label === 'repeated') {
    return "repeated fields can't specify field presence";
  }
  if (symbol.kind === 'extension') {
    return "extensions can't specify field presence";
  }
  return isImplicit && facts.type.kind === 'message'
    ? "message fields can't specify implicit presence"
    : undefined;
}

function holdsString({ field }: DefinedSymbol): boolean {
  const type = field?.type;
  const types = type?.kind === 'map' ? type.entry.children.map((one) => one.field?.type) : [type];
  return types.some((one) => one?.kind === 'scalar' && one.scalar === 'string');
}

/** `export` and `local` came with edition 2024. */
export function checkVisibilityKeyword(linking: Linking, { node }: DefinedSymbol): void {
  if (node.kind !== 'message' && node.kind !== 'enum') {
    return;
  }
  if (node.visibility !== undefined && linking.edition < 1001) {
    linking.report(visibilityEdition(node.visibility, node.visibility.visibility));
  }
}

/** Under STRICT visibility a nested message is not exported. */
export function checkStrictExport(linking: Linking, symbol: DefinedSymbol): void {
  const { node, parent } = symbol;
  const isStrict = linking.features.defaultSymbolVisibility === 'strict';
  if (node.kind === 'message' && parent !== undefined && isStrict) {
    if (node.visibility?.visibility === 'export') {
      linking.report(strictExport(node.visibility, symbol.fullName));
    }
  }
}

/** A type of another file is one that this file exports: before edition 2024 it exports all. */
export function checkVisibility(linking: Linking): void {
  for (const [node, symbol] of linking.references) {
    if (symbol.file === linking.source || !isTypeName(node)) {
      continue;
    }
    const why = hiddenBecause(linking, symbol);
    if (why !== undefined) {
      linking.report(notVisible(node, symbol.fullName, symbol.file.path, why));
    }
  }
}

function isTypeName(node: Span & { readonly kind?: string }): node is NameNode {
  return node.kind === 'name';
}

function hiddenBecause(linking: Linking, symbol: ProtoSymbol): string | undefined {
  const home = linking.homeOf(symbol);
  if (home !== undefined && home.edition < 1001) {
    return undefined;
  }
  const { node } = symbol;
  if (node.kind !== 'message' && node.kind !== 'enum') {
    return undefined;
  }
  if (node.visibility !== undefined) {
    return node.visibility.visibility === 'local' ? "it is explicitly marked 'local'" : undefined;
  }
  const standard = home?.features.defaultSymbolVisibility;
  const isHidden =
    standard === 'localAll' ||
    standard === 'strict' ||
    (standard === 'exportTopLevel' && symbol.parent !== undefined);
  return isHidden
    ? "it is local by its file's features.default_symbol_visibility; mark it 'export'"
    : undefined;
}

const titleCase = { pattern: /^[A-Z][a-zA-Z0-9]*$/, words: 'should be TitleCase' };
const snakeCase = { pattern: /^[a-z][a-z0-9_]*$/, words: 'should be lower_snake_case' };
const upperCase = { pattern: /^[A-Z][A-Z0-9_]*$/, words: 'should be UPPER_SNAKE_CASE' };

const styles: Readonly<Record<ProtoSymbol['kind'], { style: typeof titleCase; what: string }>> = {
  message: { style: titleCase, what: 'message name' },
  enum: { style: titleCase, what: 'enum name' },
  service: { style: titleCase, what: 'service name' },
  method: { style: titleCase, what: 'method name' },
  field: { style: snakeCase, what: 'field name' },
  extension: { style: snakeCase, what: 'field name' },
  oneof: { style: snakeCase, what: 'oneof name' },
  enumValue: { style: upperCase, what: 'enum value name' },
};

/** Names are in the style that the features ask for, from edition 2024 on. */
export function checkNamingStyle(linking: Linking, symbol: DefinedSymbol): void {
  if (symbol.features.enforceNamingStyle === 'legacy') {
    return;
  }
  const { style, what } = styles[symbol.kind];
  if (!style.pattern.test(symbol.name)) {
    linking.report(namingStyle(symbol.nameSpan, `${what} ${symbol.name}`, style.words));
  } else if (/_$|_[^a-zA-Z]/.test(symbol.name)) {
    const words = 'contains style violating underscores';
    linking.report(namingStyle(symbol.nameSpan, `${what} ${symbol.name}`, words));
  }
}

/** So is the name of the package, as a whole: a part may begin with an underscore. */
export function checkPackageStyle(linking: Linking): void {
  const node = linking.source.tree.members.find((member) => member.kind === 'package');
  const { features } = linking;
  if (node?.name === undefined || features.enforceNamingStyle === 'legacy') {
    return;
  }
  const name = linking.packageName;
  if (!/^[a-z][a-z0-9_.]*$/.test(name)) {
    linking.report(namingStyle(node.name, `package name ${name}`, snakeCase.words));
  } else if (/_$|_[^a-zA-Z]/.test(name)) {
    const words = 'contains style violating underscores';
    linking.report(namingStyle(node.name, `package name ${name}`, words));
  }
}

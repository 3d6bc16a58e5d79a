import {
  duplicateExtensionNumber,
  extensionDeclaration,
  extensionInProto3,
  extensionNumber,
  extensionRequired,
  liteExtension,
} from '../diagnostics/extensionDiagnostics.ts';
import { optionNotAllowed } from '../diagnostics/fieldDiagnostics.ts';
import type { DefinedSymbol } from '../link/definedSymbol.ts';
import { isLiteFile } from '../link/fileFacts.ts';
import type { Linking } from '../link/linking.ts';
import type { ExtensionsNode, RangeNode } from '../syntax/ast.ts';
import type { FieldFacts, ProtoSymbol } from '../link/model.ts';
import { type FieldValue, MessageValue } from '../options/values.ts';
import { decodeUtf8 } from '../source/utf8.ts';
import { isMessageSet } from './messageRules.ts';
import { firstRangesOf, maxInt32, maxNumber, rangesOf } from './numberRanges.ts';
import { optionNamed, placeOf } from './places.ts';

/** An extension's number is in an extension range of the message that it extends. */
export function checkExtensionNumber(linking: Linking, symbol: DefinedSymbol): void {
  const { number, extendee } = symbol.field ?? {};
  const { node } = symbol;
  if (symbol.kind !== 'extension' || number === undefined || extendee?.kind !== 'message') {
    return;
  }
  const isDeclared = firstRangesOf(extendee, 'extensions').at(number) !== undefined;
  const isBeyond = number > maxNumber && number < maxInt32;
  if (!isDeclared && !(isBeyond && hasOpenRange(linking, extendee))) {
    const span = node.kind === 'field' || node.kind === 'group' ? (node.number ?? node) : node;
    linking.report(extensionNumber(span, extendee.fullName, number));
  }
}

/** Whether numbers beyond those of fields, up to 2,147,483,646, are extensions, as in a message set. */
function hasOpenRange(linking: Linking, extendee: ProtoSymbol): boolean {
  const ranges = rangesOf(extendee, 'extensions');
  return ranges.some(({ node }) => node.to?.kind === 'max') && isMessageSet(linking, extendee);
}

/** A lite file extends messages of lite files alone. */
export function checkLiteExtension(linking: Linking, symbol: DefinedSymbol): void {
  const extendee = symbol.field?.extendee;
  const home = extendee && linking.homeOf(extendee);
  if (home !== undefined && isLiteFile(linking, linking.source.tree)) {
    if (!home.isLite) {
      linking.report(liteExtension(symbol.extend?.extendee ?? symbol.nameSpan));
    }
  }
}

/** `unverified_lazy` is for fields. */
export function checkLazyExtension(linking: Linking, symbol: DefinedSymbol): void {
  const option = optionNamed(symbol, 'unverified_lazy');
  const value = linking.options.get(symbol)?.value.valuesOf('unverified_lazy')[0];
  if (symbol.kind === 'extension' && option !== undefined && value === true) {
    const why = 'extensions cannot be marked as unverified_lazy';
    linking.report(optionNotAllowed('lazy-not-allowed', option, why));
  }
}

/** An extension is never required. */
export function checkExtensionRequired(linking: Linking, symbol: DefinedSymbol): void {
  if (symbol.kind === 'extension' && symbol.field?.label === 'required') {
    linking.report(extensionRequired(symbol.nameSpan, symbol.fullName));
  }
}

/** What an extension of a message set may be. */
export function checkMessageSetExtension(linking: Linking, symbol: DefinedSymbol): void {
  const { extendee, type, label } = symbol.field ?? {};
  if (extendee === undefined || symbol.kind !== 'extension') {
    return;
  }
  if (isMessageSet(linking, extendee) && (type?.kind !== 'message' || label !== 'optional')) {
    const why = 'extensions of MessageSets must be optional messages';
    linking.report(optionNotAllowed('message-set-extension', symbol.nameSpan, why));
  }
}

const optionMessages: ReadonlySet<string> = new Set(
  [
    'FileOptions',
    'MessageOptions',
    'FieldOptions',
    'OneofOptions',
    'ExtensionRangeOptions',
    'EnumOptions',
    'EnumValueOptions',
    'ServiceOptions',
    'MethodOptions',
    'StreamOptions',
  ].map((name) => `google.protobuf.${name}`),
);

/** proto3 extends options alone. */
export function checkExtendeeInProto3(linking: Linking, symbol: DefinedSymbol): void {
  const extendee = symbol.field?.extendee;
  const isOption = extendee === undefined || optionMessages.has(extendee.fullName);
  if (linking.syntax === 'proto3' && symbol.kind === 'extension' && !isOption) {
    linking.report(extensionInProto3(symbol.extend?.extendee ?? symbol.nameSpan));
  }
}

/** No two extensions of a message share a number; across files that is a warning. */
export function checkExtensionNumbersDiffer(linking: Linking): void {
  if (linking.definitions.extends.length === 0) {
    return;
  }
  const own = linking.definitions.all.filter((symbol) => symbol.kind === 'extension');
  const seen = new Map<string, ProtoSymbol>();
  for (const file of linking.closure()) {
    for (const symbol of file.symbols.values()) {
      if (symbol.kind === 'extension') {
        seen.set(keyOf(symbol), symbol);
      }
    }
  }
  for (const symbol of own) {
    const key = keyOf(symbol);
    const other = seen.get(key);
    const { number, extendee } = symbol.field ?? {};
    if (other === undefined || number === undefined || extendee === undefined) {
      seen.set(key, symbol);
      continue;
    }
    const { node } = symbol;
    const span = node.kind === 'field' || node.kind === 'group' ? (node.number ?? node) : node;
    linking.report(
      duplicateExtensionNumber(span, {
        number,
        message: extendee.fullName,
        other: other.fullName,
        related: placeOf(other),
        isElsewhere: other.file !== linking.source,
      }),
    );
  }
}

function keyOf({ field }: ProtoSymbol): string {
  return `${field?.extendee?.fullName ?? ''}:${field?.number ?? ''}`;
}

/** An extension is what the declaration of its number in the extended message says. */
export function checkExtensionDeclaration(linking: Linking, symbol: DefinedSymbol): void {
  const facts = symbol.field;
  const { extendee, number } = facts ?? {};
  if (symbol.kind !== 'extension' || extendee === undefined || number === undefined) {
    return;
  }
  if (optionMessages.has(extendee.fullName)) {
    return;
  }
  const node = statementOf(extendee, number);
  const options =
    node && (linking.options.get(node) ?? linking.homeOf(extendee)?.options.get(node));
  const declarations = options?.value.valuesOf('declaration') ?? [];
  const mustDeclare = options?.value.valuesOf('verification')[0] === 0n || declarations.length > 0;
  if (!mustDeclare || facts === undefined) {
    return;
  }
  const declaration = declaredNumbers(declarations).get(BigInt(number));
  const why =
    declaration !== undefined
      ? mismatch(symbol, facts, declaration)
      : `missing extension declaration for field ${symbol.fullName} with number ${number} in extendee message ${extendee.fullName}`;
  if (why !== undefined) {
    linking.report(extensionDeclaration(symbol.nameSpan, why));
  }
}

/** The statement with the range that has a number; found once for each range. */
function statementOf(extendee: ProtoSymbol, number: number): ExtensionsNode | undefined {
  const range = firstRangesOf(extendee, 'extensions').at(number)?.node;
  if (range === undefined) {
    return undefined;
  }
  const { node } = extendee;
  const members = node.kind === 'message' || node.kind === 'group' ? node.members : [];
  if (!statements.has(range)) {
    for (const member of members.filter((one) => one.kind === 'extensions')) {
      member.ranges.forEach((one) => void statements.set(one, member));
    }
  }
  return statements.get(range);
}

const statements = new WeakMap<RangeNode, ExtensionsNode>();

/** The first declaration of each number; many extensions ask for those of one range. */
function declaredNumbers(declarations: readonly FieldValue[]): ReadonlyMap<unknown, MessageValue> {
  const known = declared.get(declarations);
  if (known !== undefined) {
    return known;
  }
  const messages = declarations.filter((one) => one instanceof MessageValue);
  const numbers = new Map(messages.toReversed().map((one) => [one.valuesOf('number')[0], one]));
  declared.set(declarations, numbers);
  return numbers;
}

const declared = new WeakMap<readonly FieldValue[], ReadonlyMap<unknown, MessageValue>>();

function mismatch(
  symbol: DefinedSymbol,
  facts: FieldFacts,
  declared: MessageValue,
): string | undefined {
  const intro = `"${facts.extendee?.fullName ?? ''}" extension field ${facts.number ?? 0}`;
  if (declared.valuesOf('reserved')[0] === true) {
    return `cannot use number ${facts.number ?? 0} for extension field ${symbol.fullName}, as it is reserved in the extension declarations`;
  }
  const name = textOf(declared, 'full_name');
  if (name !== undefined && name !== `.${symbol.fullName}`) {
    return `${intro} is expected to have field name "${name}", not ".${symbol.fullName}"`;
  }
  const type = textOf(declared, 'type');
  if (type !== undefined && type !== typeName(facts)) {
    return `${intro} is expected to be type "${type}", not "${typeName(facts)}"`;
  }
  const repeated = declared.valuesOf('repeated')[0] === true;
  if (repeated !== (facts.label === 'repeated')) {
    return `${intro} is expected to be ${repeated ? 'repeated' : 'optional'}`;
  }
  return undefined;
}

function textOf(value: MessageValue, name: string): string | undefined {
  const text = value.valuesOf(name)[0];
  return text instanceof Uint8Array ? decodeUtf8(text) : undefined;
}

function typeName({ type }: FieldFacts): string {
  switch (type.kind) {
    case 'scalar':
      return type.scalar;
    case 'message':
    case 'group':
    case 'enum':
      return `.${type.symbol.fullName}`;
    default:
      return '';
  }
}

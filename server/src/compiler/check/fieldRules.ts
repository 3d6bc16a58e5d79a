import {
  closedEnum,
  ctypeEdition,
  defaultInProto3,
  defaultNotAllowed,
  defaultValue,
  implicitClosedEnum,
  jsonNameExtension,
  jsonNameValue,
  mapEntryName,
  mapKey,
  mapValueEnum,
  optionNotAllowed,
} from '../diagnostics/fieldDiagnostics.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { hinted } from '../diagnostics/make.ts';
import { optionSetTwice } from '../diagnostics/optionDiagnostics.ts';
import { defaultJsonName } from '../descriptor/jsonName.ts';
import type { DefinedSymbol } from '../link/definedSymbol.ts';
import type { Linking } from '../link/linking.ts';
import type { FieldFacts, FieldType, ProtoSymbol, ScalarType } from '../link/model.ts';
import { pseudoOption } from '../options/elements.ts';
import { isPackable } from '../options/resolveFeatures.ts';
import { enumNumber, scalarValue } from '../options/scalarValues.ts';
import type { OptionNode, ValueNode } from '../syntax/ast.ts';
import { optionNamed, optionNodes, placeOf } from './places.ts';

/** The key of a map is of an integral type, a bool or a string. */
export function checkMapKey(linking: Linking, symbol: DefinedSymbol): void {
  const { node } = symbol;
  const type = symbol.field?.type;
  if (node.kind !== 'field' || node.type?.kind !== 'mapType' || type?.kind !== 'map') {
    return;
  }
  const key = type.entry.children[0]?.field?.type;
  const span = node.type.key ?? node.type;
  if (key?.kind === 'enum') {
    linking.report(mapKey(span, 'key in map fields cannot be enum types'));
  } else if (key?.kind === 'message' || (key?.kind === 'scalar' && keyless.has(key.scalar))) {
    const why = 'key in map fields cannot be float/double, bytes or message types';
    linking.report(mapKey(span, why));
  }
}

/** The enum of a map's values begins with zero: what a value that is left out has. */
export function checkMapValueEnum(linking: Linking, symbol: DefinedSymbol): void {
  const { node } = symbol;
  const type = symbol.field?.type;
  const value = type?.kind === 'map' ? type.entry.children[1]?.field?.type : undefined;
  const first = value?.kind === 'enum' ? value.symbol.children[0] : undefined;
  if (first !== undefined && enumNumber(first) !== 0) {
    linking.report(mapValueEnum(node.kind === 'field' ? (node.type ?? node) : node));
  }
}

const keyless: ReadonlySet<ScalarType> = new Set(['float', 'double', 'bytes']);

/** The messages that the maps of a message stand for have names that nothing else has. */
export function checkMapEntryNames(linking: Linking, { children }: DefinedSymbol): void {
  const maps = new Map<string, ProtoSymbol>();
  for (const symbol of children) {
    const type = symbol.field?.type;
    if (type?.kind !== 'map') {
      continue;
    }
    const { fullName, name } = type.entry;
    const other = linking.symbols.get(fullName) ?? maps.get(fullName);
    if (other !== undefined) {
      linking.report(mapEntryName(symbol.nameSpan, name, placeOf(other)));
    } else {
      maps.set(fullName, symbol);
    }
  }
}

/** A field without presence cannot hold an enum that keeps unknown values out. */
export function checkClosedEnum(linking: Linking, symbol: DefinedSymbol): void {
  const { node, kind, field } = symbol;
  const type = field?.type;
  const enumType = type?.kind === 'map' ? type.entry.children[1]?.field?.type : type;
  if (enumType?.kind !== 'enum' || kind !== 'field' || !isClosed(enumType.symbol)) {
    return;
  }
  const span = node.kind === 'field' ? (node.type ?? node) : node;
  if (linking.syntax === 'proto3') {
    const message = symbol.parent?.fullName ?? symbol.scope;
    linking.report(closedEnum(span, enumType.symbol.fullName, message));
  } else if (field !== undefined && hasImplicitPresence(field)) {
    linking.report(implicitClosedEnum(span, symbol.nameSpan));
  }
}

/** A repeated field and a member of a oneof have no presence to speak of; the values of a map do. */
function hasImplicitPresence({ features, label, oneof, type }: FieldFacts): boolean {
  const isSingular = oneof === undefined && (label !== 'repeated' || type.kind === 'map');
  return isSingular && features.fieldPresence === 'implicit';
}

/** Whether an enum of any file in sight is closed. */
function isClosed(symbol: ProtoSymbol): boolean {
  return symbol.features.enumType === 'closed';
}

/** A default is for a singular scalar or enum, and fits its type. */
export function checkDefault(linking: Linking, symbol: DefinedSymbol): void {
  const [option] = pseudoOptions(symbol, 'default');
  const facts = symbol.field;
  if (option?.value === undefined || facts === undefined) {
    return;
  }
  const { type } = facts;
  const isPlain = type.kind === 'scalar' || type.kind === 'enum';
  if (isPlain && !checkDefaultFits(linking, type, option.value)) {
    return;
  }
  if (linking.syntax === 'proto3') {
    linking.report(hintOfDefault(defaultInProto3(option), option.value, facts));
  } else if (facts.label === 'repeated') {
    linking.report(
      hintOfDefault(defaultNotAllowed(option.value, 'repeated fields'), option.value, facts),
    );
  } else if (type.kind === 'message' || type.kind === 'group') {
    const found = hinted(defaultNotAllowed(option.value, 'messages'), { phase: 'link' });
    linking.report(hintOfDefault(found, option.value, facts));
  }
}

/** Of a type with a name, protoc's parser takes a single token as the default. */
function hintOfDefault(found: Diagnostic, value: ValueNode, { type }: FieldFacts): Diagnostic {
  const isToken = value.kind !== 'negative' && value.kind !== 'messageLiteral';
  return type.kind === 'scalar' || isToken ? found : hinted(found, { phase: 'parse' });
}

function checkDefaultFits(
  linking: Linking,
  type: Extract<FieldType, { kind: 'scalar' | 'enum' }>,
  value: ValueNode,
): boolean {
  const fitting = scalarValue(
    {
      name: 'default',
      isTextFormat: false,
      report: (found) => {
        const isParsed = type.kind === 'scalar' || value.kind === 'negative';
        const phase = isParsed ? 'parse' : 'link';
        linking.report(hinted(defaultValue(found, found.message), { phase }));
      },
      refer: linking.refer,
    },
    type,
    value,
  );
  return fitting !== undefined;
}

/** `json_name` is a string that does not look like the name of an extension. */
export function checkJsonName(linking: Linking, symbol: DefinedSymbol): void {
  const [option] = pseudoOptions(symbol, 'json_name');
  if (option?.value === undefined) {
    return;
  }
  const { value } = option;
  if (symbol.kind === 'extension' && value.kind === 'string') {
    if (value.value !== defaultJsonName(symbol.name)) {
      linking.report(jsonNameExtension(option));
    }
  } else if (value.kind !== 'string') {
    const found = jsonNameValue(value, 'expected string for JSON name');
    linking.report(hinted(found, { phase: 'parse' }));
  } else if (value.value.startsWith('[') && value.value.endsWith(']')) {
    const why = "JSON names may not start with '[' and end with ']'";
    linking.report(jsonNameValue(value, why));
  } else if (value.value.includes('\0')) {
    linking.report(jsonNameValue(value, 'JSON names may not contain a null character'));
  }
}

/** `default` and `json_name` are set once. */
export function checkPseudoOptionsOnce(linking: Linking, symbol: DefinedSymbol): void {
  for (const name of ['default', 'json_name'] as const) {
    for (const option of pseudoOptions(symbol, name).slice(1)) {
      linking.report(hinted(optionSetTwice(option.nameSpan, name), { phase: 'parse' }));
    }
  }
}

function pseudoOptions(symbol: DefinedSymbol, name: 'default' | 'json_name'): OptionNode[] {
  return symbol.kind === 'field' || symbol.kind === 'extension'
    ? optionNodes(symbol).filter((option) => pseudoOption(option) === name)
    : [];
}

/** `packed` is for repeated scalars, and in editions for none. */
export function checkPacked(linking: Linking, symbol: DefinedSymbol): void {
  const option = optionNamed(symbol, 'packed');
  const facts = symbol.field;
  if (option === undefined || facts === undefined) {
    return;
  }
  if (linking.syntax === 'editions') {
    const why =
      'field option packed is not allowed under editions; use the repeated_field_encoding feature';
    linking.report(optionNotAllowed('packed-in-editions', option, why));
  } else if (isTrue(option) && !isPackable(facts)) {
    const why = '[packed = true] can only be specified for repeated primitive fields';
    linking.report(optionNotAllowed('packed-not-allowed', option, why));
  }
}

/** `lazy` and `unverified_lazy` are for messages. */
export function checkLazy(linking: Linking, symbol: DefinedSymbol): void {
  for (const name of ['lazy', 'unverified_lazy']) {
    const option = optionNamed(symbol, name);
    const kind = symbol.field?.type.kind;
    const isLazy = option !== undefined && isTrue(option);
    if (isLazy && (kind === 'group' || kind === 'scalar' || kind === 'enum')) {
      const why = `[${name} = true] can only be specified for submessage fields`;
      linking.report(optionNotAllowed('lazy-not-allowed', option, why));
    }
  }
}

/** `ctype` went with edition 2024, for a feature. */
export function checkCtype(linking: Linking, symbol: DefinedSymbol): void {
  const option = optionNamed(symbol, 'ctype');
  if (option !== undefined && linking.edition >= 1001) {
    linking.report(ctypeEdition(option));
  }
}

const wide: ReadonlySet<ScalarType> = new Set(['int64', 'uint64', 'sint64', 'fixed64', 'sfixed64']);

/** `jstype` is for integers that JavaScript cannot hold. */
export function checkJsType(linking: Linking, symbol: DefinedSymbol): void {
  const option = optionNamed(symbol, 'jstype');
  const type = symbol.field?.type;
  const isNormal = option?.value?.kind === 'identifier' && option.value.text === 'JS_NORMAL';
  if (option === undefined || isNormal || (type?.kind === 'scalar' && wide.has(type.scalar))) {
    return;
  }
  const why = 'jstype is only allowed on int64, uint64, sint64, fixed64 or sfixed64 fields';
  linking.report(optionNotAllowed('jstype-not-allowed', option, why));
}

function isTrue({ value }: OptionNode): boolean {
  return value?.kind === 'identifier' && value.text === 'true';
}

import { extensionsInProto3 } from '../diagnostics/extensionDiagnostics.ts';
import { jsonNameConflict, optionNotAllowed } from '../diagnostics/fieldDiagnostics.ts';
import { pseudoValues } from '../descriptor/build.ts';
import { defaultJsonName } from '../descriptor/jsonName.ts';
import type { DefinedSymbol } from '../link/definedSymbol.ts';
import type { Linking } from '../link/linking.ts';
import type { ProtoSymbol } from '../link/model.ts';
import { optionNamed, placeOf } from './places.ts';

/** proto3 has no extension ranges. */
export function checkNoExtensionRanges(linking: Linking, { node }: DefinedSymbol): void {
  if (linking.syntax !== 'proto3' || (node.kind !== 'message' && node.kind !== 'group')) {
    return;
  }
  for (const member of node.members) {
    if (member.kind === 'extensions') {
      linking.report(extensionsInProto3(member));
    }
  }
}

/** A message set has extensions and nothing else, and none in proto3. */
export function checkMessageSet(linking: Linking, message: DefinedSymbol): void {
  if (!isMessageSet(linking, message)) {
    return;
  }
  if (linking.syntax === 'proto3') {
    const why = 'message sets are not supported in proto3';
    linking.report(optionNotAllowed('message-set-proto3', message.nameSpan, why));
  }
  for (const field of message.children) {
    if (field.kind === 'field') {
      const why = 'a message set cannot have fields, only extensions';
      linking.report(optionNotAllowed('message-set-field', field.nameSpan, why));
    }
  }
}

/** Whether a message of any file in sight is a message set. */
export function isMessageSet(linking: Linking, message: ProtoSymbol): boolean {
  const options = linking.options.get(message) ?? linking.homeOf(message)?.options.get(message);
  return options?.value.valuesOf('message_set_wire_format')[0] === true;
}

/** `map_entry` is set by the compiler alone. */
export function checkMapEntryOption(linking: Linking, message: DefinedSymbol): void {
  const option = optionNamed(message, 'map_entry');
  if (option !== undefined) {
    const why = 'map_entry should not be set explicitly; use map<KeyType, ValueType> instead';
    linking.report(optionNotAllowed('map-entry-option', option.nameSpan, why));
  }
}

interface JsonName {
  readonly field: DefinedSymbol;
  readonly isCustom: boolean;
}

/** The JSON names of a message's fields differ, both those they set and those they would have. */
export function checkJsonNames(linking: Linking, message: DefinedSymbol): void {
  const options = linking.options.get(message)?.value;
  if (options?.valuesOf('deprecated_legacy_json_field_conflicts')[0] === true) {
    return;
  }
  const isCustom = setsJsonName(message);
  if (!isCustom && haveDistinctJsonNames(message)) {
    return;
  }
  for (const usesCustom of isCustom ? [false, true] : [false]) {
    const seen = new Map<string, JsonName>();
    for (const field of message.children) {
      if (field.kind === 'field') {
        checkJsonNameOf(linking, field, usesCustom, seen);
      }
    }
  }
}

function setsJsonName({ children }: DefinedSymbol): boolean {
  return children.some((field) => field.kind === 'field' && pseudoValues(field).json_name);
}

/** Lower case words, each behind one underscore: what is made of two such names differs as they do. */
const plainName = /^[a-z][a-z0-9]*(?:_[a-z][a-z0-9]*)*$/;

/** Without custom names; nearly every message has none that conflict. */
function haveDistinctJsonNames({ children }: DefinedSymbol): boolean {
  if (children.every(({ kind, name }) => kind !== 'field' || plainName.test(name))) {
    return true;
  }
  const seen = new Set<string>();
  let count = 0;
  for (const { kind, name } of children) {
    if (kind === 'field') {
      seen.add(defaultJsonName(name));
      count += 1;
    }
  }
  return seen.size === count;
}

function checkJsonNameOf(
  linking: Linking,
  field: DefinedSymbol,
  usesCustom: boolean,
  seen: Map<string, JsonName>,
): void {
  const custom = usesCustom ? pseudoValues(field).json_name : undefined;
  const byDefault = defaultJsonName(field.name);
  const name = custom?.kind === 'string' ? custom.value : byDefault;
  const isCustom = custom !== undefined && name !== byDefault;
  const other = seen.get(name);
  if (other === undefined || other.field.name === field.name) {
    seen.set(name, { field, isCustom });
    return;
  }
  if (usesCustom && !isCustom && !other.isCustom) {
    return;
  }
  const involvesDefault = !isCustom || !other.isCustom;
  const kind = (one: boolean): string => (one ? 'custom' : 'default');
  linking.report(
    jsonNameConflict(
      field.nameSpan,
      `the ${kind(isCustom)} JSON name of field "${field.name}" ("${name}") conflicts with the ${kind(other.isCustom)} JSON name of field "${other.field.name}"`,
      {
        related: placeOf(other.field),
        isWarning: field.parent?.features.jsonFormat === 'legacyBestEffort' && involvesDefault,
      },
    ),
  );
}

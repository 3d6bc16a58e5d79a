import {
  type FieldFacts,
  jsonNameOf,
  type LinkedFile,
  type ProtoSymbol,
  type ScalarType,
} from '../../compiler/index.ts';
import { featureFacts } from './featureFacts.ts';
import { jsonForm } from './jsonForm.ts';
import { codeSpan } from './markdown.ts';
import { oneofFacts } from './typeFacts.ts';
import { pseudoOption } from './optionValues.ts';
import { encodingOf, hex, isFieldNumber, sizeText, tagBytes, wireTypeNames } from './wire.ts';

/** What is true of a field beyond its declaration: on the wire, in JSON, when it is absent. */
export function fieldFacts(linked: LinkedFile, symbol: ProtoSymbol): readonly string[] {
  const { field } = symbol;
  if (field === undefined) {
    return [];
  }
  const facts = [
    wireFact(field),
    jsonFact(symbol, field),
    presenceFact(symbol, field),
    defaultFact(symbol, field),
    ...(field.oneof === undefined ? [] : oneofFacts(field.oneof)),
    ...featureFacts(linked, symbol),
  ];
  return facts.filter((fact) => fact !== undefined);
}

/** Tag bytes, wire type and size, or undefined for a field that cannot be written. */
export function wireFact(field: FieldFacts): string | undefined {
  const encoding = encodingOf(field);
  const { number, type } = field;
  if (encoding === undefined || !isFieldNumber(number)) {
    return undefined;
  }
  const { wireType, size } = encoding;
  const tag = tagBytes(number, field.packed ? 2 : wireType);
  if (field.packed) {
    return `tag ${codeSpan(hex(tag))}, packed: one length for all, ${sizeText(size)} an element`;
  }
  if (wireType === 3) {
    const end = tagBytes(number, 4);
    return `tag ${codeSpan(hex(tag))} … ${codeSpan(hex(end))}, delimited, ${sizeText({ least: 2 * tag.length, most: undefined })} with both tags`;
  }
  const whole = {
    least: tag.length + size.least,
    most: size.most === undefined ? undefined : tag.length + size.most,
  };
  const each = type.kind === 'map' ? ' an entry' : field.label === 'repeated' ? ' an element' : '';
  const known = type.kind === 'enum' ? ' for the values it has' : '';
  return `tag ${codeSpan(hex(tag))}, ${wireTypeNames[wireType]}, ${sizeText(whole)}${each} with the tag${known}`;
}

function jsonFact(symbol: ProtoSymbol, { type, label }: FieldFacts): string | undefined {
  const form = jsonForm(type);
  if (form === undefined) {
    return undefined;
  }
  const isList = label === 'repeated' && type.kind !== 'map';
  const isSet = pseudoOption(symbol, 'json_name') !== undefined;
  const key = codeSpan(JSON.stringify(jsonNameOf(symbol)));
  return `JSON ${key}${isSet ? ' (set by `json_name`)' : ''}: ${isList ? `array, each ${form}` : form}`;
}

function presenceFact(symbol: ProtoSymbol, field: FieldFacts): string | undefined {
  const { label, type, oneof, features } = field;
  if (label === 'repeated') {
    return undefined;
  }
  if (label === 'required' || features.fieldPresence === 'legacyRequired') {
    return 'required: a message without it is refused';
  }
  const isMessage = type.kind === 'message' || type.kind === 'group';
  const isExplicit =
    isMessage ||
    oneof !== undefined ||
    symbol.kind === 'extension' ||
    features.fieldPresence === 'explicit';
  return isExplicit
    ? 'explicit presence: absent is not the same as its default'
    : 'implicit presence: absent and its default are the same, which is not sent';
}

function defaultFact(symbol: ProtoSymbol, { label, type }: FieldFacts): string | undefined {
  const written = pseudoOption(symbol, 'default')?.value;
  if (written !== undefined) {
    return `default ${codeSpan(symbol.file.text.slice(written.start, written.end))}`;
  }
  if (label !== 'optional') {
    return undefined;
  }
  if (type.kind === 'enum') {
    const first = type.symbol.children[0]?.name;
    return first === undefined ? undefined : `default ${codeSpan(first)}`;
  }
  return type.kind === 'scalar' ? `default ${zeroText(type.scalar)}` : undefined;
}

function zeroText(scalar: ScalarType): string {
  switch (scalar) {
    case 'bool':
      return '`false`';
    case 'string':
      return 'the empty string';
    case 'bytes':
      return 'no bytes';
    default:
      return '`0`';
  }
}

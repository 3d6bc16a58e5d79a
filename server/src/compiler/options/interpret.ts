import {
  notAnExtension,
  optionBoundElsewhere,
  optionSetTwice,
  repeatedMessageOption,
  reservedOption,
  scalarHasNoFields,
  unknownOption,
  wrongOptionValue,
} from '../diagnostics/optionDiagnostics.ts';
import type { Linking } from '../link/linking.ts';
import type { ProtoSymbol } from '../link/model.ts';
import type { OptionNamePart, OptionNode } from '../syntax/ast.ts';
import { type Element, elementsWithOptions } from './elements.ts';
import { checkRequired, fieldValue } from './literals.ts';
import { MessageValue, type PlacedOption } from './values.ts';

/** Finds a message of descriptor.proto by its name there, such as `FieldOptions`. */
export type OptionSchema = (name: string) => ProtoSymbol | undefined;

/** Interprets every option of a file. An option that does not fit is reported and left out. */
export function interpretOptions(linking: Linking, schema: OptionSchema): void {
  for (const element of elementsWithOptions(linking)) {
    linking.elements.push(element);
    const type = schema(element.optionsType);
    if (type !== undefined) {
      linking.options.set(element.key, interpretElement(linking, element, type));
    }
  }
}

function interpretElement(
  linking: Linking,
  element: Element,
  type: ProtoSymbol,
): { value: MessageValue; placed: PlacedOption[] } {
  const value = new MessageValue(type);
  const placed: PlacedOption[] = [];
  for (const node of plainFirst(element.options)) {
    const one = interpretOne(linking, element, value, node);
    if (one !== undefined) {
      placed.push(one);
    }
  }
  checkSteps(linking, value, placed);
  return { value, placed };
}

/** The messages that names of several steps make are judged once all of their options are read. */
function checkSteps(linking: Linking, value: MessageValue, placed: readonly PlacedOption[]): void {
  const seen = new Set<MessageValue>();
  for (const { node, fields } of placed) {
    let holder = value;
    for (const field of fields.slice(0, -1)) {
      const next = holder.entryOf(field)?.values[0];
      if (!(next instanceof MessageValue)) {
        break;
      }
      holder = next;
      if (!seen.has(holder)) {
        seen.add(holder);
        checkRequired(linking, holder, node.nameSpan);
      }
    }
  }
}

/** protoc interprets custom options after all others. */
function plainFirst(options: readonly OptionNode[]): readonly OptionNode[] {
  return options.length < 2 || !options.some(isCustom)
    ? options
    : [...options.filter((one) => !isCustom(one)), ...options.filter(isCustom)];
}

function isCustom({ name }: OptionNode): boolean {
  return name.some((part) => part.isExtension);
}

/** A field that an option's name leads to, and the message that holds it. */
interface Target {
  readonly holder: MessageValue;
  readonly field: ProtoSymbol;
  readonly fields: readonly ProtoSymbol[];
  readonly path: readonly number[];
}

function interpretOne(
  linking: Linking,
  element: Element,
  value: MessageValue,
  option: OptionNode,
): PlacedOption | undefined {
  const target = findTarget(linking, element, value, option);
  if (target === undefined || option.value === undefined) {
    return undefined;
  }
  const { holder, field, fields, path } = target;
  const isRepeated = field.field?.label === 'repeated';
  const count = holder.entryOf(field)?.values.length ?? 0;
  if (count > 0 && !isRepeated) {
    linking.report(optionSetTwice(option.nameSpan, nameOf(option)));
    return undefined;
  }
  if (option.value.kind === 'listLiteral') {
    linking.report(wrongOptionValue(option.value, nameOf(option), 'a single value'));
    return undefined;
  }
  const item = fieldValue(linking, field, option.value, false);
  if (item === undefined) {
    return undefined;
  }
  holder.add(field, item);
  if (item instanceof MessageValue) {
    item.isPlaced = true;
  }
  return { node: option, path: isRepeated ? [...path, count] : path, fields, value: item };
}

function findTarget(
  linking: Linking,
  element: Element,
  value: MessageValue,
  option: OptionNode,
): Target | undefined {
  let holder = value;
  const fields: ProtoSymbol[] = [];
  for (const [index, part] of option.name.entries()) {
    const field = findPart(linking, element, holder.type, part);
    if (field === undefined) {
      return undefined;
    }
    linking.references.set(part, field);
    fields.push(field);
    if (index === option.name.length - 1) {
      return { holder, field, fields, path: fields.map((one) => one.field?.number ?? 0) };
    }
    const type = messageOf(linking, field, part);
    if (type === undefined) {
      return undefined;
    }
    holder = holder.child(field, type);
  }
  return undefined;
}

/** The message that an inner step of an option's name leads into. */
function messageOf(
  linking: Linking,
  field: ProtoSymbol,
  part: OptionNamePart,
): ProtoSymbol | undefined {
  const facts = field.field;
  if (facts?.type.kind === 'unresolved') {
    return undefined;
  }
  if (facts === undefined || facts.type.kind === 'scalar' || facts.type.kind === 'enum') {
    linking.report(scalarHasNoFields(part, field.name));
    return undefined;
  }
  if (facts.label === 'repeated' || facts.type.kind === 'map') {
    linking.report(repeatedMessageOption(part, field.name));
    return undefined;
  }
  return facts.type.symbol;
}

function findPart(
  linking: Linking,
  element: Element,
  type: ProtoSymbol,
  part: OptionNamePart,
): ProtoSymbol | undefined {
  return part.isExtension
    ? findExtension(linking, element, type, part)
    : findField(linking, type, part);
}

function findField(
  linking: Linking,
  type: ProtoSymbol,
  part: OptionNamePart,
): ProtoSymbol | undefined {
  const { text } = part.name;
  if (text === 'uninterpreted_option') {
    linking.report(reservedOption(part));
    return undefined;
  }
  const field = type.children.find((child) => child.kind === 'field' && child.name === text);
  if (field === undefined) {
    linking.report(unknownOption(part, text));
  }
  return field;
}

function findExtension(
  linking: Linking,
  element: Element,
  type: ProtoSymbol,
  part: OptionNamePart,
): ProtoSymbol | undefined {
  const name = part.name.text;
  const { symbol, tried } = linking.scope.resolveOption(name, element.scope);
  if (symbol === undefined) {
    linking.report(
      tried === undefined
        ? unknownOption(part, `(${name})`)
        : optionBoundElsewhere(part, `(${name})`, tried),
    );
    return undefined;
  }
  const extendee = symbol.field?.extendee;
  if (symbol.kind !== 'extension' || extendee?.fullName !== type.fullName) {
    linking.report(notAnExtension(part, name, type.fullName));
    return undefined;
  }
  return symbol;
}

/** An option's name as written, without white space: `a.(pkg.b).c`. */
function nameOf(option: OptionNode): string {
  return option.name
    .map((part) => (part.isExtension ? `(${part.name.text})` : part.name.text))
    .join('.');
}

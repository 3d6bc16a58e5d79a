/** Reads message literals, the text format within braces, against the type of their field. */
import {
  listForSingular,
  literalFieldTwice,
  missingColon,
  missingRequired,
  notAnExtension,
  oneofSetTwice,
  unknownAny,
  unknownLiteralField,
  wrongOptionValue,
} from '../diagnostics/optionDiagnostics.ts';
import type { Linking } from '../link/linking.ts';
import type { ProtoSymbol } from '../link/model.ts';
import { parentScope } from '../link/scope.ts';
import type {
  LiteralFieldName,
  LiteralFieldNode,
  MessageLiteralNode,
  Span,
  ValueNode,
} from '../syntax/ast.ts';
import { scalarValue } from './scalarValues.ts';
import { type FieldValue, MessageValue } from './values.ts';
import { writeMessage } from './wire.ts';
import { encodeUtf8 } from '../source/utf8.ts';

/** The value of a field of any type, or undefined after a report. A list is not a value. */
export function fieldValue(
  linking: Linking,
  field: ProtoSymbol,
  node: ValueNode,
  isTextFormat: boolean,
): FieldValue | undefined {
  const type = field.field?.type;
  switch (type?.kind) {
    case 'scalar':
    case 'enum':
      return scalarValue(
        { name: field.name, isTextFormat, report: linking.report, refer: linking.refer },
        type,
        node,
      );
    case 'message':
    case 'group':
      return messageField(linking, field, type.symbol, node);
    case 'map':
      return messageField(linking, field, type.entry, node);
    default:
      return undefined;
  }
}

function messageField(
  linking: Linking,
  field: ProtoSymbol,
  type: ProtoSymbol,
  node: ValueNode,
): MessageValue | undefined {
  if (node.kind !== 'messageLiteral') {
    linking.report(wrongOptionValue(node, field.name, `a message in braces ("${type.fullName}")`));
    return undefined;
  }
  return messageLiteral(linking, type, node);
}

function messageLiteral(
  linking: Linking,
  type: ProtoSymbol,
  node: MessageLiteralNode,
): MessageValue {
  const value = new MessageValue(type);
  for (const field of node.fields) {
    if (field.name.kind === 'anyName') {
      expandAny(linking, value, field);
    } else {
      setLiteralField(linking, value, field);
    }
  }
  checkRequired(linking, value, node);
  return value;
}

function setLiteralField(linking: Linking, value: MessageValue, node: LiteralFieldNode): void {
  const symbol = findLiteralField(linking, value.type, node);
  if (symbol === undefined || node.value === undefined) {
    return;
  }
  linking.references.set(node, symbol);
  const isMessage = ['message', 'group', 'map'].includes(symbol.field?.type.kind ?? '');
  if (node.colon === undefined && !isMessage) {
    linking.report(missingColon(node.name, symbol.name));
  }
  if (node.value.kind === 'listLiteral') {
    setList(linking, value, symbol, node.value.items, node);
  } else if (checkNotSet(linking, value, symbol, node)) {
    add(linking, value, symbol, node.value);
  }
}

function setList(
  linking: Linking,
  value: MessageValue,
  symbol: ProtoSymbol,
  items: readonly ValueNode[],
  node: LiteralFieldNode,
): void {
  if (symbol.field?.label !== 'repeated') {
    linking.report(listForSingular(node.value ?? node, symbol.name));
    return;
  }
  for (const item of items) {
    add(linking, value, symbol, item);
  }
}

function add(linking: Linking, value: MessageValue, symbol: ProtoSymbol, node: ValueNode): void {
  const item = fieldValue(linking, symbol, node, true);
  if (item !== undefined) {
    value.add(symbol, item);
  }
}

/** Reports a singular field, or another member of its oneof, that is there already. */
function checkNotSet(
  linking: Linking,
  value: MessageValue,
  symbol: ProtoSymbol,
  node: LiteralFieldNode,
): boolean {
  const facts = symbol.field;
  if (facts === undefined || facts.label === 'repeated') {
    return true;
  }
  if (value.entryOf(symbol) !== undefined) {
    linking.report(literalFieldTwice(node.name, symbol.name));
    return false;
  }
  const { oneof } = facts;
  const other = oneof && [...value.fields.values()].find((set) => set.field.field?.oneof === oneof);
  if (oneof !== undefined && other !== undefined) {
    const names = { field: symbol.name, other: other.field.name, oneof: oneof.name };
    linking.report(oneofSetTwice(node.name, names));
    return false;
  }
  return true;
}

function findLiteralField(
  linking: Linking,
  type: ProtoSymbol,
  node: LiteralFieldNode,
): ProtoSymbol | undefined {
  const { name } = node;
  if (name.kind === 'identifier') {
    const symbol = fieldByLiteralName(type, name.text);
    if (symbol === undefined && !isReservedName(type, name.text)) {
      linking.report(unknownLiteralField(name, type.fullName, name.text));
    }
    return symbol;
  }
  return name.kind === 'extensionName' ? findExtension(linking, type, name) : undefined;
}

/** A group may also be called by the name of its message. */
function fieldByLiteralName(type: ProtoSymbol, name: string): ProtoSymbol | undefined {
  return type.children.find((child) => {
    if (child.kind !== 'field') {
      return false;
    }
    const type = child.field?.type;
    return child.name === name || (type?.kind === 'group' && type.symbol.name === name);
  });
}

/** The text format skips fields that are gone but reserved. */
function isReservedName({ node }: ProtoSymbol, name: string): boolean {
  return (
    (node.kind === 'message' || node.kind === 'group') &&
    node.members.some(
      (member) =>
        member.kind === 'reserved' &&
        member.names.some((one) => (one.kind === 'string' ? one.value : one.text) === name),
    )
  );
}

function findExtension(
  linking: Linking,
  type: ProtoSymbol,
  node: Extract<LiteralFieldName, { kind: 'extensionName' }>,
): ProtoSymbol | undefined {
  const name = node.name.text;
  const { symbol } = linking.scope.resolve(name, parentScope(type.fullName), false);
  if (symbol === undefined) {
    linking.report(unknownLiteralField(node, type.fullName, `[${name}]`));
    return undefined;
  }
  if (symbol.kind !== 'extension' || symbol.field?.extendee?.fullName !== type.fullName) {
    linking.report(notAnExtension(node, name, type.fullName));
    return undefined;
  }
  linking.references.set(node.name, symbol);
  return symbol;
}

const anyPrefixes = ['type.googleapis.com/', 'type.googleprod.com/'];

/** `[type.googleapis.com/pkg.Message] { … }` sets the two fields of an Any. */
function expandAny(linking: Linking, value: MessageValue, node: LiteralFieldNode): void {
  if (node.name.kind !== 'anyName') {
    return;
  }
  const { urlPrefix, name } = node.name;
  const prefix = urlPrefix.endsWith('/') ? urlPrefix : `${urlPrefix}/`;
  const found = linking.scope.find(name.text);
  const [urlField, bytesField] = ['type_url', 'value'].map((field) =>
    value.type.children.find((child) => child.kind === 'field' && child.name === field),
  );
  const isAny = value.type.fullName === 'google.protobuf.Any';
  if (!isAny || urlField === undefined || bytesField === undefined) {
    linking.report(unknownLiteralField(node.name, value.type.fullName, prefix + name.text));
    return;
  }
  const isKnown = found !== undefined && found !== 'package' && found.kind === 'message';
  if (!isKnown || !anyPrefixes.includes(prefix) || node.value?.kind !== 'messageLiteral') {
    linking.report(unknownAny(node.name, prefix + name.text));
    return;
  }
  if (value.entryOf(urlField) !== undefined) {
    linking.report(literalFieldTwice(node.name, 'Any'));
    return;
  }
  linking.references.set(name, found);
  const inner = messageLiteral(linking, found, node.value);
  value.add(urlField, encodeUtf8(prefix + name.text));
  value.add(bytesField, writeMessage(inner, true));
}

/** Reports the required fields that a finished message lacks. */
export function checkRequired(linking: Linking, value: MessageValue, span: Span): void {
  const missing = value.type.children.filter(
    (child) => child.field?.label === 'required' && value.entryOf(child) === undefined,
  );
  if (missing.length > 0) {
    const names = missing.map((field) => field.name);
    linking.report(missingRequired(span, value.type.fullName, names));
  }
}

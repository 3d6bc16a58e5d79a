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
import type { Scope } from '../link/scope.ts';
import { parentScope } from '../link/scopeNames.ts';
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

/** What a message literal is read with: the file around it, or the schema of a document. */
export interface LiteralContext extends Pick<Linking, 'references' | 'report' | 'refer'> {
  readonly scope: Pick<Scope, 'find' | 'resolveOption'>;
  /** Set for a document of its own: there an Any takes a type URL of any host. */
  readonly isDocument?: true;
}

/** The value of a field of any type, or undefined after a report. A list is not a value. */
export function fieldValue(
  context: LiteralContext,
  field: ProtoSymbol,
  node: ValueNode,
  isTextFormat: boolean,
): FieldValue | undefined {
  const type = field.field?.type;
  switch (type?.kind) {
    case 'scalar':
    case 'enum':
      return scalarValue(
        { name: field.name, isTextFormat, report: context.report, refer: context.refer },
        type,
        node,
      );
    case 'message':
    case 'group':
      return messageField(context, field, type.symbol, node);
    case 'map':
      return messageField(context, field, type.entry, node);
    default:
      return undefined;
  }
}

function messageField(
  context: LiteralContext,
  field: ProtoSymbol,
  type: ProtoSymbol,
  node: ValueNode,
): MessageValue | undefined {
  if (node.kind !== 'messageLiteral') {
    context.report(wrongOptionValue(node, field.name, `a message in braces ("${type.fullName}")`));
    return undefined;
  }
  return messageLiteral(context, type, node);
}

/** The value of a literal of a message type; what does not fit is reported and left out. */
export function messageLiteral(
  context: LiteralContext,
  type: ProtoSymbol,
  node: MessageLiteralNode,
): MessageValue {
  const value = new MessageValue(type);
  for (const field of node.fields) {
    if (field.name.kind === 'anyName') {
      expandAny(context, value, field);
    } else {
      setLiteralField(context, value, field);
    }
  }
  checkRequired(context, value, node);
  return value;
}

function setLiteralField(
  context: LiteralContext,
  value: MessageValue,
  node: LiteralFieldNode,
): void {
  const symbol = findLiteralField(context, value.type, node);
  if (symbol === undefined || node.value === undefined) {
    return;
  }
  context.references.set(node, symbol);
  const isMessage = ['message', 'group', 'map'].includes(symbol.field?.type.kind ?? '');
  if (node.colon === undefined && !isMessage) {
    context.report(missingColon(node.name, symbol.name));
  }
  if (node.value.kind === 'listLiteral') {
    setList(context, value, symbol, node.value.items, node);
  } else if (checkNotSet(context, value, symbol, node)) {
    add(context, value, symbol, node.value);
  }
}

function setList(
  context: LiteralContext,
  value: MessageValue,
  symbol: ProtoSymbol,
  items: readonly ValueNode[],
  node: LiteralFieldNode,
): void {
  if (symbol.field?.label !== 'repeated') {
    context.report(listForSingular(node.value ?? node, symbol.name));
    return;
  }
  for (const item of items) {
    add(context, value, symbol, item);
  }
}

function add(
  context: LiteralContext,
  value: MessageValue,
  symbol: ProtoSymbol,
  node: ValueNode,
): void {
  const item = fieldValue(context, symbol, node, true);
  if (item !== undefined) {
    value.add(symbol, item);
  }
}

/** Reports a singular field, or another member of its oneof, that is there already. */
function checkNotSet(
  context: LiteralContext,
  value: MessageValue,
  symbol: ProtoSymbol,
  node: LiteralFieldNode,
): boolean {
  const facts = symbol.field;
  if (facts === undefined || facts.label === 'repeated') {
    return true;
  }
  if (value.entryOf(symbol) !== undefined) {
    context.report(literalFieldTwice(node.name, symbol.name));
    return false;
  }
  const { oneof } = facts;
  const other = oneof && [...value.fields.values()].find((set) => set.field.field?.oneof === oneof);
  if (oneof !== undefined && other !== undefined) {
    const names = { field: symbol.name, other: other.field.name, oneof: oneof.name };
    context.report(oneofSetTwice(node.name, names));
    return false;
  }
  return true;
}

function findLiteralField(
  context: LiteralContext,
  type: ProtoSymbol,
  node: LiteralFieldNode,
): ProtoSymbol | undefined {
  const { name } = node;
  if (name.kind === 'identifier') {
    const symbol = fieldByTextName(type, name.text);
    if (symbol === undefined && !isReservedName(type, name.text)) {
      context.report(unknownLiteralField(name, type.fullName, name.text, fieldNames(type)));
    }
    return symbol;
  }
  return name.kind === 'extensionName' ? findExtension(context, type, name) : undefined;
}

function fieldNames({ children }: ProtoSymbol): string[] {
  return children.filter(({ kind }) => kind === 'field').map(({ name }) => name);
}

/** The field of a message by the name that the text format has for it. */
export function fieldByTextName(type: ProtoSymbol, name: string): ProtoSymbol | undefined {
  return type.children.find(
    (child) => child.kind === 'field' && (child.name === name || groupName(child) === name),
  );
}

/** A group, and what an edition has in its place, may also be called by the name of its message. */
function groupName({ name, file, parent, field }: ProtoSymbol): string | undefined {
  const type = field?.type;
  if (type?.kind === 'group') {
    return type.symbol.name;
  }
  const isDelimited = type?.kind === 'message' && field?.features.messageEncoding === 'delimited';
  const isGroupLike =
    isDelimited &&
    type.symbol.name.toLowerCase() === name &&
    type.symbol.file === file &&
    type.symbol.parent === parent;
  return isGroupLike ? type.symbol.name : undefined;
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
  context: LiteralContext,
  type: ProtoSymbol,
  node: Extract<LiteralFieldName, { kind: 'extensionName' }>,
): ProtoSymbol | undefined {
  const name = node.name.text;
  const { symbol } = context.scope.resolveOption(name, parentScope(type.fullName));
  if (symbol === undefined) {
    context.report(unknownLiteralField(node, type.fullName, `[${name}]`));
    return undefined;
  }
  if (symbol.kind !== 'extension' || symbol.field?.extendee?.fullName !== type.fullName) {
    context.report(notAnExtension(node, name, type.fullName));
    return undefined;
  }
  context.references.set(node.name, symbol);
  return symbol;
}

/** What may stand before the name of a message in an Any. */
export const anyPrefixes: readonly string[] = ['type.googleapis.com/', 'type.googleprod.com/'];

/** `[type.googleapis.com/pkg.Message] { … }` sets the two fields of an Any. */
function expandAny(context: LiteralContext, value: MessageValue, node: LiteralFieldNode): void {
  if (node.name.kind !== 'anyName') {
    return;
  }
  const { urlPrefix, name } = node.name;
  const prefix = urlPrefix.endsWith('/') ? urlPrefix : `${urlPrefix}/`;
  const found = context.scope.find(name.text);
  const [urlField, bytesField] = ['type_url', 'value'].map((field) =>
    value.type.children.find((child) => child.kind === 'field' && child.name === field),
  );
  const isAny = value.type.fullName === 'google.protobuf.Any';
  if (!isAny || urlField === undefined || bytesField === undefined) {
    context.report(unknownLiteralField(node.name, value.type.fullName, prefix + name.text));
    return;
  }
  const isKnown = found !== undefined && found !== 'package' && found.kind === 'message';
  const isHost = context.isDocument === true || anyPrefixes.includes(prefix);
  if (!isKnown || !isHost || node.value?.kind !== 'messageLiteral') {
    context.report(unknownAny(node.name, prefix + name.text));
    return;
  }
  if (value.entryOf(urlField) !== undefined) {
    context.report(literalFieldTwice(node.name, 'Any'));
    return;
  }
  context.references.set(name, found);
  const inner = messageLiteral(context, found, node.value);
  value.add(urlField, encodeUtf8(prefix + name.text));
  value.add(bytesField, writeMessage(inner, true));
}

/** Reports the required fields that a finished message lacks. */
export function checkRequired(context: LiteralContext, value: MessageValue, span: Span): void {
  const missing = value.type.children.filter(
    (child) => isRequired(child) && value.entryOf(child) === undefined,
  );
  if (missing.length > 0) {
    const names = missing.map((field) => field.name);
    context.report(missingRequired(span, value.type.fullName, names));
  }
}

/** An edition says by a feature what proto2 says by a label. */
function isRequired({ field }: ProtoSymbol): boolean {
  return field?.label === 'required' || field?.features.fieldPresence === 'legacyRequired';
}

import { messageOf, typeNameOf } from '../document/documentTree.ts';
import { dottedName } from '../document/dottedName.ts';
import { type DocumentSchema, linkDocument } from '../document/linkDocument.ts';
import {
  jsonFieldTwice,
  jsonOneofTwice,
  unknownJsonAny,
  unknownJsonEnumValue,
  unknownJsonField,
  wrongJsonKey,
  wrongJsonValue,
} from '../diagnostics/jsonDiagnostics.ts';
import type { FieldType, LinkedFile, ProtoSymbol } from '../link/model.ts';
import type { LiteralContext } from '../options/literals.ts';
import { enumNumber } from '../options/scalarValues.ts';
import type { LiteralFieldNode, MessageLiteralNode, ValueNode } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import { fieldsByJsonKey, jsonNameOf, jsonShape } from './jsonShape.ts';
import { integerIn, integerMismatch, integerOf, scalarMismatch } from './scalarJson.ts';

/** Keys that a document may have beside its message. */
const ownKeys: ReadonlySet<string> = new Set(['$schema']);
const noKeys: ReadonlySet<string> = new Set();

/**
 * Gives a JSON document its meaning: what its keys, enum values and type URLs stand for, and whether
 * its values fit, by https://protobuf.dev/programming-guides/json/.
 */
export function linkJson(source: SourceFile, schema: DocumentSchema | undefined): LinkedFile {
  return linkDocument(source, schema, (context, message) => {
    const name = typeNameOf(source);
    if (name !== undefined && name.end > name.start) {
      context.references.set(name, message);
    }
    messageJson(context, message, messageOf(source), ownKeys);
  });
}

function messageJson(
  context: LiteralContext,
  type: ProtoSymbol,
  node: ValueNode,
  passed = noKeys,
): void {
  const shape = jsonShape(type);
  switch (shape.kind) {
    case 'value':
      return;
    case 'wrapper':
      checkScalar(context, { kind: 'scalar', scalar: shape.scalar }, node);
      return;
    case 'text':
      if (node.kind !== 'string' || !shape.pattern.test(node.value)) {
        context.report(wrongJsonValue(node, `a string such as "${shape.example}"`));
      }
      return;
    case 'array':
      if (node.kind !== 'listLiteral') {
        context.report(wrongJsonValue(node, 'an array'));
      }
      return;
    default:
      if (node.kind !== 'messageLiteral') {
        context.report(wrongJsonValue(node, `an object for message "${type.fullName}"`));
      } else if (shape.kind === 'any') {
        anyJson(context, node);
      } else if (shape.kind === 'fields') {
        fieldsJson(
          context,
          type,
          node.fields.filter((field) => !passed.has(keyOf(field))),
        );
      }
  }
}

function keyOf({ name }: LiteralFieldNode): string {
  return name.kind === 'identifier' ? name.text : `[${name.name.text}]`;
}

function fieldsJson(
  context: LiteralContext,
  type: ProtoSymbol,
  nodes: readonly LiteralFieldNode[],
): void {
  const seen = new Map<ProtoSymbol, string>();
  for (const node of nodes) {
    const field = findField(context, type, node);
    if (field !== undefined) {
      context.references.set(node, field);
      checkTwice(context, field, node, seen);
      fieldJson(context, field, node.value);
    }
  }
}

function findField(
  context: LiteralContext,
  type: ProtoSymbol,
  node: LiteralFieldNode,
): ProtoSymbol | undefined {
  const key = keyOf(node);
  const fields = fieldsByJsonKey(type);
  const extension = /^\[(.+)\]$/.exec(key)?.[1];
  const found = fields.get(key) ?? (extension && context.scope.find(extension));
  if (typeof found === 'object' && (extension === undefined || extendee(found) === type.fullName)) {
    return found;
  }
  const keys = [...new Set(fields.values())].map(jsonNameOf);
  context.report(unknownJsonField(node.name, type.fullName, key, keys));
  return undefined;
}

function extendee({ field }: ProtoSymbol): string | undefined {
  return field?.extendee?.fullName;
}

/** The same field by both of its names, or two members of a oneof; `null` sets none. */
function checkTwice(
  context: LiteralContext,
  field: ProtoSymbol,
  node: LiteralFieldNode,
  seen: Map<ProtoSymbol, string>,
): void {
  const key = keyOf(node);
  if (isNull(node.value) || node.value === undefined) {
    return;
  }
  const oneof = field.field?.oneof;
  const [before, other] = [seen.get(field), oneof && seen.get(oneof)];
  if (before !== undefined) {
    context.report(jsonFieldTwice(node.name, key, before));
  } else if (oneof !== undefined && other !== undefined) {
    context.report(jsonOneofTwice(node.name, { key, other, oneof: oneof.name }));
  }
  seen.set(field, key);
  if (oneof !== undefined) {
    seen.set(oneof, key);
  }
}

function isNull(node: ValueNode | undefined): boolean {
  return node?.kind === 'identifier' && node.text === 'null';
}

function fieldJson(context: LiteralContext, field: ProtoSymbol, node: ValueNode | undefined): void {
  const { type, label } = field.field ?? {};
  if (node === undefined || type === undefined || isNull(node)) {
    return;
  }
  if (type.kind === 'map') {
    mapJson(context, type.entry, node);
  } else if (label !== 'repeated') {
    valueJson(context, type, node);
  } else if (node.kind !== 'listLiteral') {
    context.report(wrongJsonValue(node, `an array for repeated field "${field.name}"`));
  } else {
    node.items.forEach((item) => valueJson(context, type, item));
  }
}

function mapJson(context: LiteralContext, entry: ProtoSymbol, node: ValueNode): void {
  const [key, value] = entry.children.map(({ field }) => field?.type);
  if (node.kind !== 'messageLiteral') {
    context.report(wrongJsonValue(node, 'an object for a map'));
    return;
  }
  for (const field of node.fields) {
    checkKey(context, key, field);
    if (value !== undefined && field.value !== undefined) {
      valueJson(context, value, field.value);
    }
  }
}

function checkKey(
  context: LiteralContext,
  type: FieldType | undefined,
  node: LiteralFieldNode,
): void {
  const key = keyOf(node);
  if (type?.kind !== 'scalar' || type.scalar === 'string') {
    return;
  }
  const expected =
    type.scalar === 'bool'
      ? ['true', 'false'].includes(key)
        ? undefined
        : '"true" or "false"'
      : integerMismatch(type.scalar, integerOf(key));
  if (expected !== undefined) {
    context.report(wrongJsonKey(node.name, expected));
  }
}

function valueJson(context: LiteralContext, type: FieldType, node: ValueNode): void {
  switch (type.kind) {
    case 'message':
    case 'group':
      messageJson(context, type.symbol, node);
      return;
    case 'scalar':
      checkScalar(context, type, node);
      return;
    case 'enum':
      enumJson(context, type.symbol, node);
      return;
    default:
  }
}

function checkScalar(
  context: LiteralContext,
  { scalar }: Extract<FieldType, { kind: 'scalar' }>,
  node: ValueNode,
): void {
  const expected = scalarMismatch(scalar, node);
  if (expected !== undefined) {
    context.report(wrongJsonValue(node, expected));
  }
}

function enumJson(context: LiteralContext, type: ProtoSymbol, node: ValueNode): void {
  if (type.fullName === 'google.protobuf.NullValue' && isNull(node)) {
    return;
  }
  if (node.kind === 'string') {
    const value = type.children.find(({ name }) => name === node.value);
    if (value !== undefined) {
      context.refer({ start: node.start + 1, end: node.end - 1 }, value);
    } else {
      const names = type.children.map(({ name }) => name);
      context.report(unknownJsonEnumValue(node, type.fullName, node.value, names));
    }
    return;
  }
  const number = integerIn(node);
  const isKnown =
    type.features.enumType === 'open' ||
    type.children.some((value) => BigInt(enumNumber(value) ?? 0) === number);
  if (number === undefined || integerMismatch('int32', number) !== undefined || !isKnown) {
    context.report(wrongJsonValue(node, `the name of a value of enum "${type.fullName}"`));
  }
}

/** An object with `@type`, and the message's own fields, or what it is written as under `value`. */
function anyJson(context: LiteralContext, node: MessageLiteralNode): void {
  const others = node.fields.filter((field) => keyOf(field) !== '@type');
  const url = node.fields.find((field) => keyOf(field) === '@type');
  if (url === undefined && others.length === 0) {
    return;
  }
  if (url?.value?.kind !== 'string') {
    const place = url?.value ?? url?.name ?? { start: node.start, end: node.start + 1 };
    context.report(wrongJsonValue(place, '"@type" with the type URL of a message'));
    return;
  }
  const { value, end } = url.value;
  const slash = value.lastIndexOf('/');
  const found = context.scope.find(value.slice(slash + 1));
  if (slash === -1 || typeof found !== 'object' || found.kind !== 'message') {
    context.report(unknownJsonAny(url.value, value));
    return;
  }
  context.references.set(dottedName(found.fullName, end - 1 - found.fullName.length), found);
  if (jsonShape(found).kind === 'fields') {
    fieldsJson(context, found, others);
    return;
  }
  const content = others.find((field) => keyOf(field) === 'value')?.value;
  if (content !== undefined) {
    messageJson(context, found, content);
  }
}

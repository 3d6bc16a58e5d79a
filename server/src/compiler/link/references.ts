import {
  mapEntryAsType,
  notAMessage,
  notAType,
  notDefined,
  notDefinedInScope,
} from '../diagnostics/linkDiagnostics.ts';
import { defaultFeatures } from '../options/features.ts';
import type {
  FieldNode,
  GroupNode,
  IntegerNode,
  MapTypeNode,
  MethodTypeNode,
  NameNode,
  NegativeNode,
} from '../syntax/ast.ts';
import { DefinedSymbol } from './definedSymbol.ts';
import type { Linking } from './linking.ts';
import type { FieldFacts, FieldType, ProtoSymbol } from './model.ts';
import { isScalar } from './scalars.ts';

const unresolved: FieldType = { kind: 'unresolved' };

/** Resolves the types of fields, extendees and methods, and fills the facts of the fields. */
export function resolveReferences(linking: Linking): void {
  for (const { node, scope } of linking.definitions.extends) {
    if (node.extendee !== undefined) {
      resolveMessage(linking, node.extendee, scope);
    }
  }
  const { all } = linking.definitions;
  for (let index = 0; index < all.length; index++) {
    const symbol = all[index];
    if (symbol === undefined) {
      continue;
    }
    const { node } = symbol;
    if (node.kind === 'method') {
      resolveMethodType(linking, node.input, symbol.scope);
      resolveMethodType(linking, node.output, symbol.scope);
    } else if (symbol.kind === 'field' || symbol.kind === 'extension') {
      if (node.kind === 'field') {
        symbol.field = factsOf(linking, symbol, node, fieldType(linking, symbol, node));
      } else if (node.kind === 'group') {
        symbol.field = factsOf(linking, symbol, node, groupType(all[index + 1]));
      }
    }
  }
}

/** The value of a number of a field, an enum or a range; undefined unless it fits an int32. */
export function int32Of(node: IntegerNode | NegativeNode | undefined): number | undefined {
  const value =
    node?.kind === 'negative'
      ? node.operand?.kind === 'integer'
        ? -node.operand.value
        : undefined
      : node?.value;
  const fits = value !== undefined && value >= -0x8000_0000n && value <= 0x7fff_ffffn;
  return fits ? Number(value) : undefined;
}

/** What the options of the field say of it is filled in later. */
function factsOf(
  linking: Linking,
  symbol: DefinedSymbol,
  node: FieldNode | GroupNode,
  type: FieldType,
): FieldFacts {
  const extendee = symbol.extend?.extendee;
  return {
    number: int32Of(node.number),
    label: type.kind === 'map' ? 'repeated' : (node.label?.label ?? 'optional'),
    type,
    extendee: extendee === undefined ? undefined : linking.references.get(extendee),
    oneof: symbol.oneof,
    features: defaultFeatures(linking.edition),
    packed: false,
    isSourceOnly: false,
    optionRules: undefined,
  };
}

function groupType(message: DefinedSymbol | undefined): FieldType {
  return message === undefined ? unresolved : { kind: 'group', symbol: message };
}

function fieldType(linking: Linking, symbol: DefinedSymbol, { type }: FieldNode): FieldType {
  return type?.kind === 'mapType'
    ? { kind: 'map', entry: mapEntry(linking, symbol, type) }
    : namedType(linking, type, symbol);
}

/** Makes the message that a map stands for. Its name only hides others: see `hidingEntry`. */
function mapEntry(linking: Linking, map: DefinedSymbol, type: MapTypeNode): DefinedSymbol {
  const { file, node, nameSpan: nameNode, parent, features, home } = map;
  const common = { file, node, nameNode, features, home };
  const name = mapEntryName(map.name);
  const entry = new DefinedSymbol({ ...common, kind: 'message', name, scope: map.scope, parent });
  for (const [index, typeName] of [type.key, type.value].entries()) {
    const name = index === 0 ? 'key' : 'value';
    const scope = entry.fullName;
    const part = new DefinedSymbol({ ...common, kind: 'field', name, scope, parent: entry });
    part.field = {
      number: index + 1,
      label: 'optional',
      type: namedType(linking, typeName, map),
      extendee: undefined,
      oneof: undefined,
      features: defaultFeatures(linking.edition),
      packed: false,
      isSourceOnly: false,
      optionRules: undefined,
    };
    entry.children.push(part);
  }
  return entry;
}

/** `FooBarEntry` for `foo_bar`. */
export function mapEntryName(fieldName: string): string {
  const words = fieldName.split('_').map((word) => word.slice(0, 1).toUpperCase() + word.slice(1));
  return `${words.join('')}Entry`;
}

function namedType(linking: Linking, name: NameNode | undefined, field: DefinedSymbol): FieldType {
  if (name === undefined) {
    return unresolved;
  }
  if (isScalar(name.text)) {
    return { kind: 'scalar', scalar: name.text };
  }
  const symbol = resolve(linking, name, field.scope, true);
  if (symbol === undefined) {
    return unresolved;
  }
  const entry = hidingEntry(field, name, symbol);
  if (entry !== undefined) {
    linking.report(mapEntryAsType(name, { name: name.text, entry, meant: symbol.fullName }));
    return unresolved;
  }
  if (symbol.kind !== 'message' && symbol.kind !== 'enum') {
    linking.report(notAType(name, name.text));
    return unresolved;
  }
  return { kind: symbol.kind, symbol };
}

/**
 * The entry of a map that the first part of a field's type names, nearer than what was found for it:
 * protoc finds entries by their names, too, but takes none for a type.
 */
function hidingEntry(
  field: DefinedSymbol,
  { text }: NameNode,
  { fullName }: ProtoSymbol,
): string | undefined {
  const first = text.includes('.') ? text.slice(0, text.indexOf('.')) : text;
  if (!first.endsWith('Entry')) {
    return undefined;
  }
  for (let around = field.parent; around !== undefined; around = around.parent) {
    const name = `${around.fullName}.${first}`;
    if (fullName === name || fullName.startsWith(`${name}.`)) {
      return undefined;
    }
    if (around.children.some((child) => isMapWithEntry(child, first))) {
      return name;
    }
  }
  return undefined;
}

function isMapWithEntry({ name, node }: ProtoSymbol, entry: string): boolean {
  return node.kind === 'field' && node.type?.kind === 'mapType' && mapEntryName(name) === entry;
}

function resolveMethodType(
  linking: Linking,
  node: MethodTypeNode | undefined,
  scope: string,
): void {
  if (node?.type !== undefined) {
    resolveMessage(linking, node.type, scope);
  }
}

function resolveMessage(linking: Linking, name: NameNode, scope: string): void {
  const symbol = resolve(linking, name, scope, false);
  if (symbol !== undefined && symbol.kind !== 'message') {
    linking.report(notAMessage(name, name.text));
  }
}

function resolve(
  linking: Linking,
  name: NameNode,
  scope: string,
  typesOnly: boolean,
): ProtoSymbol | undefined {
  if (name.parts.length === 0 || name.text.endsWith('.')) {
    return undefined;
  }
  const { symbol, tried } = linking.scope.resolve(name.text, scope, typesOnly);
  if (symbol !== undefined) {
    linking.references.set(name, symbol);
  } else if (tried !== undefined) {
    linking.report(notDefinedInScope(name, name.text, tried));
  } else {
    linking.report(notDefined(name, name.text));
  }
  return symbol;
}

import { enumNumber } from '../options/scalarValues.ts';
import { pseudoOption } from '../options/elements.ts';
import { writeMessage } from '../options/wire.ts';
import { MessageValue } from '../options/values.ts';
import type { FieldFacts, LinkedFile, OptionedElement, ProtoSymbol } from '../link/model.ts';
import { int32Of } from '../link/references.ts';
import { scalarNumbers } from '../link/scalars.ts';
import { encodeUtf8 } from '../source/utf8.ts';
import type {
  ExtensionsNode,
  MethodTypeNode,
  RangeNode,
  ReservedNode,
  ValueNode,
} from '../syntax/ast.ts';
import { defaultValueText } from './defaultValue.ts';
import { defaultJsonName } from './jsonName.ts';
import type {
  EnumDescriptor,
  FieldDescriptor,
  FileDescriptor,
  MessageDescriptor,
  MethodDescriptor,
  OneofDescriptor,
  RangeDescriptor,
  ServiceDescriptor,
} from './model.ts';
import { optionBytes } from './optionBytes.ts';
import { writeSourceInfo } from './sourceInfo.ts';

/** What a descriptor keeps beyond what a runtime needs. */
export interface DescriptorOptions {
  readonly includeSourceInfo: boolean;
  /** Keeps options whose retention is the source; protoc drops them from a descriptor set. */
  readonly retainOptions: boolean;
}

/** The descriptor of a file. What has errors in it is left out or incomplete, nothing is thrown. */
export function buildFileDescriptor(file: LinkedFile, options: DescriptorOptions): FileDescriptor {
  return new Builder(file, options).file();
}

const labels = { optional: 1, required: 2, repeated: 3 } as const;
const visibilities = { local: 1, export: 2 } as const;
const maxRangeEnd = 0x2000_0000;
const maxInt32 = 0x7fff_ffff;

class Builder {
  readonly #file: LinkedFile;
  readonly #options: DescriptorOptions;

  constructor(file: LinkedFile, options: DescriptorOptions) {
    this.#file = file;
    this.#options = options;
  }

  file(): FileDescriptor {
    const file = this.#file;
    const imports = file.imports.filter((one) => one.node.modifier?.text !== 'option');
    const withModifier = (text: string): number[] =>
      imports.flatMap((one, index) => (one.node.modifier?.text === text ? [index] : []));
    return {
      name: file.source.path,
      package: file.packageName,
      dependency: imports.map((one) => one.path),
      publicDependency: withModifier('public'),
      weakDependency: withModifier('weak'),
      optionDependency: file.imports.filter((one) => !imports.includes(one)).map((one) => one.path),
      ...this.#types(file.topLevel),
      messageType: this.#messages(file.topLevel),
      service: ofKind(file.topLevel, 'service').map((symbol) => this.#service(symbol)),
      options: this.#optionBytes(file.source.tree),
      sourceCodeInfo: this.#options.includeSourceInfo
        ? writeSourceInfo(file, this.#options.retainOptions)
        : undefined,
      syntax: file.syntax === 'proto2' ? undefined : file.syntax,
      edition: file.syntax === 'editions' ? file.edition : undefined,
    };
  }

  #types(symbols: readonly ProtoSymbol[]): {
    enumType: EnumDescriptor[];
    extension: FieldDescriptor[];
  } {
    return {
      enumType: ofKind(symbols, 'enum').map((symbol) => this.#enum(symbol)),
      extension: ofKind(symbols, 'extension').flatMap((symbol) => this.#field(symbol, [])),
    };
  }

  /** Messages in order of the text, with those that maps stand for. */
  #messages(symbols: readonly ProtoSymbol[]): MessageDescriptor[] {
    return symbols.flatMap((symbol) => {
      if (symbol.kind === 'message') {
        return [this.#message(symbol)];
      }
      const type = symbol.field?.type;
      return type?.kind === 'map' ? [this.#mapEntry(symbol, type.entry)] : [];
    });
  }

  #message(symbol: ProtoSymbol): MessageDescriptor {
    const { node, children } = symbol;
    const members = node.kind === 'message' || node.kind === 'group' ? node.members : [];
    const reserved = members.filter((member) => member.kind === 'reserved');
    const oneofs = ofKind(children, 'oneof');
    const fields = ofKind(children, 'field');
    const synthetic = this.#syntheticOneofs(fields, oneofs);
    const isMessageSet = this.#isMessageSet(symbol);
    return {
      name: symbol.name,
      field: fields.flatMap((field) => this.#field(field, oneofs, synthetic)),
      nestedType: this.#messages(children),
      ...this.#types(children),
      extensionRange: members
        .filter((member) => member.kind === 'extensions')
        .flatMap((member) => this.#extensionRanges(member, isMessageSet)),
      options: this.#optionBytes(symbol),
      oneofDecl: [
        ...oneofs.map((oneof) => ({ name: oneof.name, options: this.#optionBytes(oneof) })),
        ...[...synthetic.values()].map(({ oneof }) => oneof),
      ],
      reservedRange: reserved
        .flatMap((member) => member.ranges)
        .map((range) => exclusiveRange(range, isMessageSet)),
      reservedName: reserved.flatMap(reservedNames),
      visibility: visibilityOf(node),
    };
  }

  /** The fields of an entry have the features that the map sets. */
  #mapEntry(map: ProtoSymbol, entry: ProtoSymbol): MessageDescriptor {
    const options = this.#featuresAlone(map);
    return {
      name: entry.name,
      field: entry.children.flatMap((field) =>
        this.#field(field, []).map((descriptor) => ({ ...descriptor, options })),
      ),
      nestedType: [],
      enumType: [],
      extensionRange: [],
      extension: [],
      options: Uint8Array.of(0x38, 1),
      oneofDecl: [],
      reservedRange: [],
      reservedName: [],
      visibility: undefined,
    };
  }

  #featuresAlone(map: ProtoSymbol): Uint8Array | undefined {
    const all = this.#file.options.get(map)?.value;
    const entry = [...(all?.fields.values() ?? [])].find(({ field }) => field.name === 'features');
    if (all === undefined || entry?.values[0] === undefined) {
      return undefined;
    }
    const alone = new MessageValue(all.type);
    alone.add(entry.field, entry.values[0]);
    return writeMessage(alone, this.#options.retainOptions);
  }

  /** A field of proto3 that is written `optional` gets a oneof of its own, after the real ones. */
  #syntheticOneofs(
    fields: readonly ProtoSymbol[],
    oneofs: readonly ProtoSymbol[],
  ): Map<ProtoSymbol, { oneof: OneofDescriptor; index: number }> {
    const taken = new Set([...fields, ...oneofs].map((symbol) => symbol.name));
    const made = new Map<ProtoSymbol, { oneof: OneofDescriptor; index: number }>();
    for (const field of fields) {
      if (this.#isProto3Optional(field)) {
        let name = field.name.startsWith('_') ? field.name : `_${field.name}`;
        while (taken.has(name)) {
          name = `X${name}`;
        }
        taken.add(name);
        made.set(field, {
          oneof: { name, options: undefined },
          index: oneofs.length + made.size,
        });
      }
    }
    return made;
  }

  #isProto3Optional({ node }: ProtoSymbol): boolean {
    return (
      this.#file.syntax === 'proto3' && node.kind === 'field' && node.label?.label === 'optional'
    );
  }

  #field(
    symbol: ProtoSymbol,
    oneofs: readonly ProtoSymbol[],
    synthetic?: ReadonlyMap<ProtoSymbol, { readonly index: number }>,
  ): FieldDescriptor[] {
    const facts = symbol.field;
    if (facts === undefined) {
      return [];
    }
    const index = facts.oneof === undefined ? -1 : oneofs.indexOf(facts.oneof);
    const { type, typeName } = this.#typeOf(facts);
    const isMapPart = symbol.parent?.node === symbol.node;
    const values = isMapPart ? {} : pseudoValues(symbol);
    return [
      {
        name: symbol.name,
        extendee: symbol.kind === 'extension' ? nameOf(facts.extendee) : undefined,
        number: facts.number ?? 0,
        label: labels[facts.label],
        type,
        typeName,
        defaultValue: values.default && defaultValueText(facts.type, values.default),
        options: isMapPart ? undefined : this.#optionBytes(symbol),
        oneofIndex: index === -1 ? synthetic?.get(symbol)?.index : index,
        jsonName:
          values.json_name?.kind === 'string'
            ? values.json_name.bytes
            : encodeUtf8(defaultJsonName(symbol.name)),
        proto3Optional: !isMapPart && this.#isProto3Optional(symbol),
      },
    ];
  }

  #typeOf({ type }: FieldFacts): { type: number; typeName: string | undefined } {
    switch (type.kind) {
      case 'scalar':
        return { type: scalarNumbers[type.scalar], typeName: undefined };
      case 'group':
        return { type: 10, typeName: nameOf(type.symbol) };
      case 'message':
        return { type: 11, typeName: nameOf(type.symbol) };
      case 'map':
        return { type: 11, typeName: nameOf(type.entry) };
      case 'enum':
        return { type: 14, typeName: nameOf(type.symbol) };
      case 'unresolved':
        return { type: 11, typeName: undefined };
    }
  }

  #extensionRanges(node: ExtensionsNode, isMessageSet: boolean): RangeDescriptor[] {
    const options = this.#optionBytes(node);
    return node.ranges.map((range) => ({ ...exclusiveRange(range, isMessageSet), options }));
  }

  #isMessageSet(symbol: ProtoSymbol): boolean {
    const value = this.#file.options.get(symbol)?.value;
    return value?.valuesOf('message_set_wire_format')[0] === true;
  }

  #enum(symbol: ProtoSymbol): EnumDescriptor {
    const { node } = symbol;
    const members = node.kind === 'enum' ? node.members : [];
    const reserved = members.filter((member) => member.kind === 'reserved');
    return {
      name: symbol.name,
      value: symbol.children.map((value) => ({
        name: value.name,
        number: enumNumber(value) ?? 0,
        options: this.#optionBytes(value),
      })),
      options: this.#optionBytes(symbol),
      reservedRange: reserved.flatMap((member) => member.ranges).map(inclusiveRange),
      reservedName: reserved.flatMap(reservedNames),
      visibility: visibilityOf(node),
    };
  }

  #service(symbol: ProtoSymbol): ServiceDescriptor {
    return {
      name: symbol.name,
      method: ofKind(symbol.children, 'method').map((method) => this.#method(method)),
      options: this.#optionBytes(symbol),
    };
  }

  #method(symbol: ProtoSymbol): MethodDescriptor {
    const { node } = symbol;
    const input = node.kind === 'method' ? node.input : undefined;
    const output = node.kind === 'method' ? node.output : undefined;
    return {
      name: symbol.name,
      inputType: this.#methodType(input),
      outputType: this.#methodType(output),
      options: this.#methodOptions(symbol),
      clientStreaming: input?.stream !== undefined,
      serverStreaming: output?.stream !== undefined,
    };
  }

  /** A block gives the method options even when there are none in it. */
  #methodOptions(symbol: ProtoSymbol): Uint8Array | undefined {
    const hasBlock = symbol.node.kind === 'method' && symbol.node.body !== undefined;
    return this.#optionBytes(symbol) ?? (hasBlock ? new Uint8Array() : undefined);
  }

  #methodType(node: MethodTypeNode | undefined): string {
    const symbol = node?.type && this.#file.references.get(node.type);
    return nameOf(symbol) ?? '';
  }

  #optionBytes(key: OptionedElement): Uint8Array | undefined {
    return optionBytes(this.#file, key, this.#options.retainOptions);
  }
}

function ofKind(symbols: readonly ProtoSymbol[], kind: ProtoSymbol['kind']): ProtoSymbol[] {
  return symbols.filter((symbol) => symbol.kind === kind);
}

function nameOf(symbol: ProtoSymbol | undefined): string | undefined {
  return symbol && `.${symbol.fullName}`;
}

/** The values of `default` and `json_name`. */
export function pseudoValues({ node }: ProtoSymbol): {
  default?: ValueNode;
  json_name?: ValueNode;
} {
  const values: { default?: ValueNode; json_name?: ValueNode } = {};
  const options = node.kind === 'field' || node.kind === 'group' ? node.options?.options : [];
  for (const option of options ?? []) {
    const name = pseudoOption(option);
    if (name !== undefined && option.value !== undefined) {
      values[name] = option.value;
    }
  }
  return values;
}

function exclusiveRange(range: RangeNode, isMessageSet: boolean): RangeDescriptor {
  const start = int32Of(range.from) ?? 0;
  if (range.to?.kind === 'max') {
    return { start, end: isMessageSet ? maxInt32 : maxRangeEnd };
  }
  return { start, end: (range.to === undefined ? start : (int32Of(range.to) ?? start)) + 1 };
}

function inclusiveRange(range: RangeNode): RangeDescriptor {
  const start = int32Of(range.from) ?? 0;
  if (range.to?.kind === 'max') {
    return { start, end: maxInt32 };
  }
  return { start, end: range.to === undefined ? start : (int32Of(range.to) ?? start) };
}

function reservedNames({ names }: ReservedNode): string[] {
  return names.map((name) => (name.kind === 'string' ? name.value : name.text));
}

function visibilityOf(node: ProtoSymbol['node']): number | undefined {
  const found = node.kind === 'message' || node.kind === 'enum' ? node.visibility : undefined;
  return found && visibilities[found.visibility];
}

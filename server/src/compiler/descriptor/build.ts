import { enumNumber } from '../options/scalarValues.ts';
import { pseudoOption } from '../options/elements.ts';
import { writeMessage } from '../options/wire.ts';
import { MessageValue } from '../options/values.ts';
import type {
  FieldFacts,
  FieldType,
  LinkedFile,
  OptionedElement,
  ProtoSymbol,
} from '../link/model.ts';
import { int32Of } from '../link/references.ts';
import { scalarNumbers } from '../link/scalars.ts';
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
      messageType: this.#messages(file.topLevel),
      enumType: this.#enums(file.topLevel),
      extension: this.#fields(ofKind(file.topLevel, 'extension')),
      service: ofKind(file.topLevel, 'service').map((symbol) => this.#service(symbol)),
      options: this.#optionBytes(file.source.tree),
      sourceCodeInfo: this.#options.includeSourceInfo
        ? writeSourceInfo(file, this.#options.retainOptions)
        : undefined,
      syntax: file.syntax === 'proto2' ? undefined : file.syntax,
      edition: file.syntax === 'editions' ? file.edition : undefined,
    };
  }

  #enums(symbols: readonly ProtoSymbol[]): EnumDescriptor[] {
    return ofKind(symbols, 'enum').map((symbol) => this.#enum(symbol));
  }

  #fields(symbols: readonly ProtoSymbol[], oneofs?: Oneofs): FieldDescriptor[] {
    const fields: FieldDescriptor[] = [];
    for (const symbol of symbols) {
      if (symbol.field !== undefined) {
        fields.push(this.#field(symbol, symbol.field, oneofs));
      }
    }
    return fields;
  }

  /** Messages in order of the text, with those that maps stand for. */
  #messages(symbols: readonly ProtoSymbol[]): MessageDescriptor[] {
    const messages: MessageDescriptor[] = [];
    for (const symbol of symbols) {
      const type = symbol.field?.type;
      if (symbol.kind === 'message') {
        messages.push(this.#message(symbol));
      } else if (type?.kind === 'map') {
        messages.push(this.#mapEntry(symbol, type.entry));
      }
    }
    return messages;
  }

  #message(symbol: ProtoSymbol): MessageDescriptor {
    const { node, children } = symbol;
    const members = node.kind === 'message' || node.kind === 'group' ? node.members : [];
    const reserved = members.filter((member) => member.kind === 'reserved');
    const extensions = members.filter((member) => member.kind === 'extensions');
    const fields = ofKind(children, 'field');
    const oneofs = this.#oneofs(fields, ofKind(children, 'oneof'));
    const isMessageSet = this.#isMessageSet(symbol);
    return {
      name: symbol.name,
      field: this.#fields(fields, oneofs),
      nestedType: this.#messages(children),
      enumType: this.#enums(children),
      extension: this.#fields(ofKind(children, 'extension')),
      extensionRange: extensions.flatMap((member) => this.#extensionRanges(member, isMessageSet)),
      options: this.#optionBytes(symbol),
      oneofDecl: oneofs.all,
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
      field: this.#fields(entry.children).map((field) => ({ ...field, options })),
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
  #oneofs(fields: readonly ProtoSymbol[], oneofs: readonly ProtoSymbol[]): Oneofs {
    const alone = fields.filter((field) => this.#isProto3Optional(field));
    if (alone.length === 0 && oneofs.length === 0) {
      return noOneofs;
    }
    const all = oneofs.map((oneof): OneofDescriptor => ({
      name: oneof.name,
      options: this.#optionBytes(oneof),
    }));
    const indexes = new Map(oneofs.map((oneof, index) => [oneof, index]));
    const taken = new Set<string>();
    if (alone.length > 0) {
      [...fields, ...oneofs].forEach((symbol) => void taken.add(symbol.name));
    }
    for (const field of alone) {
      let name = field.name.startsWith('_') ? field.name : `_${field.name}`;
      while (taken.has(name)) {
        name = `X${name}`;
      }
      taken.add(name);
      indexes.set(field, all.length);
      all.push({ name, options: undefined });
    }
    return { all, indexes };
  }

  #isProto3Optional({ node }: ProtoSymbol): boolean {
    return (
      this.#file.syntax === 'proto3' && node.kind === 'field' && node.label?.label === 'optional'
    );
  }

  #field(symbol: ProtoSymbol, facts: FieldFacts, oneofs: Oneofs = noOneofs): FieldDescriptor {
    const isMapPart = symbol.parent?.node === symbol.node;
    const values = isMapPart ? noValues : pseudoValues(symbol);
    return {
      name: symbol.name,
      extendee: symbol.kind === 'extension' ? nameOf(facts.extendee) : undefined,
      number: facts.number ?? 0,
      label: labels[facts.label],
      type: typeNumber(facts.type),
      typeName: nameOf(symbolOf(facts.type)),
      defaultValue: values.default && defaultValueText(facts.type, values.default),
      options: isMapPart ? undefined : this.#optionBytes(symbol),
      oneofIndex: oneofs.indexes.get(facts.oneof ?? symbol),
      jsonName:
        values.json_name?.kind === 'string' ? values.json_name.bytes : defaultJsonName(symbol.name),
      proto3Optional: !isMapPart && this.#isProto3Optional(symbol),
    };
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

/** The oneofs of a message, with those that stand for one field alone. */
interface Oneofs {
  readonly all: readonly OneofDescriptor[];
  /** Of oneofs as written, and of the fields that have one to themselves. */
  readonly indexes: ReadonlyMap<ProtoSymbol, number>;
}

const noOneofs: Oneofs = { all: [], indexes: new Map() };

function typeNumber(type: FieldType): number {
  switch (type.kind) {
    case 'scalar':
      return scalarNumbers[type.scalar];
    case 'group':
      return 10;
    case 'message':
    case 'map':
    case 'unresolved':
      return 11;
    case 'enum':
      return 14;
  }
}

function symbolOf(type: FieldType): ProtoSymbol | undefined {
  switch (type.kind) {
    case 'scalar':
    case 'unresolved':
      return undefined;
    case 'map':
      return type.entry;
    default:
      return type.symbol;
  }
}

function ofKind(symbols: readonly ProtoSymbol[], kind: ProtoSymbol['kind']): ProtoSymbol[] {
  return symbols.filter((symbol) => symbol.kind === kind);
}

function nameOf(symbol: ProtoSymbol | undefined): string | undefined {
  return symbol && `.${symbol.fullName}`;
}

interface PseudoValues {
  readonly default?: ValueNode;
  readonly json_name?: ValueNode;
}

const noValues: PseudoValues = {};

/** The values of `default` and `json_name`. */
export function pseudoValues({ node }: ProtoSymbol): PseudoValues {
  const compact = node.kind === 'field' || node.kind === 'group' ? node.options : undefined;
  if (compact === undefined) {
    return noValues;
  }
  const values: { default?: ValueNode; json_name?: ValueNode } = {};
  for (const option of compact.options) {
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

/**
 * The locations of a file as protoc's parser records them: one for each statement and each part of
 * it, in the order in which the parser comes to them, with the comments of the statements.
 */
import { pseudoOption } from '../options/elements.ts';
import type { LinkedFile, OptionedElement, ProtoSymbol } from '../link/model.ts';
import type {
  CompactOptionsNode,
  EnumNode,
  EnumValueNode,
  ExtendNode,
  ExtensionsNode,
  FieldNode,
  FileMember,
  GroupNode,
  IdentifierNode,
  ImportNode,
  MessageMember,
  MessageNode,
  MethodNode,
  Node,
  OneofNode,
  OptionNode,
  RangeNode,
  ReservedNode,
  ServiceNode,
  Span,
} from '../syntax/ast.ts';
import { commentsOf } from '../syntax/comments.ts';
import { isScalar } from '../link/scalars.ts';
import { KeptOptions } from './keptOptions.ts';
import { LocationWriter } from './locationWriter.ts';

/** Where a location is in a descriptor: field numbers and indexes, as in `SourceCodeInfo`. */
type Path = readonly number[];

/**
 * Every location of a file as a `google.protobuf.SourceCodeInfo`. Without `retainOptions`, options
 * kept for the source alone have none.
 */
export function writeSourceInfo(file: LinkedFile, retainOptions: boolean): Uint8Array {
  return new Recorder(file, retainOptions).run();
}

/** How many of each kind of thing a file or a message has so far: the indexes of paths. */
class Counts {
  readonly #counts = new Map<number, number>();

  next(field: number): number {
    const count = this.#counts.get(field) ?? 0;
    this.#counts.set(field, count + 1);
    return count;
  }
}

/** Where messages, enums, extensions and fields go in a file or in a message. */
interface Place {
  readonly path: Path;
  readonly counts: Counts;
  readonly message: number;
  readonly enum: number;
  readonly extension: number;
  readonly options: number;
}

class Recorder {
  readonly #file: LinkedFile;
  readonly #options: KeptOptions;
  readonly #locations: LocationWriter;
  /** Definitions by node; a group's node gives its message. */
  readonly #symbols = new Map<Node, ProtoSymbol>();

  constructor(file: LinkedFile, retainOptions: boolean) {
    this.#file = file;
    this.#options = new KeptOptions(file, retainOptions);
    this.#locations = new LocationWriter(file.source);
    this.#index(file.topLevel);
  }

  run(): Uint8Array {
    const { tree, text } = this.#file.source;
    const first = tree.members[0];
    const last = tree.members.at(-1);
    this.#add([], { start: first?.start ?? text.length, end: last?.end ?? 0 });
    const place = { path: [], counts: new Counts(), message: 4, enum: 5, extension: 7, options: 8 };
    for (const member of tree.members) {
      this.#fileMember(member, place);
    }
    return this.#locations.take();
  }

  #index(symbols: readonly ProtoSymbol[]): void {
    for (const symbol of symbols) {
      if (symbol.node.kind !== 'group' || symbol.kind === 'message') {
        this.#symbols.set(symbol.node, symbol);
      }
      this.#index(symbol.children);
    }
  }

  #fileMember(node: FileMember, place: Place): void {
    switch (node.kind) {
      case 'syntax':
        this.#statement([12], node);
        break;
      case 'package':
        this.#statement([2], node);
        break;
      case 'import':
        this.#import(node, place.counts);
        break;
      case 'option':
        this.#option(this.#file.source.tree, [place.options], node);
        break;
      case 'service':
        this.#service(node, [6, place.counts.next(6)]);
        break;
      default:
        this.#type(node, place);
    }
  }

  #import(node: ImportNode, counts: Counts): void {
    if (node.modifier?.text === 'option') {
      this.#statement([15, counts.next(15)], node);
      return;
    }
    this.#statement([3, counts.next(3)], node);
    if (node.modifier !== undefined) {
      const field = node.modifier.text === 'public' ? 10 : 11;
      this.#add([field, counts.next(field)], node.modifier);
    }
  }

  #type(node: FileMember | MessageMember, place: Place): void {
    const at = (field: number): Path => [...place.path, field, place.counts.next(field)];
    switch (node.kind) {
      case 'message':
        this.#message(node, at(place.message));
        break;
      case 'enum':
        this.#enum(node, at(place.enum));
        break;
      case 'extend':
        this.#extend(node, place);
        break;
      default:
    }
  }

  #message(node: MessageNode, path: Path): void {
    this.#statement(path, node, node.keyword.start);
    this.#name(path, node.name);
    this.#messageBody(node, path);
  }

  #messageBody(node: MessageNode | GroupNode, path: Path): void {
    const counts = new Counts();
    const place = { path, counts, message: 3, enum: 4, extension: 6, options: 7 };
    for (const member of node.members) {
      this.#messageMember(member, place, node);
    }
  }

  #messageMember(member: MessageMember, place: Place, around: MessageNode | GroupNode): void {
    const { path, counts } = place;
    switch (member.kind) {
      case 'field':
      case 'group':
        this.#field(member, [...path, 2, counts.next(2)], place);
        break;
      case 'oneof':
        this.#oneof(member, place);
        break;
      case 'extensions':
        this.#extensions(member, path, counts);
        break;
      case 'reserved':
        this.#reserved(member, path, counts, { ranges: 9, names: 10 });
        break;
      case 'option':
        this.#option(this.#symbols.get(around), [...path, place.options], member);
        break;
      default:
        this.#type(member, place);
    }
  }

  #oneof(node: OneofNode, place: Place): void {
    const path = [...place.path, 8, place.counts.next(8)];
    this.#statement(path, node);
    this.#name(path, node.name);
    for (const member of node.members) {
      if (member.kind === 'option') {
        this.#option(this.#symbols.get(node), [...path, 2], member);
      } else if (member.kind === 'field' || member.kind === 'group') {
        this.#field(member, [...place.path, 2, place.counts.next(2)], place);
      }
    }
  }

  #extend(node: ExtendNode, place: Place): void {
    this.#statement([...place.path, place.extension], node);
    for (const member of node.members) {
      if (member.kind === 'field' || member.kind === 'group') {
        const path = [...place.path, place.extension, place.counts.next(place.extension)];
        this.#field(member, path, place, node);
      }
    }
  }

  #field(node: FieldNode | GroupNode, path: Path, place: Place, extend?: ExtendNode): void {
    if (node.kind === 'group') {
      this.#add(path, node);
    } else {
      this.#statement(path, node);
    }
    this.#addIf([...path, 2], extend?.extendee);
    this.#addIf([...path, 4], node.label);
    if (node.kind === 'group') {
      this.#add([...path, 5], node.keyword);
    } else if (node.type !== undefined) {
      const isNamed = node.type.kind === 'mapType' || !isScalar(node.type.text);
      this.#add([...path, isNamed ? 6 : 5], node.type);
    }
    this.#name(path, node.name);
    this.#addIf([...path, 3], node.number);
    this.#fieldOptions(node, path);
    if (node.kind === 'group') {
      this.#group(node, path, place);
    } else if (node.type?.kind === 'mapType') {
      place.counts.next(place.message);
    }
  }

  #group(node: GroupNode, fieldPath: Path, place: Place): void {
    const path = [...place.path, place.message, place.counts.next(place.message)];
    this.#statement(path, node);
    this.#name(path, node.name);
    this.#addIf([...fieldPath, 6], node.name);
    this.#messageBody(node, path);
  }

  #fieldOptions(node: FieldNode | GroupNode, path: Path): void {
    if (node.options === undefined) {
      return;
    }
    const symbol = this.#fieldSymbol(node);
    if (!this.#options.isStripped(symbol)) {
      this.#add([...path, 8], node.options);
    }
    for (const option of node.options.options) {
      switch (pseudoOption(option)) {
        case 'default':
          this.#addIf([...path, 7], option.value);
          break;
        case 'json_name':
          this.#add([...path, 10], option);
          this.#addIf([...path, 10], option.value);
          break;
        case undefined:
          this.#compactOption(symbol, [...path, 8], option);
      }
    }
  }

  /** The field of a group has the node of its message, and stands before it. */
  #fieldSymbol(node: FieldNode | GroupNode): ProtoSymbol | undefined {
    const symbol = this.#symbols.get(node);
    if (node.kind === 'field' || symbol === undefined) {
      return symbol;
    }
    const siblings = symbol.parent?.children ?? this.#file.topLevel;
    return siblings.find((sibling) => sibling.node === node && sibling !== symbol);
  }

  #extensions(node: ExtensionsNode, parent: Path, counts: Counts): void {
    this.#statement([...parent, 5], node);
    const paths = node.ranges.map((range) => {
      const path = [...parent, 5, counts.next(5)];
      this.#range(path, range);
      return path;
    });
    for (const path of paths) {
      this.#compactOptions(node, [...path, 3], node.options);
    }
  }

  #range(path: Path, range: RangeNode): void {
    this.#add(path, range);
    this.#addIf([...path, 1], range.from);
    this.#addIf([...path, 2], range.to ?? range.from);
  }

  #reserved(
    node: ReservedNode,
    parent: Path,
    counts: Counts,
    fields: { readonly ranges: number; readonly names: number },
  ): void {
    const field = node.names.length > 0 ? fields.names : fields.ranges;
    this.#statement([...parent, field], node);
    for (const name of node.names) {
      this.#add([...parent, field, counts.next(field)], name);
    }
    for (const range of node.ranges) {
      this.#range([...parent, fields.ranges, counts.next(fields.ranges)], range);
    }
  }

  #enum(node: EnumNode, path: Path): void {
    this.#statement(path, node, node.keyword.start);
    this.#name(path, node.name);
    const counts = new Counts();
    for (const member of node.members) {
      if (member.kind === 'enumValue') {
        this.#enumValue(member, [...path, 2, counts.next(2)]);
      } else if (member.kind === 'reserved') {
        this.#reserved(member, path, counts, { ranges: 4, names: 5 });
      } else if (member.kind === 'option') {
        this.#option(this.#symbols.get(node), [...path, 3], member);
      }
    }
  }

  #enumValue(node: EnumValueNode, path: Path): void {
    this.#statement(path, node);
    this.#name(path, node.name);
    this.#addIf([...path, 2], node.number);
    this.#compactOptions(this.#symbols.get(node), [...path, 3], node.options);
  }

  #service(node: ServiceNode, path: Path): void {
    this.#statement(path, node);
    this.#name(path, node.name);
    const counts = new Counts();
    for (const member of node.members) {
      if (member.kind === 'method') {
        this.#method(member, [...path, 2, counts.next(2)]);
      } else if (member.kind === 'option') {
        this.#option(this.#symbols.get(node), [...path, 3], member);
      }
    }
  }

  #method(node: MethodNode, path: Path): void {
    this.#statement(path, node);
    this.#name(path, node.name);
    this.#addIf([...path, 5], node.input?.stream);
    this.#addIf([...path, 2], node.input?.type);
    this.#addIf([...path, 6], node.output?.stream);
    this.#addIf([...path, 3], node.output?.type);
    for (const member of node.members) {
      if (member.kind === 'option') {
        this.#option(this.#symbols.get(node), [...path, 4], member);
      }
    }
  }

  #compactOptions(
    key: OptionedElement | undefined,
    path: Path,
    node: CompactOptionsNode | undefined,
  ): void {
    if (node === undefined || this.#options.isStripped(key)) {
      return;
    }
    this.#add(path, node);
    for (const option of node.options) {
      this.#compactOption(key, path, option);
    }
  }

  /** Comments within brackets belong to nothing. */
  #compactOption(key: OptionedElement | undefined, parent: Path, node: OptionNode): void {
    const placed = this.#options.placeOf(key, parent, node);
    if (placed !== undefined) {
      this.#add(placed, node);
    }
  }

  #option(key: OptionedElement | undefined, path: Path, node: OptionNode): void {
    if (this.#options.isStripped(key)) {
      return;
    }
    this.#add(path, node);
    const placed = this.#options.placeOf(key, path, node);
    if (placed !== undefined) {
      this.#statement(placed, node);
    }
  }

  #name(path: Path, name: IdentifierNode | undefined): void {
    this.#addIf([...path, 1], name);
  }

  #addIf(path: Path, span: Span | undefined): void {
    if (span !== undefined) {
      this.#add(path, span);
    }
  }

  #add(path: Path, span: Span): void {
    this.#locations.add(path, span);
  }

  /** A location that carries comments. It may begin behind the first token of its statement. */
  #statement(path: Path, node: Node, start = node.start): void {
    const comments = commentsOf(this.#file.source, node);
    this.#locations.add(path, { start, end: node.end }, comments);
  }
}

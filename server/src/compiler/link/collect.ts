import type {
  DeclarationNode,
  EnumNode,
  ExtendNode,
  FieldNode,
  FileMember,
  FileNode,
  GroupNode,
  IdentifierNode,
  MessageMember,
  MessageNode,
  OneofNode,
  ServiceNode,
} from '../syntax/ast.ts';
import type { FeatureSet } from '../options/featureSet.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import { DefinedSymbol, type DefinitionInit, qualify, type SymbolHome } from './definedSymbol.ts';
import type { SymbolKind } from './model.ts';

/** Every definition of a file, or of a part of it, those whose names clash with an earlier one too. */
export interface Definitions {
  /** The file itself, where its own options are among what is worked on. */
  readonly file: FileNode | undefined;
  readonly topLevel: readonly DefinedSymbol[];
  /** In order of the text, a parent before its children. */
  readonly all: readonly DefinedSymbol[];
  readonly extends: readonly { readonly node: ExtendNode; readonly scope: string }[];
}

/** Where definitions are found, and what is true of all of them. */
export interface CollectInput {
  readonly source: SourceFile;
  /** Those of its members that are looked into; all when absent, and the file itself. */
  readonly members?: readonly FileMember[];
  readonly file?: FileNode;
  readonly packageName: string;
  /** Those of the edition. */
  readonly features: FeatureSet;
  readonly home: SymbolHome;
  /** Definitions that were given out before the tree was read, by full name. */
  readonly promised?: ReadonlyMap<string, DefinedSymbol>;
}

/** Finds what a tree defines. A declaration without a name defines nothing, but its body does not count either. */
export function collectDefinitions(input: CollectInput): Definitions {
  return new Collector(input).run();
}

/** Where a definition stands: the symbol around it and the scope that its name is added to. */
interface Place {
  readonly parent: DefinedSymbol | undefined;
  readonly scope: string;
  readonly extend?: ExtendNode;
  readonly oneof?: DefinedSymbol;
}

class Collector {
  readonly #source: SourceFile;
  readonly #members: readonly FileMember[];
  readonly #file: FileNode | undefined;
  readonly #package: string;
  readonly #features: FeatureSet;
  readonly #home: SymbolHome;
  readonly #promised: ReadonlyMap<string, DefinedSymbol> | undefined;
  readonly #topLevel: DefinedSymbol[] = [];
  readonly #all: DefinedSymbol[] = [];
  readonly #extends: { node: ExtendNode; scope: string }[] = [];

  constructor({ source, members, file, packageName, features, home, promised }: CollectInput) {
    this.#source = source;
    this.#members = members ?? source.tree.members;
    this.#file = members === undefined ? source.tree : file;
    this.#features = features;
    this.#home = home;
    this.#package = packageName;
    this.#promised = promised;
  }

  run(): Definitions {
    const place = { parent: undefined, scope: this.#package };
    for (const member of this.#members) {
      this.#member(member, place);
    }
    return { file: this.#file, topLevel: this.#topLevel, all: this.#all, extends: this.#extends };
  }

  #member(node: FileMember | MessageMember, place: Place): void {
    switch (node.kind) {
      case 'message':
        this.#message(node, place);
        break;
      case 'enum':
        this.#enum(node, place);
        break;
      case 'service':
        this.#service(node, place);
        break;
      case 'extend':
        this.#extends.push({ node, scope: place.scope });
        for (const member of node.members) {
          this.#member(member, { ...place, extend: node });
        }
        break;
      case 'field':
        this.#field(node, place);
        break;
      case 'group':
        this.#group(node, place);
        break;
      case 'oneof':
        this.#oneof(node, place);
        break;
      default:
    }
  }

  #message(node: MessageNode, place: Place): void {
    const symbol = this.#define('message', node, node.name, place);
    if (symbol !== undefined) {
      this.#body(node.members, symbol);
    }
  }

  #body(members: readonly MessageMember[], parent: DefinedSymbol): void {
    const place = { parent, scope: parent.fullName };
    for (const member of members) {
      this.#member(member, place);
    }
  }

  #field(node: FieldNode, place: Place): DefinedSymbol | undefined {
    return this.#define(place.extend ? 'extension' : 'field', node, node.name, place);
  }

  /** A group is a field in lower case and a message as written. */
  #group(node: GroupNode, place: Place): void {
    if (node.name === undefined) {
      return;
    }
    const kind = place.extend ? 'extension' : 'field';
    this.#define(kind, node, node.name, place, node.name.text.toLowerCase());
    const message = this.#define('message', node, node.name, place);
    if (message !== undefined) {
      this.#body(node.members, message);
    }
  }

  #oneof(node: OneofNode, place: Place): void {
    const symbol = this.#define('oneof', node, node.name, place);
    for (const member of node.members) {
      if (member.kind === 'field' || member.kind === 'group') {
        this.#member(member, symbol === undefined ? place : { ...place, oneof: symbol });
      }
    }
  }

  #enum(node: EnumNode, place: Place): void {
    const parent = this.#define('enum', node, node.name, place);
    if (parent === undefined) {
      return;
    }
    for (const member of node.members) {
      if (member.kind === 'enumValue') {
        this.#define('enumValue', member, member.name, { parent, scope: place.scope });
      }
    }
  }

  #service(node: ServiceNode, place: Place): void {
    const parent = this.#define('service', node, node.name, place);
    if (parent === undefined) {
      return;
    }
    for (const member of node.members) {
      if (member.kind === 'method') {
        this.#define('method', member, member.name, { parent, scope: parent.fullName });
      }
    }
  }

  #define(
    kind: SymbolKind,
    node: DeclarationNode,
    nameNode: IdentifierNode | undefined,
    place: Place,
    name = nameNode?.text,
  ): DefinedSymbol | undefined {
    if (nameNode === undefined || name === undefined) {
      return undefined;
    }
    const file = this.#source;
    const { parent, scope, extend, oneof } = place;
    const { features, home } = { features: this.#features, home: this.#home };
    const init = { kind, name, scope, file, node, nameNode, parent, extend, oneof, features, home };
    const symbol = this.#keepPromise(init) ?? new DefinedSymbol(init);
    this.#all.push(symbol);
    (place.parent?.children ?? this.#topLevel).push(symbol);
    return symbol;
  }
  #keepPromise(init: DefinitionInit): DefinedSymbol | undefined {
    const { kind, name, scope } = init;
    const symbol = this.#promised?.size ? this.#promised.get(qualify(scope, name)) : undefined;
    const isIt = symbol?.kind === kind && !symbol.isDeclared;
    if (isIt) {
      symbol.declare(init);
    }
    return isIt ? symbol : undefined;
  }
}

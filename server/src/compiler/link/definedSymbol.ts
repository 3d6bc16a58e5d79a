import type { FeatureSet } from '../options/featureSet.ts';
import type { DeclarationNode, ExtendNode, IdentifierNode } from '../syntax/ast.ts';
import { saysDeprecated } from '../syntax/deprecation.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import type { FieldFacts, ProtoSymbol, SymbolKind } from './model.ts';

/** The file of some definitions, whose later phases run when something of theirs is asked for. */
export interface SymbolHome {
  /** Resolves references, options and features, unless that is done or under way. */
  settle(): void;
  /** Whether anything in the file may change the features that its edition has. */
  readonly setsFeatures: boolean;
  /** Looks into the tree for a definition that was promised, and calls its `declare`. */
  look?(fullName: string): void;
}

/** What is known of a definition before its tree. */
export interface PromiseInit {
  readonly kind: SymbolKind;
  readonly name: string;
  readonly scope: string;
  readonly file: SourceFile;
  /** Those of the edition, until the options are interpreted. */
  readonly features: FeatureSet;
  readonly home: SymbolHome;
  /** Where it is known without the tree. */
  readonly isDeprecated?: boolean;
}

/** What the tree says of a definition. */
export interface Declaration {
  readonly node: DeclarationNode;
  readonly nameNode: IdentifierNode;
  readonly parent: DefinedSymbol | undefined;
  readonly extend?: ExtendNode | undefined;
  readonly oneof?: DefinedSymbol | undefined;
  readonly home: SymbolHome;
}

/** What a definition is made from; see `ProtoSymbol` for the parts that it keeps. */
export type DefinitionInit = PromiseInit & Declaration;

/**
 * A definition. Its names are there at once; the phases that fill the rest run when that is asked for.
 * One that is promised has no tree either until then.
 */
export class DefinedSymbol implements ProtoSymbol {
  readonly kind: SymbolKind;
  readonly fullName: string;
  readonly name: string;
  /** Full name of the package, message or service around it; an enum value's leaves its enum out. */
  readonly scope: string;
  readonly file: SourceFile;
  readonly #children: DefinedSymbol[] = [];
  #node: DeclarationNode | undefined;
  #nameSpan: IdentifierNode | undefined;
  #parent: DefinedSymbol | undefined;
  #extend: ExtendNode | undefined;
  #oneof: DefinedSymbol | undefined;
  #home: SymbolHome;
  #field: FieldFacts | undefined;
  #features: FeatureSet;
  #isDeprecated: boolean | undefined;

  constructor(init: DefinitionInit | PromiseInit) {
    this.kind = init.kind;
    this.name = init.name;
    this.scope = init.scope;
    this.fullName = qualify(init.scope, init.name);
    this.file = init.file;
    this.#features = init.features;
    this.#home = init.home;
    this.#isDeprecated = init.isDeprecated;
    if ('node' in init) {
      this.declare(init);
    }
  }

  /** Says where in the tree it is. */
  declare({ node, nameNode, parent, extend, oneof, home }: Declaration): void {
    this.#node = node;
    this.#nameSpan = nameNode;
    this.#parent = parent;
    this.#extend = extend;
    this.#oneof = oneof;
    this.#home = home;
  }

  /** False for one that is promised until somebody asks for what the tree says of it. */
  get isDeclared(): boolean {
    return this.#node !== undefined;
  }

  get node(): DeclarationNode {
    return this.#node ?? this.#look();
  }

  get nameSpan(): IdentifierNode {
    this.#look();
    return this.#nameSpan ?? nowhere;
  }

  get parent(): DefinedSymbol | undefined {
    this.#look();
    return this.#parent;
  }

  get children(): DefinedSymbol[] {
    this.#look();
    return this.#children;
  }

  /** The `extend` block around an extension, or around the group whose message this is. */
  get extend(): ExtendNode | undefined {
    this.#look();
    return this.#extend;
  }

  get oneof(): DefinedSymbol | undefined {
    this.#look();
    return this.#oneof;
  }

  get home(): SymbolHome {
    this.#look();
    return this.#home;
  }

  get field(): FieldFacts | undefined {
    if (this.#isField) {
      this.home.settle();
    }
    return this.#field;
  }

  set field(facts: FieldFacts | undefined) {
    this.#field = facts;
  }

  get features(): FeatureSet {
    if (this.#isField || this.#home.setsFeatures) {
      this.home.settle();
    }
    return this.#features;
  }

  set features(features: FeatureSet) {
    this.#features = features;
  }

  get isDeprecated(): boolean {
    return (this.#isDeprecated ??= saysDeprecated(this.node));
  }

  get #isField(): boolean {
    return this.kind === 'field' || this.kind === 'extension';
  }

  /** The file may say something else than it did when the definition was promised. */
  #look(): DeclarationNode {
    if (this.#node === undefined) {
      this.#home.look?.(this.fullName);
    }
    return (this.#node ??= absent);
  }
}

const nowhere: IdentifierNode = { kind: 'identifier', start: 0, end: 0, text: '' };
/** A message or an enum that is not there any more, until the file is read anew. */
const absent: DeclarationNode = {
  kind: 'message',
  start: 0,
  end: 0,
  visibility: undefined,
  keyword: nowhere,
  name: undefined,
  body: undefined,
  members: [],
};

/** `scope.name`, or `name` alone for the empty scope. */
export function qualify(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}

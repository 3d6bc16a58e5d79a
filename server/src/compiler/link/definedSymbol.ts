import type { FeatureSet } from '../options/featureSet.ts';
import type { DeclarationNode, ExtendNode, IdentifierNode } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import type { FieldFacts, ProtoSymbol, SymbolKind } from './model.ts';

/** The file of some definitions, whose later phases run when something of theirs is asked for. */
export interface SymbolHome {
  /** Resolves references, options and features, unless that is done or under way. */
  settle(): void;
  /** Whether anything in the file may change the features that its edition has. */
  readonly setsFeatures: boolean;
}

/** What a definition is made from; see `ProtoSymbol` for the parts that it keeps. */
export interface DefinitionInit {
  readonly kind: SymbolKind;
  readonly name: string;
  readonly scope: string;
  readonly file: SourceFile;
  readonly node: DeclarationNode;
  readonly nameNode: IdentifierNode;
  readonly parent: DefinedSymbol | undefined;
  readonly extend?: ExtendNode | undefined;
  readonly oneof?: DefinedSymbol | undefined;
  /** Those of the edition, until the options are interpreted. */
  readonly features: FeatureSet;
  readonly home: SymbolHome;
}

/** A definition. Its names are there at once; the phases that fill the rest run when that is asked for. */
export class DefinedSymbol implements ProtoSymbol {
  readonly kind: SymbolKind;
  readonly fullName: string;
  readonly name: string;
  /** Full name of the package, message or service around it; an enum value's leaves its enum out. */
  readonly scope: string;
  readonly file: SourceFile;
  readonly node: DeclarationNode;
  readonly nameSpan: IdentifierNode;
  readonly parent: DefinedSymbol | undefined;
  readonly children: DefinedSymbol[] = [];
  /** The `extend` block around an extension, or around the group whose message this is. */
  readonly extend: ExtendNode | undefined;
  readonly oneof: DefinedSymbol | undefined;
  readonly home: SymbolHome;
  #field: FieldFacts | undefined;
  #features: FeatureSet;

  constructor(init: DefinitionInit) {
    this.kind = init.kind;
    this.name = init.name;
    this.scope = init.scope;
    this.fullName = qualify(init.scope, init.name);
    this.file = init.file;
    this.node = init.node;
    this.nameSpan = init.nameNode;
    this.parent = init.parent;
    this.extend = init.extend;
    this.oneof = init.oneof;
    this.home = init.home;
    this.#features = init.features;
  }

  get field(): FieldFacts | undefined {
    this.home.settle();
    return this.#field;
  }

  set field(facts: FieldFacts | undefined) {
    this.#field = facts;
  }

  get features(): FeatureSet {
    if (this.home.setsFeatures || this.kind === 'field' || this.kind === 'extension') {
      this.home.settle();
    }
    return this.#features;
  }

  set features(features: FeatureSet) {
    this.#features = features;
  }
}

/** `scope.name`, or `name` alone for the empty scope. */
export function qualify(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}

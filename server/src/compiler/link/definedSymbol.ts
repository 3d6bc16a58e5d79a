import type { FeatureSet } from '../options/featureSet.ts';
import type { DeclarationNode, ExtendNode, IdentifierNode } from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import type { FieldFacts, ProtoSymbol, SymbolKind } from './model.ts';

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
}

/** A symbol while its file is being linked: the phases fill `children` and `field`. */
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
  field: FieldFacts | undefined;
  features: FeatureSet;

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
    this.features = init.features;
  }
}

/** `scope.name`, or `name` alone for the empty scope. */
export function qualify(scope: string, name: string): string {
  return scope === '' ? name : `${scope}.${name}`;
}

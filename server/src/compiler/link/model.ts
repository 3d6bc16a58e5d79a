/**
 * What linking makes of a parsed file: symbols, scopes and resolved references. The syntax tree is
 * never written to; everything here refers to its nodes.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { FeatureSet } from '../options/featureSet.ts';
import type { InterpretedOptions } from '../options/values.ts';
import type {
  DeclarationNode,
  ExtensionsNode,
  FileNode,
  ImportNode,
  LiteralFieldNode,
  NameNode,
  OptionNamePart,
  Span,
} from '../syntax/ast.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import type { LinkMemory } from './memory.ts';

export type SymbolKind =
  'message' | 'enum' | 'enumValue' | 'field' | 'extension' | 'oneof' | 'service' | 'method';

/** A named definition. One object per definition, compared by identity. */
export interface ProtoSymbol {
  readonly kind: SymbolKind;
  /** Without a leading dot. An enum value's is in the scope of its enum's parent. */
  readonly fullName: string;
  readonly name: string;
  readonly file: SourceFile;
  readonly node: DeclarationNode;
  /** Where the name is written, for definition and rename. */
  readonly nameSpan: Span;
  /** The message, enum or service around it; absent at file level. */
  readonly parent: ProtoSymbol | undefined;
  /** In order of the text. A group's field and message are two symbols. */
  readonly children: readonly ProtoSymbol[];
  /** What a field or an extension holds; absent for the other kinds. */
  readonly field: FieldFacts | undefined;
  /** The features that hold for it; known once the options of its file are interpreted. */
  readonly features: FeatureSet;
  /** Whether it says so in the plain form `deprecated = true`. */
  readonly isDeprecated: boolean;
}

/** The types that need no definition, by the word that a file writes. */
export type ScalarType =
  | 'double'
  | 'float'
  | 'int64'
  | 'uint64'
  | 'int32'
  | 'fixed64'
  | 'fixed32'
  | 'bool'
  | 'string'
  | 'bytes'
  | 'uint32'
  | 'sfixed32'
  | 'sfixed64'
  | 'sint32'
  | 'sint64';

/** `unresolved` stands for a type that is absent, or whose name resolves to none. */
export type FieldType =
  | { readonly kind: 'scalar'; readonly scalar: ScalarType }
  | { readonly kind: 'message'; readonly symbol: ProtoSymbol }
  | { readonly kind: 'group'; readonly symbol: ProtoSymbol }
  | { readonly kind: 'enum'; readonly symbol: ProtoSymbol }
  /** `entry` is the message that the map stands for, with the fields `key` and `value`. */
  | { readonly kind: 'map'; readonly entry: ProtoSymbol }
  | { readonly kind: 'unresolved' };

/** A field or an extension as linking understands it. */
export interface FieldFacts {
  /** As written; undefined when absent or out of the range of an int32. */
  readonly number: number | undefined;
  /** A map is repeated. */
  readonly label: 'optional' | 'required' | 'repeated';
  readonly type: FieldType;
  /** The message that an extension extends, where its name resolves. */
  readonly extendee: ProtoSymbol | undefined;
  /** The oneof around it. */
  readonly oneof: ProtoSymbol | undefined;
  /** The features that hold for it; known once the options of its file are interpreted. */
  readonly features: FeatureSet;
  /** Whether a repeated scalar is written packed. */
  readonly packed: boolean;
  /** Whether its retention is the source, so that options drop it from descriptors at run time. */
  readonly isSourceOnly: boolean;
  /** Where and when it may be set, for a field that is an option or a part of one. */
  readonly optionRules: OptionRules | undefined;
}

/** What a field says of its use as an option: its `targets` and its `feature_support`. */
export interface OptionRules {
  /** Numbers of `FieldOptions.OptionTargetType`; none stands for any. */
  readonly targets: readonly bigint[];
  /** Editions as `google.protobuf.Edition` numbers them. */
  readonly introduced: number | undefined;
  readonly deprecated: number | undefined;
  readonly removed: number | undefined;
  readonly deprecationWarning: string | undefined;
  readonly removalError: string | undefined;
}

export interface ResolvedImport {
  readonly node: ImportNode;
  readonly path: string;
  readonly isPublic: boolean;
  /** Absent when the import does not resolve, or closes a cycle. */
  readonly file: LinkedFile | undefined;
}

/** The dialect of a file. `editions` goes with an edition number of 1000 and more. */
export type Syntax = 'proto2' | 'proto3' | 'editions';

/** What can carry options: a definition, the file itself, or the extension ranges of a statement. */
export type OptionedElement = ProtoSymbol | FileNode | ExtensionsNode;

/** A place that names a symbol. A bare span is a word within an option's value. */
export type Reference = NameNode | OptionNamePart | LiteralFieldNode | Span;

/** A declaration at file level; or all others, or the whole of a small file. */
export interface LinkedPart {
  /**
   * The same object for two texts of a file only if the part says the same in both, and all that it
   * refers to does; it may stand elsewhere.
   */
  readonly meaning: object;
  /** Where it stands. */
  readonly start: number;
  /** The names that it adds to the package. */
  readonly own: readonly string[];
  readonly symbols: readonly ProtoSymbol[];
  /** Known once the part is settled, and all of them once those of the file have been asked for. */
  readonly references: ReadonlyMap<Reference, ProtoSymbol>;
  /** Makes `references` known. Those of a part that is new are. */
  settle(): void;
}

export interface LinkedFile {
  readonly source: SourceFile;
  readonly packageName: string;
  readonly syntax: Syntax;
  /** As `google.protobuf.Edition` numbers them: 998 for proto2, 999 for proto3, 1000 for 2023. */
  readonly edition: number;
  readonly imports: readonly ResolvedImport[];
  /** The files of `imports`, each once. They are known before the file itself is looked into. */
  readonly imported: readonly LinkedFile[];
  readonly hasPublicImports: boolean;
  /** Whether it is for the lite runtime. */
  readonly isLite: boolean;
  /** Every symbol that this file defines, nested ones too, by full name; the first wins. */
  readonly symbols: ReadonlyMap<string, ProtoSymbol>;
  /** File-level symbols, in order of the text. */
  readonly topLevel: readonly ProtoSymbol[];
  /**
   * What each reference in this file stands for: field and method types, extendees, the steps of
   * option names, fields, enum values and extensions in option values.
   */
  readonly references: ReadonlyMap<Reference, ProtoSymbol>;
  /** In order of the text, those of what is not a declaration first. */
  readonly parts: readonly LinkedPart[];
  /**
   * What makes linking the next text of the file quick; the one that was passed in until its own
   * findings are known. Absent for a small file.
   */
  readonly memory: LinkMemory | undefined;
  /** Findings of linking, options and checks; those of syntax stay on `source`. */
  readonly diagnostics: readonly Diagnostic[];
  /** This file and those that it re-exports through public imports, itself first. */
  readonly exported: readonly LinkedFile[];
  /** All that this file can see: itself, its imports, and public imports of those. */
  readonly visible: readonly LinkedFile[];
  /** The interpreted options of each element that has some. */
  readonly options: ReadonlyMap<OptionedElement, InterpretedOptions>;
  /** Those of one of its elements, the rest of which may never be needed. */
  optionsOf(element: OptionedElement): InterpretedOptions | undefined;
  /** The features that hold where a definition says nothing else. */
  readonly features: FeatureSet;
  /** The `google/protobuf/descriptor.proto` that this file is or imports, however indirectly. */
  readonly descriptorProto: LinkedFile | undefined;
  /** The last parts of the names that it defines below its package. */
  ownNames(): Iterable<string>;
  /** One of `symbols`, the rest of which may never be needed. */
  find(fullName: string): ProtoSymbol | undefined;
  /** Looks a full name up in this file and all it can see (imports, and public imports of those). */
  lookup(fullName: string): ProtoSymbol | undefined;
}

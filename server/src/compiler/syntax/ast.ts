/**
 * The syntax tree of a `.proto` file: plain readonly values, discriminated by `kind`.
 *
 * Offsets are UTF-16 code units into the source text, `end` exclusive. A node spans from its first
 * token to the end of its last one (its `;` or `}` included), never the comments around it; a block
 * that is never closed reaches to the token that is outside it, or the end of the text. A part
 * that the text lacks is absent (`undefined`), so a half-typed statement still gives a node. Meaning
 * (symbols, resolved types, interpreted options) is never stored here: see `link/model.ts`.
 */

/** A range of the source text, in UTF-16 code units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One identifier as written; keywords are identifiers too, since any keyword may be a name. */
export interface IdentifierNode extends Span {
  readonly kind: 'identifier';
  readonly text: string;
}

/**
 * A possibly qualified, possibly fully qualified reference such as `.google.protobuf.Any`.
 * `text` has no white space or comments, and keeps the leading dot. A half-typed `foo.` ends in a
 * dot and has only the parts that are there.
 */
export interface NameNode extends Span {
  readonly kind: 'name';
  readonly text: string;
  readonly absolute: boolean;
  readonly parts: readonly IdentifierNode[];
}

export interface StringNode extends Span {
  readonly kind: 'string';
  /** The unescaped bytes of all adjacent literals, joined. */
  readonly bytes: Uint8Array;
  /** `bytes` read as UTF-8 (ill-formed sequences replaced). */
  readonly value: string;
  /** The literals that are joined, quotes included. */
  readonly literals: readonly Span[];
}

export interface IntegerNode extends Span {
  readonly kind: 'integer';
  /** Always non-negative: a sign is a part of the construct around it. */
  readonly value: bigint;
  readonly text: string;
}

export interface FloatNode extends Span {
  readonly kind: 'float';
  readonly value: number;
  readonly text: string;
}

/** A signed number or word: `-1`, `-inf`. `sign` spans the minus. */
export interface NegativeNode extends Span {
  readonly kind: 'negative';
  readonly sign: Span;
  readonly operand: IntegerNode | FloatNode | IdentifierNode | undefined;
}

/** A text-format message: `{ name: value [ext.name] { … } }`. `<…>` is accepted too. */
export interface MessageLiteralNode extends Span {
  readonly kind: 'messageLiteral';
  readonly fields: readonly LiteralFieldNode[];
  /** The text between the braces, from after the opening to before the closing one. */
  readonly body: Span;
}

export interface LiteralFieldNode extends Span {
  readonly kind: 'literalField';
  readonly name: LiteralFieldName;
  readonly colon: Span | undefined;
  readonly value: ValueNode | undefined;
}

export type LiteralFieldName =
  | IdentifierNode
  /** `[pkg.extension]` */
  | (Span & { readonly kind: 'extensionName'; readonly name: NameNode })
  /** `[type.googleapis.com/pkg.Message]`; the prefix is without its last slash. */
  | (Span & { readonly kind: 'anyName'; readonly urlPrefix: string; readonly name: NameNode });

export interface ListLiteralNode extends Span {
  readonly kind: 'listLiteral';
  readonly items: readonly ValueNode[];
}

export type ScalarValueNode = StringNode | IntegerNode | FloatNode | NegativeNode | IdentifierNode;
export type ValueNode = ScalarValueNode | MessageLiteralNode | ListLiteralNode;

/** One step of an option's name: `deprecated`, or `(pkg.extension)`. */
export interface OptionNamePart extends Span {
  readonly kind: 'optionNamePart';
  readonly isExtension: boolean;
  readonly name: NameNode;
}

/** `option a.(b).c = value;` as a statement, or `a.(b).c = value` within brackets. */
export interface OptionNode extends Span {
  readonly kind: 'option';
  readonly name: readonly OptionNamePart[];
  /** The whole of the name, from the first part to the last. */
  readonly nameSpan: Span;
  readonly value: ValueNode | undefined;
}

/** `[a = 1, b = 2]`. */
export interface CompactOptionsNode extends Span {
  readonly kind: 'compactOptions';
  readonly options: readonly OptionNode[];
}

/** `syntax = "proto3";` or `edition = "2023";` */
export interface SyntaxNode extends Span {
  readonly kind: 'syntax';
  readonly keyword: IdentifierNode;
  readonly value: StringNode | undefined;
}

export interface PackageNode extends Span {
  readonly kind: 'package';
  readonly keyword: IdentifierNode;
  readonly name: NameNode | undefined;
}

export interface ImportNode extends Span {
  readonly kind: 'import';
  readonly keyword: IdentifierNode;
  /** `public`, `weak` or `option`, as written. */
  readonly modifier: IdentifierNode | undefined;
  readonly path: StringNode | undefined;
}

export type Label = 'optional' | 'required' | 'repeated';

export interface LabelNode extends Span {
  readonly kind: 'label';
  readonly label: Label;
}

/** `map<key, value>`; the spans of `key` and `value` are theirs alone. */
export interface MapTypeNode extends Span {
  readonly kind: 'mapType';
  readonly key: NameNode | undefined;
  readonly value: NameNode | undefined;
}

/** A field of a message, an extension or a oneof: scalar, message, enum or map. */
export interface FieldNode extends Span {
  readonly kind: 'field';
  readonly label: LabelNode | undefined;
  readonly type: NameNode | MapTypeNode | undefined;
  readonly name: IdentifierNode | undefined;
  readonly number: IntegerNode | NegativeNode | undefined;
  readonly options: CompactOptionsNode | undefined;
}

/** `optional group Name = 1 { … }`: a field and a message in one. */
export interface GroupNode extends Span {
  readonly kind: 'group';
  readonly label: LabelNode | undefined;
  readonly keyword: IdentifierNode;
  readonly name: IdentifierNode | undefined;
  readonly number: IntegerNode | NegativeNode | undefined;
  readonly options: CompactOptionsNode | undefined;
  readonly body: Span | undefined;
  readonly members: readonly MessageMember[];
}

export interface OneofNode extends Span {
  readonly kind: 'oneof';
  readonly keyword: IdentifierNode;
  readonly name: IdentifierNode | undefined;
  readonly body: Span | undefined;
  readonly members: readonly (FieldNode | GroupNode | OptionNode | EmptyNode | ErrorNode)[];
}

/** `1`, `1 to 5`, `1 to max`; the end is inclusive as written. */
export interface RangeNode extends Span {
  readonly kind: 'range';
  readonly from: IntegerNode | NegativeNode | undefined;
  /** Absent for a single number. */
  readonly to: IntegerNode | NegativeNode | (Span & { readonly kind: 'max' }) | undefined;
}

export interface ExtensionsNode extends Span {
  readonly kind: 'extensions';
  readonly keyword: IdentifierNode;
  readonly ranges: readonly RangeNode[];
  readonly options: CompactOptionsNode | undefined;
}

export interface ReservedNode extends Span {
  readonly kind: 'reserved';
  readonly keyword: IdentifierNode;
  readonly ranges: readonly RangeNode[];
  /** Strings up to proto3, identifiers from edition 2023 on; both are parsed anywhere. */
  readonly names: readonly (StringNode | IdentifierNode)[];
}

/** `export` or `local`, from edition 2024 on. */
export interface VisibilityNode extends Span {
  readonly kind: 'visibility';
  readonly visibility: 'export' | 'local';
}

export interface MessageNode extends Span {
  readonly kind: 'message';
  readonly visibility: VisibilityNode | undefined;
  readonly keyword: IdentifierNode;
  readonly name: IdentifierNode | undefined;
  /** Between the braces; absent when there is no opening brace. */
  readonly body: Span | undefined;
  readonly members: readonly MessageMember[];
}

export type MessageMember =
  | FieldNode
  | GroupNode
  | OneofNode
  | MessageNode
  | EnumNode
  | ExtendNode
  | ExtensionsNode
  | ReservedNode
  | OptionNode
  | EmptyNode
  | ErrorNode;

export interface ExtendNode extends Span {
  readonly kind: 'extend';
  readonly keyword: IdentifierNode;
  readonly extendee: NameNode | undefined;
  readonly body: Span | undefined;
  readonly members: readonly (FieldNode | GroupNode | OptionNode | EmptyNode | ErrorNode)[];
}

export interface EnumValueNode extends Span {
  readonly kind: 'enumValue';
  readonly name: IdentifierNode;
  readonly number: IntegerNode | NegativeNode | undefined;
  readonly options: CompactOptionsNode | undefined;
}

export interface EnumNode extends Span {
  readonly kind: 'enum';
  readonly visibility: VisibilityNode | undefined;
  readonly keyword: IdentifierNode;
  readonly name: IdentifierNode | undefined;
  readonly body: Span | undefined;
  readonly members: readonly (EnumValueNode | ReservedNode | OptionNode | EmptyNode | ErrorNode)[];
}

/** `(stream pkg.Message)`; the span covers the parentheses. */
export interface MethodTypeNode extends Span {
  readonly kind: 'methodType';
  readonly stream: IdentifierNode | undefined;
  readonly type: NameNode | undefined;
}

export interface MethodNode extends Span {
  readonly kind: 'method';
  readonly keyword: IdentifierNode;
  readonly name: IdentifierNode | undefined;
  readonly input: MethodTypeNode | undefined;
  readonly output: MethodTypeNode | undefined;
  /** Present when the method has a block instead of a semicolon. */
  readonly body: Span | undefined;
  readonly members: readonly (OptionNode | EmptyNode | ErrorNode)[];
}

export interface ServiceNode extends Span {
  readonly kind: 'service';
  readonly keyword: IdentifierNode;
  readonly name: IdentifierNode | undefined;
  readonly body: Span | undefined;
  readonly members: readonly (MethodNode | OptionNode | EmptyNode | ErrorNode)[];
}

/** A lone `;`. */
export interface EmptyNode extends Span {
  readonly kind: 'empty';
}

/** Tokens that fit no statement; a diagnostic says why. Never zero-width. */
export interface ErrorNode extends Span {
  readonly kind: 'error';
}

export type FileMember =
  | SyntaxNode
  | PackageNode
  | ImportNode
  | OptionNode
  | MessageNode
  | EnumNode
  | ExtendNode
  | ServiceNode
  | EmptyNode
  | ErrorNode;

export interface FileNode extends Span {
  readonly kind: 'file';
  readonly members: readonly FileMember[];
}

/** Every node kind that declares something with a name in the symbol table. */
export type DeclarationNode =
  | MessageNode
  | GroupNode
  | EnumNode
  | EnumValueNode
  | FieldNode
  | OneofNode
  | ServiceNode
  | MethodNode;

export type Node =
  | FileNode
  | FileMember
  | MessageMember
  | EnumValueNode
  | MethodNode
  | MethodTypeNode
  | MapTypeNode
  | LabelNode
  | VisibilityNode
  | RangeNode
  | CompactOptionsNode
  | OptionNamePart
  | LiteralFieldNode
  | ValueNode
  | NameNode;

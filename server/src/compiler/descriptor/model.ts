/**
 * The messages of descriptor.proto as plain values, field for field what protoc writes. Options are
 * bytes: what the fields of an options message are depends on the extensions in scope.
 */
export interface FileDescriptor {
  readonly name: string;
  readonly package: string;
  readonly dependency: readonly string[];
  /** Indexes into `dependency`. */
  readonly publicDependency: readonly number[];
  readonly weakDependency: readonly number[];
  readonly optionDependency: readonly string[];
  readonly messageType: readonly MessageDescriptor[];
  readonly enumType: readonly EnumDescriptor[];
  readonly service: readonly ServiceDescriptor[];
  readonly extension: readonly FieldDescriptor[];
  readonly options: Uint8Array | undefined;
  /** A `google.protobuf.SourceCodeInfo` as bytes, since nothing reads it here. */
  readonly sourceCodeInfo: Uint8Array | undefined;
  /** `proto3` or `editions`; absent for proto2. */
  readonly syntax: string | undefined;
  /** A number of `google.protobuf.Edition`, for editions alone. */
  readonly edition: number | undefined;
}

export interface MessageDescriptor {
  readonly name: string;
  readonly field: readonly FieldDescriptor[];
  readonly nestedType: readonly MessageDescriptor[];
  readonly enumType: readonly EnumDescriptor[];
  readonly extensionRange: readonly RangeDescriptor[];
  readonly extension: readonly FieldDescriptor[];
  readonly options: Uint8Array | undefined;
  readonly oneofDecl: readonly OneofDescriptor[];
  readonly reservedRange: readonly RangeDescriptor[];
  readonly reservedName: readonly string[];
  readonly visibility: number | undefined;
}

/** A range of numbers; the end is exclusive but for the reserved numbers of an enum. */
export interface RangeDescriptor {
  readonly start: number;
  readonly end: number;
  readonly options?: Uint8Array | undefined;
}

export interface FieldDescriptor {
  readonly name: string;
  /** Full name with a leading dot, as is `typeName`. */
  readonly extendee: string | undefined;
  readonly number: number;
  readonly label: number;
  readonly type: number;
  readonly typeName: string | undefined;
  /** Bytes, since the default of a string field may be any. */
  readonly defaultValue: Uint8Array | undefined;
  readonly options: Uint8Array | undefined;
  readonly oneofIndex: number | undefined;
  /** Text for the default; bytes where a file sets it, since that may be any. */
  readonly jsonName: Uint8Array | string;
  readonly proto3Optional: boolean;
}

export interface OneofDescriptor {
  readonly name: string;
  readonly options: Uint8Array | undefined;
}

export interface EnumDescriptor {
  readonly name: string;
  readonly value: readonly EnumValueDescriptor[];
  readonly options: Uint8Array | undefined;
  readonly reservedRange: readonly RangeDescriptor[];
  readonly reservedName: readonly string[];
  readonly visibility: number | undefined;
}

export interface EnumValueDescriptor {
  readonly name: string;
  readonly number: number;
  readonly options: Uint8Array | undefined;
}

export interface ServiceDescriptor {
  readonly name: string;
  readonly method: readonly MethodDescriptor[];
  readonly options: Uint8Array | undefined;
}

export interface MethodDescriptor {
  readonly name: string;
  readonly inputType: string;
  readonly outputType: string;
  readonly options: Uint8Array | undefined;
  readonly clientStreaming: boolean;
  readonly serverStreaming: boolean;
}

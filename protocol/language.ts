/**
 * Requests between the client and the language server beside LSP. Declarations only.
 *
 * Every entry maps a method to the shapes of its parameters and its result; a failure is an LSP
 * response error whose message can be shown to a person as it stands.
 */

/** A `FileDescriptorSet` with everything that it imports, in topological order. */
export interface DescriptorSetResult {
  /** The serialized set, in base64. */
  readonly base64: string;
}

export type MethodKind = 'unary' | 'serverStreaming' | 'clientStreaming' | 'bidiStreaming';

export interface WorkspaceMethod {
  /** Full name of the service, without a leading dot. */
  readonly service: string;
  readonly method: string;
  readonly kind: MethodKind;
  /** Document that defines it. */
  readonly uri: string;
}

/** A generator that the extension carries. */
export type GeneratorId = 'protobuf-es';

export interface GenerateCodeParams {
  /** The documents to generate for; imports are generated only when `includeImports` is set. */
  readonly uris: readonly string[];
  readonly generator: GeneratorId;
  /** Folder URI; nothing is written outside of it. */
  readonly outputFolder: string;
  /** Passed to the generator as its parameter, such as `target=ts`. */
  readonly parameter: string;
  readonly includeImports: boolean;
}

export interface GenerateCodeResult {
  /** URIs of the files written, sorted. */
  readonly written: readonly string[];
  /** URIs of the files that held the generated text already, sorted. */
  readonly unchanged: readonly string[];
}

export interface LanguageRequests {
  /** Descriptors for calling a method or for another tool. */
  'protoAtlas/descriptorSet': {
    readonly params:
      | { readonly uri: string }
      /** Full name of a service or message anywhere in the workspace. */
      | { readonly symbol: string };
    readonly result: DescriptorSetResult;
  };
  /** Every rpc of the workspace, sorted by service and in order of the text within it. */
  'protoAtlas/methods': {
    readonly params: Record<string, never>;
    readonly result: { readonly methods: readonly WorkspaceMethod[] };
  };
  'protoAtlas/generateCode': {
    readonly params: GenerateCodeParams;
    readonly result: GenerateCodeResult;
  };
  /** The text of a built-in file such as `google/protobuf/any.proto`, by its import path. */
  'protoAtlas/wellKnownText': {
    readonly params: { readonly path: string };
    readonly result: { readonly text: string };
  };
}

/** Arguments of the command behind the lens above an rpc. */
export interface CallMethodArguments {
  readonly uri: string;
  readonly service: string;
  readonly method: string;
}

/** Arguments of the command behind the lens that counts references: a name and where it is defined. */
export interface ShowReferencesArguments {
  readonly uri: string;
  /** 0-based, UTF-16. */
  readonly line: number;
  readonly character: number;
}

/** Commands that the language server's lenses and actions ask the client to run. */
export interface LanguageCommands {
  'protoAtlas.callMethod': readonly [CallMethodArguments];
  'protoAtlas.showReferences': readonly [ShowReferencesArguments];
}

/** What the client passes as LSP `initializationOptions`, and again in `didChangeConfiguration`. */
export interface LanguageSettings {
  /** Import roots as set by the user, absolute paths or relative to a workspace folder. */
  readonly importRoots: readonly string[];
  /** Lint rules and categories for files that no `buf.yaml` speaks of; none when absent. */
  readonly lint?: { readonly use: readonly string[] };
  /** Kinds that are absent are as by default. */
  readonly inlayHints?: InlayHintSettings;
  readonly codeLens?: CodeLensSettings;
}

/** What is shown in the text that is not written there, kind by kind. */
export interface InlayHintSettings {
  /** Behind an edition the features of the file. On by default. */
  readonly features?: boolean;
  /** The package of a type whose short name several visible packages have. On by default. */
  readonly packages?: boolean;
  /** The bytes before a field's value. */
  readonly fieldTags?: boolean;
  /** Fields whose default is not sent. */
  readonly presence?: boolean;
  /** Repeated fields with one length for all elements. */
  readonly packed?: boolean;
  /** Keys in JSON that differ from the name. */
  readonly jsonNames?: boolean;
  /** What an unset enum reads as. */
  readonly defaults?: boolean;
  /** The field numbers of a oneof. */
  readonly oneofNumbers?: boolean;
}

/** Which lines stand above definitions. */
export interface CodeLensSettings {
  /** How often a message or an enum is named. On by default. */
  readonly references?: boolean;
}

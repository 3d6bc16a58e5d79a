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
  /** The text that a file had in what it is compared with, by the URI of its read-only document. */
  'protoAtlas/earlierText': {
    readonly params: { readonly uri: string };
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

/** Commands that a client asks the server to run, through `workspace/executeCommand`. */
export interface LanguageServerCommands {
  /**
   * Declares a folder, by its URI, as an import root: in the client's settings where the client can
   * write them, else until the server ends.
   */
  'protoAtlas.addImportRoot': readonly [string];
}

/** Requests of the server to its client beside LSP; other editors than ours know none of them. */
export interface LanguageClientRequests {
  /** Writes a folder, by its URI, in front of the setting `protoAtlas.importRoots`. */
  'protoAtlas/addImportRoot': {
    readonly params: { readonly folder: string };
    readonly result: null;
  };
  /** Reads a file that the server cannot reach: of a virtual or remote file system, in a browser any. */
  'protoAtlas/fs/readFile': {
    readonly params: { readonly uri: string };
    readonly result: FileContent;
  };
  /** The entries of such a folder; none when it cannot be read. */
  'protoAtlas/fs/readDirectory': {
    readonly params: { readonly uri: string };
    readonly result: { readonly entries: readonly FolderEntry[] };
  };
}

/** What became of reading a file. */
export type FileContent =
  | { readonly kind: 'text'; readonly text: string }
  /** `text` has U+FFFD for each ill-formed sequence of bytes, the first of which is at `offset`. */
  | { readonly kind: 'notUtf8'; readonly text: string; readonly offset: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly message: string };

export interface FolderEntry {
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link';
}

/** What the client passes as LSP `initializationOptions`, and again in `didChangeConfiguration`. */
export interface LanguageSettings {
  /** Import roots as set by the user, absolute paths or relative to a workspace folder. */
  readonly importRoots: readonly string[];
  /** Lint rules and categories for files that no `buf.yaml` speaks of; none when absent. */
  readonly lint?: { readonly use: readonly string[] };
  /** Folder, absolute, where the server keeps its index between runs; nowhere when absent. */
  readonly cacheFolder?: string;
  /** Of which files findings are shown; of the open ones when absent. Read when the server starts. */
  readonly diagnostics?: { readonly scope: DiagnosticsScope };
  readonly breaking?: BreakingSettings;
  /** As `buf format` where nothing is said. */
  readonly format?: FormatSettings;
  /** Kinds that are absent are as by default. */
  readonly inlayHints?: InlayHintSettings;
  readonly codeLens?: CodeLensSettings;
  readonly json?: JsonSettings;
}

/** Which JSON files hold messages, beside those that say so themselves. */
export interface JsonSettings {
  readonly schemas: readonly JsonSchemaSetting[];
}

export interface JsonSchemaSetting {
  /** Patterns for the ends of paths: `orders/*.json`. */
  readonly fileMatch: readonly string[];
  /** Full name of the message, without a leading dot. */
  readonly message: string;
}

export type DiagnosticsScope = 'openFiles' | 'workspace';

/** How formatted files look. */
export interface FormatSettings {
  /** Spaces for one level of blocks, or `tab`. 2 by default. */
  readonly indent?: number | 'tab';
  /** The `=` of fields and values on lines one below the other stand below each other. Off by default. */
  readonly alignNumbers?: boolean;
  /** `aroundBlocks` puts an empty line around each definition with a block; `keep` by default. */
  readonly blankLines?: 'keep' | 'aroundBlocks';
  /** Options in brackets are broken into lines beyond so many characters; 0, the default, goes by their count. */
  readonly lineLength?: number;
}

/** What files are compared with, and what counts as breaking where no `buf.yaml` says it. */
export interface BreakingSettings {
  /** A revision of git, or `off`; empty or absent for where the branch has left the default one. */
  readonly against?: string;
  /** Rules and categories, `["WIRE_JSON"]` when absent. */
  readonly use?: readonly string[];
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
  /** A call above each rpc. On by default; a client that cannot call does without. */
  readonly calls?: boolean;
  /** How often a message or an enum is named. On by default. */
  readonly references?: boolean;
}

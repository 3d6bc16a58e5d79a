import { homedir } from 'node:os';
import {
  type ClientCapabilities,
  CodeLensRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type InitializeParams,
  InlayHintRefreshRequest,
  SemanticTokensRefreshRequest,
} from 'vscode-languageserver/node';
import type { FileChange } from '../workspace/index.ts';
import type { ServerContext } from './context.ts';
import { canonicalUri, importRootUris } from './uris.ts';

const watchedGlobs = ['**/*.proto', '**/buf.yaml', '**/buf.work.yaml'];

/** Keeps the workspace's folders, roots and files those of the client. */
export class LayoutSync {
  readonly #context: ServerContext;
  #folders: readonly string[] = [];
  #client: ClientCapabilities = {};

  constructor(context: ServerContext) {
    this.#context = context;
  }

  /** Takes up folders and settings; to be called before documents are opened. */
  initialize(params: InitializeParams): void {
    this.#context.settings.replace(params.initializationOptions);
    this.#folders = foldersOf(params).map(canonicalUri);
    this.#client = params.capabilities;
    this.#apply();
  }

  /** Asks for what changes later, as far as the client can tell. */
  async watch(): Promise<void> {
    const { connection } = this.#context;
    const { workspace } = this.#client;
    connection.onDidChangeWatchedFiles(({ changes }) => {
      const applied = this.#context.workspace.applyFileChanges(changes.map(toFileChange));
      void applied.then(() => this.#refresh());
    });
    connection.onDidChangeConfiguration(({ settings }) => {
      this.#context.settings.replace(settings);
      this.#apply();
    });
    if (workspace?.workspaceFolders === true) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        const gone = new Set(removed.map(({ uri }) => canonicalUri(uri)));
        const kept = this.#folders.filter((folder) => !gone.has(folder));
        this.#folders = [...new Set([...kept, ...added.map(({ uri }) => canonicalUri(uri))])];
        this.#apply();
      });
    }
    if (workspace?.didChangeWatchedFiles?.dynamicRegistration === true) {
      await connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: watchedGlobs.map((globPattern) => ({ globPattern })),
      });
    }
    if (workspace?.didChangeConfiguration?.dynamicRegistration === true) {
      await connection.client.register(DidChangeConfigurationNotification.type, {
        section: 'protoAtlas',
      });
    }
  }

  #apply(): void {
    const importRoots = this.#context.settings.current.importRoots.flatMap((path) =>
      importRootUris(path, this.#folders, homedir()),
    );
    this.#context.workspace.setLayout({
      folders: this.#folders,
      importRoots,
      lintUse: this.#context.settings.current.lint?.use ?? [],
    });
    void this.#context.workspace.loadAll().then(() => this.#refresh());
  }

  /** What the client shows of open documents may depend on files that have changed. */
  async #refresh(): Promise<void> {
    const { connection, logger } = this.#context;
    const { semanticTokens, codeLens, inlayHint } = this.#client.workspace ?? {};
    try {
      if (semanticTokens?.refreshSupport === true) {
        await connection.sendRequest(SemanticTokensRefreshRequest.type);
      }
      if (codeLens?.refreshSupport === true) {
        await connection.sendRequest(CodeLensRefreshRequest.type);
      }
      if (inlayHint?.refreshSupport === true) {
        await connection.sendRequest(InlayHintRefreshRequest.type);
      }
    } catch (error) {
      // The client may be shutting down.
      logger.debug(`refresh: ${String(error)}`);
    }
  }
}

function foldersOf({ workspaceFolders, rootUri }: InitializeParams): readonly string[] {
  if (workspaceFolders !== undefined && workspaceFolders !== null) {
    return workspaceFolders.map(({ uri }) => uri);
  }
  return rootUri === null ? [] : [rootUri];
}

function toFileChange({ uri, type }: { uri: string; type: FileChangeType }): FileChange {
  const kinds = {
    [FileChangeType.Created]: 'created',
    [FileChangeType.Changed]: 'changed',
    [FileChangeType.Deleted]: 'deleted',
  } as const;
  return { uri: canonicalUri(uri), kind: kinds[type] };
}

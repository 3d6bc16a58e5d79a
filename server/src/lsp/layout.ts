import {
  type ClientCapabilities,
  CodeLensRefreshRequest,
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type InitializeParams,
  InlayHintRefreshRequest,
  SemanticTokensRefreshRequest,
} from 'vscode-languageserver';
import { Emitter, type Event } from '../base/index.ts';
import {
  dataFileGlob,
  editorSettingsPath,
  type FileChange,
  isDataFile,
  mayDeclareRoots,
  nameOf,
  rootDeclaringGlobs,
  type WorkspaceLayout,
} from '../workspace/index.ts';
import type { ServerContext } from './context.ts';
import { breakingUse } from './settings.ts';
import { canonicalUri, importRootUris } from './uris.ts';

const watchedGlobs = ['**/*.proto', ...rootDeclaringGlobs, dataFileGlob];

/** Keeps the workspace's folders, roots and files those of the client. */
export class LayoutSync {
  readonly #context: ServerContext;
  #folders: readonly string[] = [];
  #client: ClientCapabilities = {};
  readonly #applied = new Emitter<WorkspaceLayout>();
  readonly #filesChanged = new Emitter<void>();

  /** Fires with what the workspace is told to look at. */
  readonly onDidApply: Event<WorkspaceLayout> = this.#applied.event;
  /** Fires when a watcher saw files change. */
  readonly onDidChangeFiles: Event<void> = this.#filesChanged.event;

  constructor(context: ServerContext) {
    this.#context = context;
  }

  /** Canonical URIs of the workspace's folders. */
  get folders(): readonly string[] {
    return this.#folders;
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
      const seen = changes.map(toFileChange);
      this.#context.workspace.dataFiles.apply(seen);
      const others = seen.filter(({ uri }) => !isDataFile(uri) || concernsRoots(uri));
      if (others.length > 0) {
        const applied = this.#context.workspace.applyFileChanges(others);
        void applied.then(() => this.#refresh());
        this.#filesChanged.fire();
      }
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
      this.#context.workspace.dataFiles.setWatched();
    }
    if (workspace?.didChangeConfiguration?.dynamicRegistration === true) {
      await connection.client.register(DidChangeConfigurationNotification.type, {
        section: 'protoAtlas',
      });
    }
  }

  /** Looks at the folder of a root too until the server ends, whatever the settings say. */
  addSessionRoot(folder: string): void {
    this.#context.settings.addSessionRoot(folder);
    this.#apply();
  }

  #apply(): void {
    const importRoots = this.#context.settings.current.importRoots.flatMap((path) =>
      importRootUris(path, this.#folders, this.#context.host.home),
    );
    const layout: WorkspaceLayout = {
      folders: this.#folders,
      importRoots: [...importRoots, ...this.#context.settings.sessionRoots],
      caches: this.#context.host.packageCaches?.() ?? {},
      lintUse: this.#context.settings.current.lint?.use ?? [],
      breakingUse: breakingUse(this.#context.settings.current),
    };
    this.#context.workspace.setLayout(layout);
    this.#applied.fire(layout);
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

function concernsRoots(uri: string): boolean {
  return mayDeclareRoots(nameOf(uri)) || uri.endsWith(`/${editorSettingsPath}`);
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

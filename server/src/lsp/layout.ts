import { homedir } from 'node:os';
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  FileChangeType,
  type InitializeParams,
} from 'vscode-languageserver/node';
import type { LanguageSettings } from '../../../protocol/language.ts';
import type { FileChange } from '../workspace/index.ts';
import type { ServerContext } from './context.ts';
import { readSettings } from './settings.ts';
import { canonicalUri, importRootUris } from './uris.ts';

const watchedGlobs = ['**/*.proto', '**/buf.yaml', '**/buf.work.yaml'];

/** Keeps the workspace's folders, roots and files those of the client. */
export class LayoutSync {
  readonly #context: ServerContext;
  #folders: readonly string[] = [];
  #settings: LanguageSettings = readSettings(undefined);

  constructor(context: ServerContext) {
    this.#context = context;
  }

  /** Takes up folders and settings; to be called before documents are opened. */
  initialize(params: InitializeParams): void {
    this.#settings = readSettings(params.initializationOptions);
    this.#folders = foldersOf(params).map(canonicalUri);
    this.#apply();
  }

  /** Asks for what changes later, as far as the client can tell. */
  async watch({ capabilities: { workspace } }: InitializeParams): Promise<void> {
    const { connection } = this.#context;
    connection.onDidChangeWatchedFiles(({ changes }) => {
      void this.#context.workspace.applyFileChanges(changes.map(toFileChange));
    });
    connection.onDidChangeConfiguration(({ settings }) => {
      this.#settings = readSettings(settings);
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
    const importRoots = this.#settings.importRoots.flatMap((path) =>
      importRootUris(path, this.#folders, homedir()),
    );
    this.#context.workspace.setLayout({ folders: this.#folders, importRoots });
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

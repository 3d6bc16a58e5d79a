/**
 * An extension for tests of VS Code in a browser: a file system in memory under the scheme `memfs`,
 * as virtual workspaces have one.
 */
import * as vscode from 'vscode';

/** The files at first, by their paths; put in when it is bundled. */
declare const memoryFiles: Readonly<Record<string, string>>;

/** Called by the editor once it meets the scheme. */
export function activate({ subscriptions }: vscode.ExtensionContext): void {
  const provider = new MemoryFolder(Object.entries(memoryFiles));
  subscriptions.push(
    vscode.workspace.registerFileSystemProvider('memfs', provider, { isCaseSensitive: true }),
  );
}

class MemoryFolder implements vscode.FileSystemProvider {
  readonly #files: Map<string, Uint8Array>;
  readonly #changed = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.#changed.event;

  constructor(files: readonly (readonly [string, string])[]) {
    const encoder = new TextEncoder();
    this.#files = new Map(files.map(([path, text]) => [`/${path}`, encoder.encode(text)]));
  }

  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  stat(uri: vscode.Uri): vscode.FileStat {
    const content = this.#files.get(uri.path);
    const isFolder = this.readDirectory(uri).length > 0;
    if (content === undefined && !isFolder) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    const type = content === undefined ? vscode.FileType.Directory : vscode.FileType.File;
    return { type, size: content?.length ?? 0, ctime: 0, mtime: 0 };
  }

  readDirectory({ path }: vscode.Uri): [string, vscode.FileType][] {
    const start = `${path.replace(/\/$/, '')}/`;
    const below = [...this.#files.keys()].filter((file) => file.startsWith(start));
    const entries = below.map((file): [string, vscode.FileType] => {
      const [name = '', ...rest] = file.slice(start.length).split('/');
      return [name, rest.length === 0 ? vscode.FileType.File : vscode.FileType.Directory];
    });
    return [...new Map(entries)];
  }

  readFile(uri: vscode.Uri): Uint8Array {
    const content = this.#files.get(uri.path);
    if (content === undefined) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    return content;
  }

  writeFile(uri: vscode.Uri, content: Uint8Array): void {
    const isKnown = this.#files.has(uri.path);
    this.#files.set(uri.path, content);
    const type = isKnown ? vscode.FileChangeType.Changed : vscode.FileChangeType.Created;
    this.#changed.fire([{ type, uri }]);
  }

  createDirectory(): void {
    // A folder is there as long as a file is in it.
  }

  delete(uri: vscode.Uri): void {
    this.#files.delete(uri.path);
    this.#changed.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  rename(from: vscode.Uri, to: vscode.Uri): void {
    this.writeFile(to, this.readFile(from));
    this.delete(from);
  }
}

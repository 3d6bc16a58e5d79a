/** As much of the editor's API as the file system of keys needs, without an editor. */
export class FakeUri {
  readonly scheme: string;
  readonly authority: string;
  readonly path: string;
  readonly query: string;

  constructor(parts: { scheme: string; authority?: string; path: string; query?: string }) {
    this.scheme = parts.scheme;
    this.authority = parts.authority ?? '';
    this.path = parts.path;
    this.query = parts.query ?? '';
  }

  static from(parts: { scheme: string; authority?: string; path: string }): FakeUri {
    return new FakeUri(parts);
  }

  with(change: { scheme?: string; query?: string }): FakeUri {
    return new FakeUri({ ...this, ...change });
  }

  /** An editor writes the authority in lower case. */
  toString(): string {
    return `${this.scheme}://${this.authority.toLowerCase()}${encodeURI(this.path)}?${this.query}`;
  }
}

class FakeFileSystemError extends Error {
  static readonly FileNotFound = (what: unknown): Error =>
    new FakeFileSystemError(`no ${String(what)}`);
  static readonly NoPermissions = (what: string): Error => new FakeFileSystemError(what);
  static readonly Unavailable = (what: string): Error => new FakeFileSystemError(what);
}

class FakeEmitter {
  readonly fired: unknown[] = [];
  readonly event = this.fired;

  fire(what: unknown): void {
    this.fired.push(what);
  }
}

/** The documents that are open in the editor. */
export const textDocuments: { uri: FakeUri; isDirty: boolean }[] = [];

/** What `import * as vscode` gives. */
export const fakeEditor = {
  Uri: FakeUri,
  FileSystemError: FakeFileSystemError,
  EventEmitter: FakeEmitter,
  FileType: { File: 1, Directory: 2 },
  FileChangeType: { Changed: 1, Created: 2, Deleted: 3 },
  FilePermission: { Readonly: 1 },
  workspace: { textDocuments, registerTextDocumentContentProvider: () => undefined },
};

import * as vscode from 'vscode';
import { messageOf } from '../commands/userError.ts';
import type { KeyBases } from './keyBases.ts';
import { isSame } from './keyBases.ts';
import type { ChangeResult, KeyClient, KeyPlace, ReadValue } from './keyClient.ts';
import { isText } from './keyContent.ts';
import { keyText, nameOf } from './keyPath.ts';
import { folderUri, keyUri, placeOf } from './keyUri.ts';

/** A save that was refused because somebody else has changed the key. */
export interface KeyConflict {
  readonly uri: vscode.Uri;
  readonly place: KeyPlace;
  /** What the key holds now; absent when it was deleted. */
  readonly current: ReadValue | undefined;
}

export interface KeyFileSystemOptions {
  readonly client: KeyClient;
  readonly bases: KeyBases;
  /** Nothing was written: the person has to choose. */
  readonly onConflict: (conflict: KeyConflict) => void;
}

/**
 * Keys as files. The modification time of a file is its revision. Saving is a compare-and-swap with
 * the revision that the text in the editor was made from; folders exist while a key is in them.
 */
export class KeyFileSystem implements vscode.FileSystemProvider {
  readonly #options: KeyFileSystemOptions;
  readonly #changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  /** What the editor was told last; see `stat`. */
  readonly #told = new Map<string, vscode.FileStat>();

  readonly onDidChangeFile = this.#changes.event;

  constructor(options: KeyFileSystemOptions) {
    this.#options = options;
  }

  /** Open documents are compared with the registry every few seconds: see keyPoll.ts. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  /**
   * While a document has unsaved changes its file seems to stay as it was. The editor's own check
   * before a save misses a change of the same length, and so leaves the decision to the registry.
   */
  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const place = placeOf(uri);
    if (place.kind === 'folder') {
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    }
    const told = this.#told.get(uri.toString());
    if (told !== undefined && isDirty(uri)) {
      return told;
    }
    return this.#tell(uri, await this.#read(uri, place));
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    const found = await this.#read(uri, placeOf(uri));
    this.#options.bases.read(uri.toString(), found);
    return found.value;
  }

  async readDirectory(uri: vscode.Uri): Promise<[string, vscode.FileType][]> {
    const place = placeOf(uri);
    const { entries } = await shown(this.#options.client.list(place, Number.MAX_SAFE_INTEGER));
    return entries.map(({ kind, key }) => {
      const entry = { connectionId: place.connectionId, key };
      const target = kind === 'folder' ? folderUri(entry) : keyUri(entry);
      const name = target.path.slice(target.path.lastIndexOf('/') + 1);
      return [name, kind === 'folder' ? vscode.FileType.Directory : vscode.FileType.File];
    });
  }

  /** A folder is there as soon as a key is in it. */
  createDirectory(): void {
    return undefined;
  }

  async writeFile(uri: vscode.Uri, value: Uint8Array): Promise<void> {
    const place = this.#filePlace(uri);
    const { bases, onConflict } = this.#options;
    const id = uri.toString();
    const result = await this.#write(place, value, bases.of(id));
    if (result.kind === 'done') {
      const written = { revision: result.revision, value };
      bases.moved(id, written);
      this.#tell(uri, written);
      return;
    }
    if (bases.isOpen(id)) {
      onConflict({ uri, place, current: result.current });
    }
    throw vscode.FileSystemError.Unavailable(conflictText(place, result.current));
  }

  async delete(uri: vscode.Uri): Promise<void> {
    const place = this.#filePlace(uri);
    const { revision } = await this.#read(uri, place);
    this.#settle(place, await shown(this.#options.client.remove(place, revision)));
    this.gone(uri);
  }

  async rename(from: vscode.Uri, to: vscode.Uri): Promise<void> {
    const place = this.#filePlace(from);
    const target = this.#filePlace(to);
    if (target.connectionId !== place.connectionId) {
      throw vscode.FileSystemError.NoPermissions('a key can be renamed within its registry alone');
    }
    const { revision } = this.#options.bases.of(from.toString()) ?? (await this.#read(from, place));
    const result = await shown(this.#options.client.rename(place, target.key, revision));
    this.#settle(place, result);
    this.gone(from);
    this.changed(to);
  }

  /** The key was changed elsewhere, or the file has to be looked at again. */
  changed(uri: vscode.Uri): void {
    this.#changes.fire([{ type: vscode.FileChangeType.Changed, uri }]);
  }

  /** The key is no longer there. */
  gone(uri: vscode.Uri): void {
    this.#told.delete(uri.toString());
    this.#changes.fire([{ type: vscode.FileChangeType.Deleted, uri }]);
  }

  /** The next look tells the truth, even while there are unsaved changes. */
  forget(uri: vscode.Uri): void {
    this.#told.delete(uri.toString());
  }

  #filePlace(uri: vscode.Uri): KeyPlace {
    const place = placeOf(uri);
    if (place.kind === 'folder') {
      throw vscode.FileSystemError.NoPermissions('keys are changed one by one, folders never');
    }
    return place;
  }

  async #read(uri: vscode.Uri, place: KeyPlace): Promise<ReadValue> {
    const found = await shown(this.#options.client.read(place));
    if (found === undefined) {
      throw vscode.FileSystemError.FileNotFound(uri);
    }
    return found;
  }

  /** A change that left the bytes as they were, such as a heartbeat, is nobody's loss. */
  async #write(
    place: KeyPlace,
    value: Uint8Array,
    base: { readonly revision: number; readonly value: Uint8Array } | undefined,
  ): Promise<ChangeResult> {
    const { client } = this.#options;
    const first = await shown(client.write(place, value, base?.revision ?? 0));
    const current = first.kind === 'conflict' ? first.current : undefined;
    const wasThere = base !== undefined && base.revision > 0;
    return wasThere && current !== undefined && isSame(current.value, base.value)
      ? shown(client.write(place, value, current.revision))
      : first;
  }

  #settle(place: KeyPlace, result: ChangeResult): void {
    if (result.kind === 'conflict') {
      throw vscode.FileSystemError.Unavailable(conflictText(place, result.current));
    }
  }

  #tell(uri: vscode.Uri, { value, revision }: ReadValue): vscode.FileStat {
    const stat = {
      type: vscode.FileType.File,
      ctime: 0,
      mtime: revision,
      size: value.length,
      // An editor would write other bytes than it was given.
      ...(isText(value) ? {} : { permissions: vscode.FilePermission.Readonly }),
    };
    this.#told.set(uri.toString(), stat);
    return stat;
  }
}

/** What a refused change says. */
export function conflictText(place: KeyPlace, current: ReadValue | undefined): string {
  const name = keyText(place.key);
  return current === undefined
    ? `${name} has been deleted by somebody else. Nothing was written.`
    : `${nameOf(place.key)} has been changed by somebody else (revision ${current.revision}). Nothing was written.`;
}

/** Failures in the editor's own form, so that their messages are shown. */
async function shown<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (error) {
    throw vscode.FileSystemError.Unavailable(messageOf(error));
  }
}

function isDirty(uri: vscode.Uri): boolean {
  const id = uri.toString();
  return vscode.workspace.textDocuments.some((one) => one.isDirty && one.uri.toString() === id);
}

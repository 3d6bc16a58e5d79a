import * as vscode from 'vscode';
import { messageOf } from '../commands/userError.ts';
import { isSame, type KeyBase, type KeyBases } from './keyBases.ts';
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
  /** What unsaved documents were told of changes elsewhere, the last two times, newest first. */
  readonly #newer = new Map<string, readonly KeyBase[]>();
  /** Written by a transaction, which the editor's own save follows. */
  readonly #written = new Map<string, KeyBase>();

  readonly onDidChangeFile = this.#changes.event;

  constructor(options: KeyFileSystemOptions) {
    this.#options = options;
  }

  /** Open documents are compared with the registry every few seconds: see keyPoll.ts. */
  watch(): vscode.Disposable {
    return new vscode.Disposable(() => undefined);
  }

  /**
   * While a document has unsaved changes its file stays as the editor knows it until somebody else
   * has changed the value: then it is newer, and the editor itself asks before it saves.
   */
  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const place = placeOf(uri);
    if (place.kind === 'folder') {
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    }
    const told = this.#told.get(uri.toString());
    if (told !== undefined && isDirty(uri)) {
      return this.#statUnsaved(uri, place, told);
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
    const written = this.#written.get(id);
    this.#written.delete(id);
    if (written !== undefined && isSame(written.value, value)) {
      this.#tell(uri, written);
      return;
    }
    const result = await this.#write(place, value, this.#baseOf(id));
    if (result.kind === 'done') {
      const base = { revision: result.revision, value };
      bases.moved(id, base);
      this.#tell(uri, base);
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

  /** A transaction has written the key: saving the same bytes does nothing more. */
  written(uri: vscode.Uri, base: KeyBase): void {
    this.#options.bases.moved(uri.toString(), base);
    this.#written.set(uri.toString(), base);
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
    this.#newer.delete(uri.toString());
  }

  /** A registry that can't be asked now is heard of by the save itself. */
  async #statUnsaved(
    uri: vscode.Uri,
    place: KeyPlace,
    told: vscode.FileStat,
  ): Promise<vscode.FileStat> {
    const id = uri.toString();
    const { bases, client } = this.#options;
    const base = bases.of(id);
    const current = await client.read(place).catch(() => undefined);
    const isNewer =
      current !== undefined &&
      base !== undefined &&
      current.revision > base.revision &&
      !isSame(current.value, base.value);
    if (!isNewer) {
      this.#newer.delete(id);
      return told;
    }
    this.#newer.set(id, [current, ...(this.#newer.get(id) ?? [])].slice(0, 2));
    // The editor takes a file of the same size for unchanged.
    const { length } = current.value;
    return { ...told, mtime: current.revision, size: length === told.size ? length + 1 : length };
  }

  /**
   * What a save is compared with. The editor looks right before it writes: when it writes over a
   * file that it was told is newer, a person has decided so after the look before that one.
   */
  #baseOf(id: string): KeyBase | undefined {
    const decided = this.#newer.get(id)?.[1];
    this.#newer.delete(id);
    return decided ?? this.#options.bases.of(id);
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
    base: KeyBase | undefined,
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

/** Whether a document has changes that are not saved. */
export function isDirty(uri: vscode.Uri): boolean {
  const id = uri.toString();
  return vscode.workspace.textDocuments.some((one) => one.isDirty && one.uri.toString() === id);
}

import * as vscode from 'vscode';
import { keyScheme } from '../manifest.ts';
import { absentKey, type KeyBase, type KeyBases } from './keyBases.ts';
import type { KeyPlace } from './keyClient.ts';
import { keyText, nameOf } from './keyPath.ts';
import { keyPlaceOf, keyUri, placeOf } from './keyUri.ts';
import type { RevisionDocuments } from './revisionDocuments.ts';

/** A key with unsaved changes in an editor. */
export interface PendingEdit {
  readonly kind: 'edit';
  readonly document: vscode.TextDocument;
  readonly place: KeyPlace;
  /** What the text was made from; revision 0 for a key that is to be created. */
  readonly base: KeyBase;
}

/** A key that a person has marked for deletion. */
export interface PendingDeletion {
  readonly kind: 'delete';
  readonly place: KeyPlace;
  /** What it held when it was marked; revision 0 once it is known to be gone. */
  readonly base: KeyBase;
}

export type PendingKey = PendingEdit | PendingDeletion;

export interface PendingKeysOptions {
  readonly bases: KeyBases;
  readonly revisions: RevisionDocuments;
  /** What people call a connection. */
  readonly nameOf: (connectionId: string) => string;
}

/** Identifier of our source controls, which menus in package.json ask for. */
const providerId = 'protoAtlasKeys';

const markText = 'Marked for deletion';
const markColor = new vscode.ThemeColor('list.deemphasizedForeground');

/** Milliseconds in which many keystrokes are one update. */
const settleTime = 100;

interface Shown {
  readonly control: vscode.SourceControl;
  readonly changed: vscode.SourceControlResourceGroup;
  readonly deleted: vscode.SourceControlResourceGroup;
}

/**
 * Unsaved keys of each registry, and those marked for deletion, in the Source Control view, where
 * they are looked at and saved together. An unsaved document is the pending change: there is nothing
 * else to keep in step. Marks last as long as the window: what is forgotten deletes nothing. A
 * registry without changes is not in the view.
 */
export class PendingKeys implements vscode.FileDecorationProvider, vscode.Disposable {
  readonly #options: PendingKeysOptions;
  readonly #shown = new Map<string, Shown>();
  /** By the URI of the key. */
  readonly #marked = new Map<string, PendingDeletion>();
  readonly #decorated = new vscode.EventEmitter<vscode.Uri>();
  readonly #subscriptions: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChangeFileDecorations = this.#decorated.event;

  constructor(options: PendingKeysOptions) {
    this.#options = options;
    const touched = (document: vscode.TextDocument): void => {
      if (document.uri.scheme === keyScheme) {
        this.#updateSoon();
      }
    };
    this.#subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        touched(document);
      }),
      vscode.workspace.onDidSaveTextDocument(touched),
      vscode.workspace.onDidOpenTextDocument(touched),
      vscode.workspace.onDidCloseTextDocument(touched),
    );
  }

  /** By connection, those of the same registry in order of their keys. */
  list(): ReadonlyMap<string, readonly PendingKey[]> {
    const edited = new Map(this.#edits().map((edit) => [edit.document.uri.toString(), edit]));
    const deletions = [...this.#marked].filter(([id]) => !edited.has(id)).map(([, one]) => one);
    const groups = new Map<string, PendingKey[]>();
    for (const key of [...edited.values(), ...deletions]) {
      const { connectionId } = key.place;
      groups.set(connectionId, [...(groups.get(connectionId) ?? []), key]);
    }
    groups.forEach((group) => group.sort((a, b) => Buffer.compare(a.place.key, b.place.key)));
    return groups;
  }

  /** The key is deleted with the next changes that are saved together. */
  mark(place: KeyPlace, base: KeyBase): void {
    const uri = keyUri(place);
    this.#marked.set(uri.toString(), { kind: 'delete', place, base });
    this.#decorated.fire(uri);
    this.#updateSoon();
  }

  /** The key stays. False when it was not marked. */
  unmark(uri: vscode.Uri): boolean {
    const wasMarked = this.#marked.delete(uri.toString());
    if (wasMarked) {
      this.#decorated.fire(uri);
      this.#updateSoon();
    }
    return wasMarked;
  }

  /** A mark is seen wherever the key is: in the side bar, on its tab, in the Source Control view. */
  provideFileDecoration(uri: vscode.Uri): vscode.FileDecoration | undefined {
    return this.#marked.has(uri.toString())
      ? new vscode.FileDecoration('D', markText, markColor)
      : undefined;
  }

  /** The connection that one of our source controls is about. */
  connectionOf(given: unknown): string | undefined {
    const found = [...this.#shown].find(([, { control, changed, deleted }]) =>
      [control, changed, deleted].some((one) => one === given),
    );
    return found?.[0];
  }

  /** The key before the changes, as a document that can only be read. */
  original({ place, base }: PendingKey): vscode.Uri {
    return this.#options.revisions.show(place, base);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscriptions.dispose();
    this.#decorated.dispose();
    this.#shown.forEach(({ control }) => {
      control.dispose();
    });
  }

  #edits(): readonly PendingEdit[] {
    return vscode.workspace.textDocuments
      .filter(({ uri, isDirty, isClosed }) => uri.scheme === keyScheme && isDirty && !isClosed)
      .map((document) => {
        const base = this.#options.bases.of(document.uri.toString()) ?? absentKey;
        return { kind: 'edit', document, place: keyPlaceOf(document.uri), base };
      });
  }

  #updateSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#update();
    }, settleTime);
  }

  /** Who edits a key wants it to stay. */
  #unmarkEdited(): void {
    for (const { document, place } of this.#edits()) {
      if (this.unmark(document.uri)) {
        const text = `$(edit) ${nameOf(place.key)} was edited: it is no longer marked for deletion`;
        vscode.window.setStatusBarMessage(text, 10_000);
      }
    }
  }

  #update(): void {
    this.#unmarkEdited();
    const pending = this.list();
    for (const [connectionId, { control }] of this.#shown) {
      if (!pending.has(connectionId)) {
        control.dispose();
        this.#shown.delete(connectionId);
      }
    }
    for (const [connectionId, keys] of pending) {
      const shown = this.#shown.get(connectionId) ?? this.#show(connectionId);
      const resources = (kind: PendingKey['kind']): vscode.SourceControlResourceState[] =>
        keys.filter((key) => key.kind === kind).map((key) => this.#resource(key));
      shown.changed.resourceStates = resources('edit');
      shown.deleted.resourceStates = resources('delete');
      shown.control.count = keys.length;
    }
  }

  #show(connectionId: string): Shown {
    const name = this.#options.nameOf(connectionId);
    const control = vscode.scm.createSourceControl(providerId, `Keys of ${name}`);
    control.inputBox.visible = false;
    control.quickDiffProvider = {
      provideOriginalResource: (uri) => this.#originalOf(uri, connectionId),
    };
    const changed = control.createResourceGroup('changed', `Changed Keys of ${name}`);
    const deleted = control.createResourceGroup('deleted', `Keys of ${name} to Delete`);
    changed.hideWhenEmpty = true;
    deleted.hideWhenEmpty = true;
    const shown = { control, changed, deleted };
    this.#shown.set(connectionId, shown);
    return shown;
  }

  #originalOf(uri: vscode.Uri, connectionId: string): vscode.Uri | undefined {
    const base = this.#options.bases.of(uri.toString());
    if (uri.scheme !== keyScheme || base === undefined) {
      return undefined;
    }
    const place = placeOf(uri);
    return place.connectionId === connectionId
      ? this.#options.revisions.show(place, base)
      : undefined;
  }

  #resource(pending: PendingKey): vscode.SourceControlResourceState {
    const { kind, place, base } = pending;
    const uri = keyUri(place);
    if (kind === 'delete') {
      return deletionResource(pending, this.original(pending));
    }
    const title = `${nameOf(place.key)}: revision ${base.revision} ↔ yours`;
    return {
      resourceUri: uri,
      contextValue: 'pendingKey',
      command: {
        command: 'vscode.diff',
        title: 'Show Changes',
        arguments: [this.original(pending), uri, title],
      },
      decorations: { tooltip: keyText(place.key) },
    };
  }
}

function deletionResource(
  { place }: PendingDeletion,
  original: vscode.Uri,
): vscode.SourceControlResourceState {
  return {
    resourceUri: keyUri(place),
    contextValue: 'pendingKeyDeletion',
    command: {
      command: 'vscode.open',
      title: 'Show Key',
      arguments: [original, undefined, `${nameOf(place.key)} (to be deleted)`],
    },
    decorations: {
      strikeThrough: true,
      iconPath: new vscode.ThemeIcon('trash'),
      tooltip: `${keyText(place.key)} will be deleted`,
    },
  };
}

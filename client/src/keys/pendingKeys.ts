import * as vscode from 'vscode';
import { keyScheme } from '../manifest.ts';
import { absentKey, type KeyBase, type KeyBases } from './keyBases.ts';
import type { KeyPlace } from './keyClient.ts';
import { keyText, nameOf } from './keyPath.ts';
import { keyPlaceOf, keyUri, placeOf } from './keyUri.ts';
import type { RevisionDocuments } from './revisionDocuments.ts';

/** A key with unsaved changes in an editor. */
export interface PendingKey {
  readonly document: vscode.TextDocument;
  readonly place: KeyPlace;
  /** What the text was made from; revision 0 for a key that is to be created. */
  readonly base: KeyBase;
}

export interface PendingKeysOptions {
  readonly bases: KeyBases;
  readonly revisions: RevisionDocuments;
  /** What people call a connection. */
  readonly nameOf: (connectionId: string) => string;
}

/** Identifier of our source controls, which menus in package.json ask for. */
const providerId = 'protoAtlasKeys';

/** Milliseconds in which many keystrokes are one update. */
const settleTime = 100;

interface Shown {
  readonly control: vscode.SourceControl;
  readonly group: vscode.SourceControlResourceGroup;
}

/**
 * Unsaved keys of each registry in the Source Control view, where they are looked at and saved
 * together. An unsaved document is the pending change: there is nothing else to keep in step, and a
 * registry without changes is not in the view.
 */
export class PendingKeys implements vscode.Disposable {
  readonly #options: PendingKeysOptions;
  readonly #shown = new Map<string, Shown>();
  readonly #subscriptions: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: PendingKeysOptions) {
    this.#options = options;
    const touched = (document: vscode.TextDocument): void => {
      if (document.uri.scheme === keyScheme) {
        this.#timer ??= setTimeout(() => {
          this.#timer = undefined;
          this.#update();
        }, settleTime);
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
    const groups = new Map<string, PendingKey[]>();
    for (const document of vscode.workspace.textDocuments) {
      if (document.uri.scheme === keyScheme && document.isDirty && !document.isClosed) {
        const place = keyPlaceOf(document.uri);
        const base = this.#options.bases.of(document.uri.toString()) ?? absentKey;
        const group = groups.get(place.connectionId) ?? [];
        groups.set(place.connectionId, [...group, { document, place, base }]);
      }
    }
    groups.forEach((group) => group.sort((a, b) => Buffer.compare(a.place.key, b.place.key)));
    return groups;
  }

  /** The connection that one of our source controls is about. */
  connectionOf(control: unknown): string | undefined {
    const found = [...this.#shown].find(
      ([, shown]) => shown.control === control || shown.group === control,
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
    this.#shown.forEach(({ control }) => {
      control.dispose();
    });
  }

  #update(): void {
    const pending = this.list();
    for (const [connectionId, { control }] of this.#shown) {
      if (!pending.has(connectionId)) {
        control.dispose();
        this.#shown.delete(connectionId);
      }
    }
    for (const [connectionId, keys] of pending) {
      const { control, group } = this.#shown.get(connectionId) ?? this.#show(connectionId);
      group.resourceStates = keys.map((key) => this.#resource(key));
      control.count = keys.length;
    }
  }

  #show(connectionId: string): Shown {
    const name = this.#options.nameOf(connectionId);
    const control = vscode.scm.createSourceControl(providerId, `Keys of ${name}`);
    control.inputBox.visible = false;
    control.quickDiffProvider = {
      provideOriginalResource: (uri) => this.#originalOf(uri, connectionId),
    };
    const group = control.createResourceGroup('changed', `Changed Keys of ${name}`);
    const shown = { control, group };
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
    const { place, base } = pending;
    const uri = keyUri(place);
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

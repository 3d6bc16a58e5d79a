import * as vscode from 'vscode';
import { keyRevisionScheme } from '../manifest.ts';
import { isSame, type KeyBase } from './keyBases.ts';
import type { KeyClient, KeyPlace } from './keyClient.ts';
import { shownText } from './keyContent.ts';
import { placeOf, revisionUri } from './keyUri.ts';

/** Values that are kept in case they are looked at. */
const keptValues = 512;

/**
 * Read-only documents of what a key held at a revision. Values that were seen are kept for a while,
 * since Consul remembers none; etcd is asked for the others.
 */
export class RevisionDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #client: KeyClient;
  readonly #values = new Map<string, Uint8Array>();
  readonly #changes = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;

  readonly onDidChange = this.#changes.event;

  constructor(client: KeyClient) {
    this.#client = client;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(
      keyRevisionScheme,
      this,
    );
  }

  /** The document of a value that is at hand. One that showed another value shows this one now. */
  show(place: KeyPlace, found: KeyBase): vscode.Uri {
    const uri = revisionUri(place, found.revision);
    const before = this.#values.get(uri.toString());
    this.#values.delete(uri.toString());
    this.#values.set(uri.toString(), found.value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > keptValues && oldest !== undefined) {
      this.#values.delete(oldest);
    }
    if (before !== undefined && !isSame(before, found.value)) {
      this.#changes.fire(uri);
    }
    return uri;
  }

  async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
    const kept = this.#values.get(uri.toString());
    if (kept !== undefined) {
      return shownText(kept);
    }
    const found = await this.#client.read(placeOf(uri), Number(uri.query));
    return found === undefined ? '' : shownText(found.value);
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changes.dispose();
  }
}

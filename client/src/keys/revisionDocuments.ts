import * as vscode from 'vscode';
import { keyRevisionScheme } from '../manifest.ts';
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
  readonly #registration: vscode.Disposable;

  constructor(client: KeyClient) {
    this.#client = client;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(
      keyRevisionScheme,
      this,
    );
  }

  /** The document of a value that is at hand. */
  show(
    place: KeyPlace,
    found: { readonly revision: number; readonly value: Uint8Array },
  ): vscode.Uri {
    const uri = revisionUri(place, found.revision);
    this.#values.delete(uri.toString());
    this.#values.set(uri.toString(), found.value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > keptValues && oldest !== undefined) {
      this.#values.delete(oldest);
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
  }
}

import * as vscode from 'vscode';
import { keyScheme } from '../manifest.ts';
import type { KeyBases } from './keyBases.ts';
import type { KeyClient } from './keyClient.ts';
import type { KeyFileSystem } from './keyFileSystem.ts';
import { placeOf } from './keyUri.ts';

/** Milliseconds between two looks at the keys that are open. */
const pollTime = 2_000;

/** What the last look at each document found, so that a change is told once. */
type SeenRevisions = Map<string, number>;

export interface KeyPollOptions {
  readonly client: KeyClient;
  readonly bases: KeyBases;
  readonly files: KeyFileSystem;
}

/**
 * Asks for the revisions of the keys that are open in editors, and tells the editor which have
 * changed. Only revisions travel; nothing is asked while no key is open.
 */
export function pollKeys(options: KeyPollOptions): vscode.Disposable {
  let isAsking = false;
  const seen: SeenRevisions = new Map();
  const timer = setInterval(() => {
    const uris = openKeys();
    if (isAsking || uris.length === 0 || !vscode.workspace.isTrusted) {
      return;
    }
    isAsking = true;
    void look(uris, seen, options).finally(() => {
      isAsking = false;
    });
  }, pollTime);
  return new vscode.Disposable(() => {
    clearInterval(timer);
  });
}

/** A registry that does not answer now is asked again later: its state is shown elsewhere. */
async function look(
  uris: readonly vscode.Uri[],
  seen: SeenRevisions,
  options: KeyPollOptions,
): Promise<void> {
  for (const connectionId of new Set(uris.map((uri) => placeOf(uri).connectionId))) {
    const group = uris.filter((uri) => placeOf(uri).connectionId === connectionId);
    const keys = group.map((uri) => placeOf(uri).key);
    const revisions = await options.client.revisions(connectionId, keys).catch(() => []);
    group.forEach((uri, index) => {
      const revision = revisions[index];
      if (revision !== undefined && seen.get(uri.toString()) !== revision) {
        seen.set(uri.toString(), revision);
        tell(uri, revision, options);
      }
    });
  }
}

function tell(uri: vscode.Uri, revision: number, { bases, files }: KeyPollOptions): void {
  if (bases.of(uri.toString())?.revision === revision) {
    return;
  }
  if (revision === 0) {
    files.gone(uri);
  } else {
    files.changed(uri);
  }
}

function openKeys(): vscode.Uri[] {
  return vscode.workspace.textDocuments
    .filter(({ uri, isClosed }) => uri.scheme === keyScheme && !isClosed)
    .map(({ uri }) => uri);
}

import * as vscode from 'vscode';
import { keyScheme } from '../manifest.ts';
import type { TopologySender } from '../topology/topologyService.ts';
import { Gate } from './gate.ts';
import { KeyBases } from './keyBases.ts';
import { KeyClient } from './keyClient.ts';
import { KeyFileSystem } from './keyFileSystem.ts';
import { pollKeys } from './keyPoll.ts';
import { offerConflict } from './offerConflict.ts';
import { PendingKeys } from './pendingKeys.ts';
import { RevisionDocuments } from './revisionDocuments.ts';
import type { SaveTogetherParts } from './saveTogether.ts';
import { trackDocuments } from './trackDocuments.ts';

export interface KeysOptions {
  readonly topology: Pick<TopologySender, 'send'>;
  readonly isTrusted: () => boolean;
  readonly onError: (error: unknown) => void;
  /** What people call a connection. */
  readonly nameOf: (connectionId: string) => string;
}

/** Keys of registries as documents. */
export interface Keys extends vscode.Disposable, Omit<SaveTogetherParts, 'onListChanged'> {
  /** The topology server knows the connections. */
  readonly connected: () => void;
}

/** Registers the file system of keys and everything that follows the documents in it. */
export function createKeys({ topology, isTrusted, onError, nameOf }: KeysOptions): Keys {
  // A document of the last session is opened before the server knows its registry.
  const connected = new Gate();
  const client = new KeyClient({
    send: async (method, params, signal) => {
      if (isTrusted()) {
        await connected.passed();
      }
      return topology.send(method, params, signal);
    },
  });
  const bases = new KeyBases();
  const revisions = new RevisionDocuments(client);
  const offered = new Set<string>();
  const files = new KeyFileSystem({
    client,
    bases,
    onConflict: (conflict) => {
      const id = conflict.uri.toString();
      if (!offered.has(id)) {
        offered.add(id);
        offerConflict(conflict, { bases, revisions, files })
          .catch(onError)
          .finally(() => offered.delete(id));
      }
    },
  });
  const pending = new PendingKeys({ bases, revisions, nameOf });
  const registered = vscode.Disposable.from(
    vscode.workspace.registerFileSystemProvider(keyScheme, files, { isCaseSensitive: true }),
    vscode.window.registerFileDecorationProvider(pending),
    trackDocuments(bases, files),
    pollKeys({ client, bases, files }),
    revisions,
    pending,
  );
  return {
    client,
    bases,
    files,
    revisions,
    pending,
    nameOf,
    connected: () => {
      connected.open();
    },
    dispose: () => {
      registered.dispose();
    },
  };
}

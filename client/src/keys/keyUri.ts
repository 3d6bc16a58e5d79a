import * as vscode from 'vscode';
import { UserError } from '../commands/userError.ts';
import { keyScheme, keyRevisionScheme } from '../manifest.ts';
import type { KeyPlace } from './keyClient.ts';
import {
  authorityOf,
  connectionIdOf,
  documentPath,
  folderPath,
  type KeyLocation,
  locationOf,
} from './keyPath.ts';

/** The document of a key. */
export function keyUri({ connectionId, key }: KeyPlace): vscode.Uri {
  const authority = authorityOf(connectionId);
  return vscode.Uri.from({ scheme: keyScheme, authority, path: documentPath(key) });
}

/** A folder; its key is empty or ends with a slash. */
export function folderUri({ connectionId, key }: KeyPlace): vscode.Uri {
  const authority = authorityOf(connectionId);
  return vscode.Uri.from({ scheme: keyScheme, authority, path: folderPath(key) });
}

/** A document that only shows what the key held at a revision. */
export function revisionUri(place: KeyPlace, revision: number): vscode.Uri {
  return keyUri(place).with({ scheme: keyRevisionScheme, query: String(revision) });
}

/** What a URI of ours stands for. Throws the editor's error for a path that no key has. */
export function placeOf(uri: vscode.Uri): KeyPlace & KeyLocation {
  const location = locationOf(uri.path);
  if (location === undefined) {
    throw vscode.FileSystemError.FileNotFound(uri);
  }
  return { ...location, connectionId: connectionIdOf(uri.authority) };
}

/** The key of a document; throws when it is none. */
export function keyPlaceOf(uri: vscode.Uri): KeyPlace {
  const place = placeOf(uri);
  if (uri.scheme !== keyScheme || place.kind !== 'key') {
    throw new UserError('This is no key of a registry: open one in the Proto Atlas side bar.');
  }
  return place;
}

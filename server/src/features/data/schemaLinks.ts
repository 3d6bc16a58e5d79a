import type { DocumentLink, Location } from 'vscode-languageserver-types';
import { type HeaderEntry, headerOf } from '../../compiler/index.ts';
import type { Snapshot } from '../../workspace/index.ts';
import { definition } from '../definition.ts';
import { locationOf, type PositionParams, toOffset, toRange, touches } from '../places.ts';
import { fileOf, readSchema } from './schema.ts';

/** A link from each path of a header that leads to a file. */
export function schemaLinks(snapshot: Snapshot, { uri }: { readonly uri: string }): DocumentLink[] {
  const source = snapshot.source(uri);
  if (source === undefined) {
    return [];
  }
  const { file, imports } = headerOf(source);
  return [...(file ? [file] : []), ...imports].flatMap((entry) => {
    const target = fileOf(snapshot, { uri }, entry);
    return target === undefined ? [] : [{ range: toRange(source, entry), target }];
  });
}

/** As `definition`, and of what the header names: the start of a file, or the message. */
export function dataDefinition(
  snapshot: Snapshot,
  { uri, position }: PositionParams,
): Location | undefined {
  const source = snapshot.source(uri);
  if (source === undefined) {
    return undefined;
  }
  const offset = toOffset(source, position);
  const isHere = (entry: HeaderEntry | undefined): entry is HeaderEntry =>
    entry !== undefined && touches(entry, offset);
  const { file, message, imports } = headerOf(source);
  if (isHere(message)) {
    const { message: symbol } = readSchema(snapshot, { uri, source });
    return symbol && locationOf(snapshot, symbol);
  }
  const path = [file, ...imports].find(isHere);
  if (path === undefined) {
    return definition(snapshot, { uri, position });
  }
  const target = fileOf(snapshot, { uri }, path);
  const start = { line: 0, character: 0 };
  return target === undefined ? undefined : { uri: target, range: { start, end: start } };
}

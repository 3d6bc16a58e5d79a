import type { DocumentLink } from 'vscode-languageserver-types';
import type { Snapshot } from '../workspace/index.ts';
import { importsOf } from './importAt.ts';
import { toRange } from './places.ts';

/** A link from each import that resolves to its file. */
export function documentLink(
  snapshot: Snapshot,
  { uri }: { readonly uri: string },
): DocumentLink[] {
  const source = snapshot.source(uri);
  if (source === undefined) {
    return [];
  }
  return importsOf(source).flatMap(({ path }) => {
    const target = snapshot.resolveImport(uri, path.value);
    return target === undefined ? [] : [{ range: toRange(source, path), target }];
  });
}

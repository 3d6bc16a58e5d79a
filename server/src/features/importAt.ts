import type { ImportNode, SourceFile, StringNode } from '../compiler/index.ts';
import { touches } from './places.ts';

/** Imports that have a path, in order of the text. */
export function importsOf(source: SourceFile): (ImportNode & { readonly path: StringNode })[] {
  return source.tree.members.filter(
    (member): member is ImportNode & { readonly path: StringNode } =>
      member.kind === 'import' && member.path !== undefined,
  );
}

/** The import whose path stands at an offset. */
export function importAt(
  source: SourceFile,
  offset: number,
): (ImportNode & { readonly path: StringNode }) | undefined {
  return importsOf(source).find(({ path }) => touches(path, offset));
}

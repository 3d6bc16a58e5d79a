import type { Diagnostic, SourceFile } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { importsOf } from './importAt.ts';

/**
 * Imports of a file that lead back to it. The compiler reports a cycle where it closes, seen from
 * the file where compiling began; in the editor every file of the cycle is to tell of it.
 */
export function importCycles(
  snapshot: Snapshot,
  uri: string,
  source: SourceFile,
): readonly Diagnostic[] {
  const seen = new Set<string>();
  return importsOf(source).flatMap(({ path }) => {
    const target = snapshot.resolveImport(uri, path.value);
    const chain =
      target === undefined ? undefined : wayBack(snapshot, { from: target, to: uri, seen });
    if (chain === undefined) {
      return [];
    }
    const names = [uri, ...chain].map((each) => snapshot.importPathOf(each));
    const message = `file recursively imports itself: ${names.join(' -> ')}`;
    const { start, end } = path;
    return [
      { code: 'cyclic-import', severity: 'error', start, end, message, related: [], fixes: [] },
    ] as const;
  });
}

interface Way {
  readonly from: string;
  readonly to: string;
  /** Files that are known to lead nowhere, or were part of a way already. */
  readonly seen: Set<string>;
}

/** The shortest chain of imports between two files, both included. */
function wayBack(snapshot: Snapshot, { from, to, seen }: Way): readonly string[] | undefined {
  const before = new Map<string, string>();
  const pending = seen.has(from) ? [] : [from];
  for (const uri of pending) {
    seen.add(uri);
    if (uri === to) {
      return chainTo(to, before);
    }
    for (const target of snapshot.imported(uri)) {
      if (target !== undefined && !seen.has(target) && !before.has(target)) {
        before.set(target, uri);
        pending.push(target);
      }
    }
  }
  return undefined;
}

function chainTo(end: string, before: ReadonlyMap<string, string>): readonly string[] {
  const chain = [end];
  for (let uri = before.get(end); uri !== undefined; uri = before.get(uri)) {
    chain.unshift(uri);
  }
  return chain;
}

/**
 * Some files with all that they import, each once, an import before its importers: the order of a
 * descriptor set. Chains of imports may be longer than the call stack. An import that closes a cycle
 * is passed over.
 */
export function importOrder<T>(files: readonly T[], importsOf: (file: T) => readonly T[]): T[] {
  const ordered: T[] = [];
  const seen = new Set<T>();
  const stack: { readonly file: T; readonly imports: readonly T[]; next: number }[] = [];
  const enter = (file: T): void => {
    if (!seen.has(file)) {
      seen.add(file);
      stack.push({ file, imports: importsOf(file), next: 0 });
    }
  };
  for (const file of files) {
    enter(file);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const imported = top.imports[top.next++];
      if (imported !== undefined) {
        enter(imported);
      } else {
        ordered.push(top.file);
        stack.pop();
      }
    }
  }
  return ordered;
}

/** `a.b` for `a.b.c`; the empty scope is the outermost. */
export function parentScope(scope: string): string {
  return scope.slice(0, Math.max(scope.lastIndexOf('.'), 0));
}

/** `b` for `a.b.c` below the package `a`; undefined for what is not below it. */
export function nameBelow(packageName: string, fullName: string): string | undefined {
  const start = packageName === '' ? 0 : packageName.length + 1;
  if (start > 0 && (!fullName.startsWith(packageName) || fullName[start - 1] !== '.')) {
    return undefined;
  }
  const dot = fullName.indexOf('.', start);
  return fullName.slice(start, dot === -1 ? undefined : dot);
}

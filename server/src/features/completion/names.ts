import type { LinkedFile, ProtoSymbol } from '../../compiler/index.ts';
import { type Block } from './context.ts';

/** The full name of the scope that a block is in, empty at file level without a package. */
export function scopeOf(packageName: string, blocks: readonly Block[]): string {
  const messages = blocks.filter(({ kind }) => kind === 'message').map(({ name }) => name);
  return [packageName, ...messages].filter((part) => part !== '').join('.');
}

/** What a name means in a scope: the innermost one that has the whole of it decides. */
export function findInScopes(
  linked: LinkedFile,
  scope: string,
  name: string,
): ProtoSymbol | undefined {
  if (name.startsWith('.')) {
    return linked.lookup(name.slice(1));
  }
  const parts = scope === '' ? [] : scope.split('.');
  for (let length = parts.length; length >= 0; length--) {
    const found = linked.lookup([...parts.slice(0, length), name].join('.'));
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}

/**
 * The shortest way to write a full name in a scope so that it means just that: the innermost scope
 * that has the first part decides, so a part of the same name further in forbids a short form.
 */
export function shortestName(linked: LinkedFile, scope: string, fullName: string): string {
  const scopeParts = scope === '' ? [] : scope.split('.');
  const parts = fullName.split('.');
  let shared = 0;
  while (shared < parts.length - 1 && scopeParts[shared] === parts[shared]) {
    shared++;
  }
  for (let dropped = shared; dropped >= 0; dropped--) {
    const name = parts.slice(dropped);
    if (!isHidden(linked, name, scopeParts, dropped)) {
      return name.join('.');
    }
  }
  return `.${fullName}`;
}

/** Whether a scope further in than the first `depth` parts has the first part of the name. */
function isHidden(
  linked: LinkedFile,
  name: readonly string[],
  scopeParts: readonly string[],
  depth: number,
): boolean {
  const first = name[0] ?? '';
  for (let length = scopeParts.length; length > depth; length--) {
    const candidate = [...scopeParts.slice(0, length), first].join('.');
    const kind = linked.lookup(candidate)?.kind;
    if (kind === 'message' || kind === 'enum' || (name.length > 1 && kind === 'service')) {
      return true;
    }
    if (name.length > 1 && isPackage(linked, candidate)) {
      return true;
    }
  }
  return false;
}

function isPackage(linked: LinkedFile, name: string): boolean {
  return linked.visible.some(
    ({ packageName }) => packageName === name || packageName.startsWith(`${name}.`),
  );
}

import type { FileNode } from '../syntax/ast.ts';
import type { Syntax } from './model.ts';

/** The numbers that `google.protobuf.Edition` gives. */
export const editionNumbers: ReadonlyMap<string, number> = new Map([
  ['proto2', 998],
  ['proto3', 999],
  ['2023', 1000],
  ['2024', 1001],
  ['2026', 1002],
]);

/** The dialect that a file declares; a file that declares none, or an unknown one, is proto2. */
export function dialectOf(tree: FileNode): { readonly syntax: Syntax; readonly edition: number } {
  const node = tree.members.find((member) => member.kind === 'syntax');
  const value = node?.value?.value;
  if (node?.keyword.text === 'edition') {
    return { syntax: 'editions', edition: editionNumbers.get(value ?? '') ?? 1000 };
  }
  return value === 'proto3'
    ? { syntax: 'proto3', edition: 999 }
    : { syntax: 'proto2', edition: 998 };
}

/** The package of a file, empty when it declares none. */
export function packageOf(tree: FileNode): string {
  const name = tree.members.find((member) => member.kind === 'package')?.name;
  return name?.parts.map((part) => part.text).join('.') ?? '';
}

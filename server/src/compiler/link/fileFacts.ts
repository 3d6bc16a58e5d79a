import type { FileNode } from '../syntax/ast.ts';
import type { LinkedFile, Syntax } from './model.ts';

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
    const edition = editionNumbers.get(value ?? '') ?? (isFuture(value) ? 1002 : 1000);
    return { syntax: 'editions', edition };
  }
  return value === 'proto3'
    ? { syntax: 'proto3', edition: 999 }
    : { syntax: 'proto2', edition: 998 };
}

/** Names of editions to come are known, so that only their use is an error. */
function isFuture(value: string | undefined): boolean {
  return value === 'UNSTABLE' || value === 'MAX' || /^9999\d_TEST_ONLY$/.test(value ?? '');
}

/** The package of a file, empty when it declares none. */
export function packageOf(tree: FileNode): string {
  const name = tree.members.find((member) => member.kind === 'package')?.name;
  return name?.parts.map((part) => part.text).join('.') ?? '';
}

/** The imports that name a file, in order of the text. */
export function importsOf(
  tree: FileNode,
): readonly { readonly path: string; readonly isPublic: boolean }[] {
  return tree.members.flatMap((member) =>
    member.kind === 'import' && member.path !== undefined
      ? [{ path: member.path.value, isPublic: member.modifier?.text === 'public' }]
      : [],
  );
}

/** `FileOptions.LITE_RUNTIME`. */
const liteRuntime = 3n;

/** Whether a file is for the lite runtime. */
export function isLiteFile({ options }: Pick<LinkedFile, 'options'>, tree: FileNode): boolean {
  return options.get(tree)?.value.valuesOf('optimize_for')[0] === liteRuntime;
}

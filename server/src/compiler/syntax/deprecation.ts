import type { DeclarationNode } from './ast.ts';

/** Whether a definition says of itself that it is deprecated, in the plain form `deprecated = true`. */
export function saysDeprecated(node: DeclarationNode): boolean {
  const inBrackets = 'options' in node ? (node.options?.options ?? []) : [];
  const statements = 'members' in node ? node.members.filter((one) => one.kind === 'option') : [];
  return [...inBrackets, ...statements].some(({ name: [first, ...more], value }) => {
    const isIt = first?.isExtension === false && first.name.text === 'deprecated';
    return isIt && more.length === 0 && value?.kind === 'identifier' && value.text === 'true';
  });
}

import type { RelatedPlace } from '../diagnostics/diagnostic.ts';
import type { ProtoSymbol } from '../link/model.ts';
import type { OptionNode } from '../syntax/ast.ts';

/** The place where a definition is, to be shown beside a finding. */
export function placeOf(symbol: ProtoSymbol): RelatedPlace {
  const { start, end } = symbol.nameSpan;
  return { path: symbol.file.path, start, end, message: `"${symbol.fullName}" is here` };
}

/** The options of a field, an enum value or a block as written. */
export function optionNodes({ node, kind }: ProtoSymbol): readonly OptionNode[] {
  if (node.kind === 'field' || node.kind === 'enumValue') {
    return node.options?.options ?? [];
  }
  if (node.kind === 'group' && kind !== 'message') {
    return node.options?.options ?? [];
  }
  return node.members.filter((member) => member.kind === 'option');
}

/** The first option of that plain name, which may have steps: `features.field_presence`. */
export function optionNamed(symbol: ProtoSymbol, name: string): OptionNode | undefined {
  return optionNodes(symbol).find((option) => isNamed(option, name));
}

/** Whether an option has that plain name. */
export function isNamed(option: OptionNode, name: string): boolean {
  return (
    option.name.every((part) => !part.isExtension) &&
    option.name.map((part) => part.name.text).join('.') === name
  );
}

import type { Linking } from '../link/linking.ts';
import type { OptionedElement, ProtoSymbol } from '../link/model.ts';
import type { CompactOptionsNode, Node, OptionNode } from '../syntax/ast.ts';

/** Something that may carry options, with those it carries. */
export interface Element {
  readonly key: OptionedElement;
  /** Name of the message in descriptor.proto that says which options there are. */
  readonly optionsType: OptionsType;
  readonly options: readonly OptionNode[];
  /** Where the search for the names of custom options begins: the scope around the element. */
  readonly scope: string;
}

/** The message of `descriptor.proto` that holds the options of an element. */
export type OptionsType =
  | 'FileOptions'
  | 'MessageOptions'
  | 'FieldOptions'
  | 'OneofOptions'
  | 'EnumOptions'
  | 'EnumValueOptions'
  | 'ServiceOptions'
  | 'MethodOptions'
  | 'ExtensionRangeOptions';

const typeOf: Readonly<Record<ProtoSymbol['kind'], OptionsType>> = {
  message: 'MessageOptions',
  enum: 'EnumOptions',
  enumValue: 'EnumValueOptions',
  field: 'FieldOptions',
  extension: 'FieldOptions',
  oneof: 'OneofOptions',
  service: 'ServiceOptions',
  method: 'MethodOptions',
};

/** What carries options, in order of the text, a parent before its children. */
export function elementsWithOptions(linking: Linking): Element[] {
  const { file, all } = linking.definitions;
  const elements: Element[] = [];
  const add = (element: Element): void => {
    if (element.options.length > 0) {
      elements.push(element);
    }
  };
  const scope = linking.packageName;
  if (file !== undefined) {
    add({ key: file, optionsType: 'FileOptions', options: statements(file), scope });
  }
  for (const symbol of all) {
    const options = optionsOf(symbol);
    if (options.length > 0) {
      elements.push({
        key: symbol,
        optionsType: typeOf[symbol.kind],
        options,
        scope: symbol.scope,
      });
    }
    if (symbol.kind === 'message') {
      rangesOf(symbol, symbol.scope).forEach(add);
    }
  }
  return elements;
}

/** The options of a definition as written, `default` and `json_name` of a field left out. */
function optionsOf(symbol: ProtoSymbol): readonly OptionNode[] {
  const { node } = symbol;
  switch (node.kind) {
    case 'field':
      return realOptions(node.options);
    case 'group':
      return symbol.kind === 'message' ? statements(node) : realOptions(node.options);
    case 'enumValue':
      return node.options?.options ?? none;
    default:
      return statements(node);
  }
}

const none: readonly never[] = [];

/** Most blocks have no options, and need no list. */
function statements({ members }: { readonly members: readonly Node[] }): readonly OptionNode[] {
  const first = members.findIndex((member) => member.kind === 'option');
  return first === -1 ? none : members.slice(first).filter((member) => member.kind === 'option');
}

function rangesOf({ node }: ProtoSymbol, scope: string): readonly Element[] {
  if (node.kind !== 'message' && node.kind !== 'group') {
    return none;
  }
  return node.members
    .filter((member) => member.kind === 'extensions')
    .map((key) => ({
      key,
      optionsType: 'ExtensionRangeOptions',
      options: key.options?.options ?? [],
      scope,
    }));
}

function realOptions(compact: CompactOptionsNode | undefined): readonly OptionNode[] {
  return compact === undefined
    ? none
    : compact.options.filter((option) => pseudoOption(option) === undefined);
}

/** The name of an option of a field that is none: it goes to the descriptor of the field itself. */
export function pseudoOption(option: OptionNode): 'default' | 'json_name' | undefined {
  const part = option.name[0];
  if (part === undefined || part.isExtension || option.name.length > 1) {
    return undefined;
  }
  const { text } = part.name;
  return text === 'default' || text === 'json_name' ? text : undefined;
}

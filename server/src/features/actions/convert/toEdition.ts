import type {
  FieldNode,
  LinkedFile,
  Node,
  OptionNode,
  ProtoSymbol,
  TextEdit,
} from '../../../compiler/index.ts';
import { walk } from '../../../compiler/index.ts';
import { addOptions } from '../addOption.ts';
import { removeOptions } from '../removeOptions.ts';
import { explicitFeatures } from './features.ts';
import { groupsAsMessages } from './groups.ts';
import { fileOptions, syntaxEdit } from './header.ts';

/** An edition that files are converted to. */
export type TargetEdition = '2023' | '2024';

/** In what edition 2024 differs from 2023; written only where the file needs it. */
export const legacyRules2024 = {
  visibility: 'features.default_symbol_visibility = EXPORT_ALL',
  naming: 'features.enforce_naming_style = STYLE_LEGACY',
};

/** The edits that make a file one of an edition, features written where its rules differ. */
export function toEdition(
  linked: LinkedFile,
  edition: TargetEdition,
  rules: readonly string[],
): readonly TextEdit[] {
  const { source } = linked;
  const header = syntaxEdit(source, `edition = "${edition}";`);
  const needless = edition === '2024' ? needlessIn2024(linked) : new Set<OptionNode>();
  const gone = removeOptions(source, needless);
  if (linked.syntax === 'editions') {
    return [header, ...gone, ...fileOptions(source, rules, needless)];
  }
  const { file, definitions } = explicitFeatures(linked);
  return [
    header,
    ...gone,
    ...fileOptions(source, [...rules, ...file], needless),
    ...definitionEdits(linked, definitions),
  ];
}

/** That each Java class has a file of its own is the rule from then on, and cannot be said. */
function needlessIn2024({ source }: LinkedFile): ReadonlySet<OptionNode> {
  const options = source.tree.members.filter((member) => member.kind === 'option');
  return new Set(
    options.filter(
      ({ name: [first], value }) =>
        isPlain(first, 'java_multiple_files') &&
        value?.kind === 'identifier' &&
        value.text === 'true',
    ),
  );
}

function definitionEdits(
  linked: LinkedFile,
  definitions: ReadonlyMap<ProtoSymbol, readonly string[]>,
): readonly TextEdit[] {
  const { source, symbols } = linked;
  const byNode = optionsByNode(definitions);
  const packed = packedOptions(linked);
  const nodes = new Set([...symbols.values()].map(({ node }) => node));
  const edits = [...nodes].flatMap((node) => {
    const options = byNode.get(node) ?? [];
    return node.kind === 'field'
      ? [...withoutLabel(linked, node), ...fieldOptions(linked, node, packed, options)]
      : node.kind === 'group' || options.length === 0
        ? []
        : [addOptions(source, node, options)].filter((edit) => edit !== undefined);
  });
  return groupsAsMessages(source, [...edits, ...reservedNames(linked)], byNode);
}

/** New ones in the place of `packed`, or behind the others. */
function fieldOptions(
  { source }: LinkedFile,
  field: FieldNode,
  packed: ReadonlySet<OptionNode>,
  added: readonly string[],
): readonly TextEdit[] {
  const list = field.options;
  const gone = new Set(list?.options.filter((option) => packed.has(option)));
  if (list === undefined || gone.size === 0) {
    const edit = added.length === 0 ? undefined : addOptions(source, field, added);
    return edit === undefined ? [] : [edit];
  }
  const kept = list.options
    .filter((option) => !gone.has(option))
    .map((option) => source.text.slice(option.start, option.end));
  const texts = [...kept, ...added];
  const start = texts.length === 0 ? (field.number?.end ?? list.start) : list.start;
  return [{ start, end: list.end, newText: texts.length === 0 ? '' : `[${texts.join(', ')}]` }];
}

function optionsByNode(
  definitions: ReadonlyMap<ProtoSymbol, readonly string[]>,
): ReadonlyMap<Node, readonly string[]> {
  const byNode = new Map<Node, readonly string[]>();
  for (const [{ node }, options] of definitions) {
    byNode.set(node, [...(byNode.get(node) ?? []), ...options]);
  }
  return byNode;
}

/** `packed` went when features came. */
function packedOptions({ source }: LinkedFile): ReadonlySet<OptionNode> {
  const found = new Set<OptionNode>();
  walk(source.tree, (node) => {
    if (node.kind === 'compactOptions') {
      node.options
        .filter(({ name: [first, ...rest] }) => isPlain(first, 'packed') && rest.length === 0)
        .forEach((option) => found.add(option));
    }
  });
  return found;
}

function isPlain(part: OptionNode['name'][number] | undefined, name: string): boolean {
  return part?.isExtension === false && part.name.text === name;
}

/** Editions know `repeated` alone. */
function withoutLabel({ source }: LinkedFile, { label, type }: FieldNode): readonly TextEdit[] {
  if (label === undefined || label.label === 'repeated') {
    return [];
  }
  const blanks =
    /^\s*/.exec(source.text.slice(label.end, type?.start ?? label.end))?.[0].length ?? 0;
  return [{ start: label.start, end: label.end + blanks, newText: '' }];
}

/** Names are reserved without quotes. */
function reservedNames({ source }: LinkedFile): readonly TextEdit[] {
  const edits: TextEdit[] = [];
  walk(source.tree, (node) => {
    if (node.kind === 'reserved') {
      for (const name of node.names) {
        if (name.kind === 'string' && /^[A-Za-z_]\w*$/.test(name.value)) {
          edits.push({ start: name.start, end: name.end, newText: name.value });
        }
      }
    }
  });
  return edits;
}

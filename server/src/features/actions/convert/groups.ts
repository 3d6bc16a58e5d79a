/** Groups written as editions have them: a message, and a field that is sent as groups are. */
import type { GroupNode, Node, SourceFile, TextEdit } from '../../../compiler/index.ts';
import { walk } from '../../../compiler/index.ts';
import { eolOf, extentOf, indentAt, reindent, sliceWith } from '../statements.ts';

interface PlacedGroup {
  readonly group: GroupNode;
  /** The oneof or `extend` around it, which can hold no message. */
  readonly around: Node | undefined;
}

/** The edits of a file with those of its groups, into which the edits within them go. */
export function groupsAsMessages(
  source: SourceFile,
  edits: readonly TextEdit[],
  optionsOf: ReadonlyMap<Node, readonly string[]>,
): readonly TextEdit[] {
  return groupsOf(source).reduceRight<readonly TextEdit[]>(
    (all, placed) => withGroup(source, all, placed, optionsOf.get(placed.group) ?? []),
    edits,
  );
}

/** In order of the text, so an outer one before those in it. */
function groupsOf({ tree }: SourceFile): readonly PlacedGroup[] {
  const found: PlacedGroup[] = [];
  walk(tree, (node) => {
    if ('members' in node) {
      const members: readonly Node[] = node.members;
      const around = node.kind === 'oneof' || node.kind === 'extend' ? node : undefined;
      for (const group of members) {
        if (group.kind === 'group') {
          found.push({ group, around });
        }
      }
    }
  });
  return found.sort((a, b) => a.group.start - b.group.start);
}

function withGroup(
  source: SourceFile,
  edits: readonly TextEdit[],
  { group, around }: PlacedGroup,
  options: readonly string[],
): readonly TextEdit[] {
  const { name, body, start, end } = group;
  if (name === undefined || body === undefined) {
    return edits;
  }
  const eol = eolOf(source);
  const ofMessage = options.filter((option) => option.includes('json_format'));
  const field = fieldText(
    source,
    group,
    options.filter((option) => !ofMessage.includes(option)),
  );
  const indent = indentAt(source, start);
  const inner = ofMessage.map((option) => `${eol}${indent}  option ${option};`).join('');
  const head = `message ${name.text} {${inner}`;
  if (around === undefined) {
    return [
      ...edits,
      { start, end: body.start, newText: head },
      { start: end, end, newText: `${eol}${indent}${field}` },
    ];
  }
  const isWithin = (edit: TextEdit): boolean => edit.start >= body.start && edit.end <= end;
  const rest = sliceWith(source, { start: body.start, end }, edits.filter(isWithin));
  const at = extentOf(source, around).start;
  const outer = indentAt(source, around.start);
  const message = reindent(head + rest, indent, outer).slice(outer.length);
  const newText = message + eol + outer;
  return [
    { start: at, end: at, newText },
    ...edits.filter((edit) => !isWithin(edit)),
    { start, end, newText: field },
  ];
}

function fieldText(
  { text }: SourceFile,
  { label, name, number, options }: GroupNode,
  added: readonly string[],
): string {
  const own = options?.options.map((option) => text.slice(option.start, option.end)) ?? [];
  const list = [...own, ...added].join(', ');
  const type = name?.text ?? '';
  const repeated = label?.label === 'repeated' ? 'repeated ' : '';
  const value = text.slice(number?.start, number?.end);
  return `${repeated}${type} ${type.toLowerCase()} = ${value}${list === '' ? '' : ` [${list}]`};`;
}

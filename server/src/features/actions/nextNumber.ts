import { CodeActionKind } from 'vscode-languageserver-types';
import type { EnumNode, EnumValueNode, FieldNode, TextEdit } from '../../compiler/index.ts';
import { freeNumbers, nextNumber } from '../completion/numbers.ts';
import { meet } from '../places.ts';
import type { Action, ActionContext, ProposedAction } from './action.ts';
import { enumAt, fieldsOf, messageAt, type MessageBlock, numberOf } from './members.ts';

/** Gives the field or enum value at the place, which has no number yet, the next free one. */
export const giveNumber: Action = (context) => {
  const node = context.path.findLast((each) => each.kind === 'field' || each.kind === 'enumValue');
  const owner = node?.kind === 'field' ? messageAt(context) : enumAt(context);
  const number = owner && nextNumber(owner);
  return node?.name === undefined || node.number !== undefined || number === undefined
    ? []
    : [
        {
          title: `Use the next free number ${number}`,
          kind: CodeActionKind.QuickFix,
          edits: [numberEdit(context, node, number)],
        },
      ];
};

/** Behind the `=` when that is there. */
function numberEdit(
  { linked }: ActionContext,
  { name, end }: FieldNode | EnumValueNode,
  number: number,
): TextEdit {
  const from = name?.end ?? end;
  const written = /^\s*=[ \t]*/.exec(linked.source.text.slice(from));
  return written === null
    ? { start: from, end: from, newText: ` = ${number}` }
    : { start: from, end: from + written[0].length, newText: ` = ${number}` };
}

/** Gives every field or value that uses a number again one of its own; the first user keeps it. */
export const renumberDuplicates: Action = (context) => {
  const owner = enumAt(context) ?? messageAt(context);
  const edits = owner === undefined ? [] : duplicates(owner);
  const [first] = edits;
  const isTouched = edits.some((edit) => meet(edit, context.span));
  return first === undefined || !isTouched || allowsAliases(context, owner)
    ? []
    : [renumbering(edits)];
};

function renumbering(edits: readonly TextEdit[]): ProposedAction {
  const many = edits.length === 1 ? '' : `all ${edits.length} `;
  return {
    title: `Give ${many}duplicate number${many === '' ? '' : 's'} the next free one`,
    kind: CodeActionKind.QuickFix,
    edits,
  };
}

function allowsAliases({ linked }: ActionContext, owner: EnumNode | MessageBlock | undefined) {
  return (
    owner?.kind === 'enum' &&
    !linked.diagnostics.some(({ code }) => code === 'duplicate-enum-number')
  );
}

function duplicates(owner: MessageBlock | EnumNode): readonly TextEdit[] {
  const members =
    owner.kind === 'enum'
      ? owner.members.filter((member) => member.kind === 'enumValue')
      : fieldsOf(owner);
  const free = freeNumbers(owner);
  const used = new Set<number>();
  const edits: TextEdit[] = [];
  for (const member of members) {
    const number = numberOf(member);
    if (number !== undefined && used.has(number) && member.number) {
      const { value } = free.next();
      if (value === undefined) {
        break;
      }
      edits.push({ start: member.number.start, end: member.number.end, newText: String(value) });
    }
    used.add(number ?? NaN);
  }
  return edits;
}

import { CodeActionKind } from 'vscode-languageserver-types';
import { nextNumber } from '../completion/numbers.ts';
import type { Action, ActionContext, ProposedAction } from './action.ts';
import {
  type CompleteField,
  messageAt,
  type MessageBlock,
  numberOf,
  selectedFields,
  symbolOf,
  takenWithin,
} from './members.ts';
import { freshError, linkedAfter, meansTheSame } from './proof.ts';
import { reserve } from './reserve.ts';
import { eolOf, extentOf, freshName, indentAt, linesOf, reindent } from './statements.ts';

/**
 * Moves the selected fields into a message of their own, nested in theirs, and puts a field of it in
 * their place. The fields keep their numbers there; here they are reserved.
 */
export const extractMessage: Action = (context) => {
  const message = messageAt(context);
  const fields = message === undefined ? [] : selectedFields(context, message);
  const number = message && nextNumber(message);
  if (message === undefined || fields.length === 0 || number === undefined) {
    return [];
  }
  const taken = takenWithin(context.linked, message);
  const name = freshName(taken, 'Details');
  const field = freshName(taken, name.toLowerCase());
  const action = extraction(context, { message, fields, name, field, number });
  const after = linkedAfter(context, action.edits);
  const fullName = `${symbolOf(context.linked, message)?.fullName ?? ''}.${name}`;
  return after !== undefined &&
    freshError(context.linked, after) === undefined &&
    meansTheSame(context.linked, after, { added: [fullName] })
    ? [action]
    : [];
};

interface Extraction {
  readonly message: MessageBlock;
  readonly fields: readonly CompleteField[];
  /** Of the new message. */
  readonly name: string;
  readonly field: string;
  readonly number: number;
}

function extraction(context: ActionContext, extracted: Extraction): ProposedAction {
  const { linked } = context;
  const { source, syntax } = linked;
  const { message, fields, name, field, number } = extracted;
  const [first] = fields;
  const indent = indentAt(source, first?.start ?? message.start);
  const eol = eolOf(source);
  const reserved = reserve(linked, message, {
    numbers: fields.map(numberOf).filter((each) => each !== undefined),
    names: fields.map((each) => each.name.text),
  });
  const bodies = fields.map((each) => {
    const { start, end } = extentOf(source, each);
    return reindent(source.text.slice(start, end), indent, `${indent}  `);
  });
  const lines = [
    `message ${name} {`,
    ...bodies,
    `${indent}}`,
    `${indent}${syntax === 'proto2' ? 'optional ' : ''}${name} ${field} = ${number};`,
    ...reserved.statements.map((statement) => indent + statement),
  ];
  const edits = fields.map((each, index) =>
    index === 0
      ? { ...extentOf(source, each), newText: lines.join(eol) }
      : { ...linesOf(source, each), newText: '' },
  );
  const what = fields.length === 1 ? 'the field' : `${fields.length} fields`;
  return {
    title: `Extract ${what} to a message (changes the wire format)`,
    kind: CodeActionKind.RefactorExtract,
    isProven: true,
    edits: [...edits, ...reserved.edits],
  };
}

import { CodeActionKind } from 'vscode-languageserver-types';
import type { Action, ActionContext } from './action.ts';
import { type CompleteField, messageAt, selectedFields, takenWithin } from './members.ts';
import { eolOf, extentOf, freshName, indentAt, reindent, sliceWith } from './statements.ts';

/** Puts the selected fields, which follow each other, into a oneof. */
export const wrapInOneof: Action = (context) => {
  const message = messageAt(context);
  const fields = message === undefined ? [] : selectedFields(context, message);
  const [first] = fields;
  const last = fields.at(-1);
  if (
    message === undefined ||
    first === undefined ||
    last === undefined ||
    !fields.every(mayBeInOneof)
  ) {
    return [];
  }
  const { source } = context.linked;
  const name = freshName(takenWithin(context.linked, message), 'choice');
  const span = { start: extentOf(source, first).start, end: extentOf(source, last).end };
  const indent = indentAt(source, first.start);
  const eol = eolOf(source);
  const body = reindent(sliceWith(source, span, labels(context, fields)), indent, `${indent}  `);
  return [
    {
      title:
        fields.length === 1
          ? 'Wrap the field in a oneof'
          : `Wrap ${fields.length} fields in a oneof`,
      kind: CodeActionKind.RefactorRewrite,
      edits: [{ ...span, newText: `oneof ${name} {${eol}${body}${eol}${indent}}` }],
    },
  ];
};

function mayBeInOneof({ label, type }: CompleteField): boolean {
  return type.kind !== 'mapType' && (label === undefined || label.label === 'optional');
}

/** A field of a oneof has no label. */
function labels({ linked }: ActionContext, fields: readonly CompleteField[]) {
  return fields.flatMap(({ label, type }) =>
    label === undefined || linked.source.text.slice(label.end, type.start).trim() !== ''
      ? []
      : [{ start: label.start, end: type.start, newText: '' }],
  );
}

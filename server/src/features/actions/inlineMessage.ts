import { CodeActionKind } from 'vscode-languageserver-types';
import type { FieldNode, ProtoSymbol, TextEdit } from '../../compiler/index.ts';
import type { FileSummary, Snapshot } from '../../workspace/index.ts';
import { freeNumbers } from '../completion/numbers.ts';
import { namesOf } from '../symbolAt.ts';
import type { Action, ActionContext } from './action.ts';
import {
  type CompleteField,
  isComplete,
  type MessageBlock,
  numberOf,
  symbolOf,
} from './members.ts';
import { freshError, linkedAfter, meansTheSame } from './proof.ts';
import { reserve } from './reserve.ts';
import {
  eolOf,
  extentOf,
  indentAt,
  isOnHeader,
  linesOf,
  reindent,
  sliceWith,
} from './statements.ts';

/** Files that are looked at for other uses of the message; with more there is no action. */
const maximumFiles = 20;

/**
 * Puts the fields of a message in the place of the only field that is of it, under new numbers, and
 * removes the message. It has plain fields alone, and stands in the same file as its user.
 */
export const inlineMessage: Action = (context) => {
  const message = context.path.findLast((node) => node.kind === 'message');
  const symbol = message && symbolOf(context.linked, message);
  if (symbol === undefined || message?.body === undefined || !isOnHeader(message, context.span)) {
    return [];
  }
  const block = { ...message, body: message.body };
  const user = onlyUser(context, symbol);
  const fields = message.members.filter(isComplete);
  if (user === undefined || fields.length === 0 || fields.length < message.members.length) {
    return [];
  }
  const edits = inlining(context, { message: block, fields, ...user });
  const after = edits && linkedAfter(context, edits);
  return edits === undefined ||
    after === undefined ||
    freshError(context.linked, after) !== undefined ||
    !meansTheSame(context.linked, after, { removed: [symbol.fullName] })
    ? []
    : [
        {
          title: `Inline message "${symbol.name}" into its only user (changes the wire format)`,
          kind: CodeActionKind.RefactorInline,
          isProven: true,
          edits,
        },
      ];
};

interface User {
  readonly owner: MessageBlock;
  readonly field: CompleteField;
}

/** The only field of this type, when nothing else in the workspace names the message. */
function onlyUser({ snapshot, uri, linked }: ActionContext, symbol: ProtoSymbol): User | undefined {
  const [use, ...more] = namesOf(linked, symbol).filter(({ isDefinition }) => !isDefinition);
  if (use === undefined || more.length > 0) {
    return undefined;
  }
  const others = [...snapshot.uris()].filter(
    (other) => other !== uri && snapshot.mentions(other, symbol.name) && sees(snapshot, other, uri),
  );
  const isUsedElsewhere = others.slice(0, maximumFiles).some((other) => {
    const file = snapshot.linked(other);
    return file !== undefined && namesOf(file, symbol).length > 0;
  });
  return isUsedElsewhere || others.length > maximumFiles
    ? undefined
    : userAt(linked, symbol, use.span.end);
}

/** Whether a file imports another one, through public imports too. */
function sees(snapshot: Snapshot, from: string, target: string): boolean {
  const seen = new Set<string>();
  const visit = (uri: string, imports: FileSummary['imports']): boolean =>
    imports.some(({ path }) => {
      const found = snapshot.resolveImport(uri, path);
      if (found === undefined || found === target || seen.has(found)) {
        return found === target;
      }
      seen.add(found);
      return visit(
        found,
        snapshot.summary(found).imports.filter(({ isPublic }) => isPublic),
      );
    });
  return visit(from, snapshot.summary(from).imports);
}

function userAt(
  { symbols }: ActionContext['linked'],
  type: ProtoSymbol,
  offset: number,
): User | undefined {
  for (const { kind, node, parent } of symbols.values()) {
    const owner = parent?.node;
    const isUser = kind === 'field' && node.start <= offset && node.end >= offset;
    if (
      isUser &&
      isComplete(node) &&
      isSingular(node) &&
      owner?.kind === 'message' &&
      owner !== type.node
    ) {
      return owner.body !== undefined && owner.members.includes(node)
        ? { owner: { ...owner, body: owner.body }, field: node }
        : undefined;
    }
  }
  return undefined;
}

function isSingular({ label, type, options }: FieldNode): boolean {
  return (
    type?.kind === 'name' &&
    options === undefined &&
    (label === undefined || label.label === 'optional')
  );
}

interface Inlining extends User {
  readonly message: MessageBlock;
  readonly fields: readonly CompleteField[];
}

function inlining(
  { linked }: ActionContext,
  { owner, field, message, fields }: Inlining,
): readonly TextEdit[] | undefined {
  const { source } = linked;
  const reserved = reserve(linked, owner, {
    numbers: [numberOf(field)].filter((each) => each !== undefined),
    names: fields.some(({ name }) => name.text === field.name.text) ? [] : [field.name.text],
  });
  const indent = indentAt(source, field.start);
  const texts: string[] = [];
  const free = freeNumbers(owner);
  for (const each of fields) {
    const { value: number } = free.next();
    if (number === undefined) {
      return undefined;
    }
    const { start, end } = each.number;
    const text = sliceWith(source, extentOf(source, each), [{ start, end, newText: `${number}` }]);
    texts.push(reindent(text, indentAt(source, each.start), indent).trimStart());
  }
  const newText = [...texts, ...reserved.statements].join(eolOf(source) + indent);
  return [
    { ...extentOf(source, field), newText },
    ...reserved.edits,
    { ...linesOf(source, message), newText: '' },
  ];
}

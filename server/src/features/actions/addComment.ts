import { CodeActionKind } from 'vscode-languageserver-types';
import { commentsOf } from '../../compiler/index.ts';
import type { Action } from './action.ts';
import { declarationAt } from './members.ts';
import { eolOf, indentAt } from './statements.ts';

/** Begins the comment of a definition that has none. */
export const addComment: Action = (context) => {
  const node = declarationAt(context);
  const { source } = context.linked;
  if (node?.name === undefined || isCommented(commentsOf(source, node))) {
    return [];
  }
  const { start } = node;
  const newText = `// ${node.name.text}: say here what it stands for.${eolOf(source)}${indentAt(source, start)}`;
  return [
    {
      title: `Add a comment to "${node.name.text}"`,
      kind: CodeActionKind.RefactorRewrite,
      isProven: true,
      edits: [{ start, end: start, newText }],
    },
  ];
};

function isCommented({ leading, trailing }: ReturnType<typeof commentsOf>): boolean {
  return leading !== undefined || trailing !== undefined;
}

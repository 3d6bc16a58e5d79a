import { CodeActionKind } from 'vscode-languageserver-types';
import type { Node, ProtoSymbol, SourceFile, TextEdit } from '../../compiler/index.ts';
import type { Action } from './action.ts';
import { addOptions } from './addOption.ts';
import { declarationAt, symbolOf } from './members.ts';
import { eolOf, extentOf, indentAt } from './statements.ts';

/** Sets `deprecated` on the definition at the place, and begins the comment that says what to use. */
export const deprecate: Action = (context) => {
  const node = declarationAt(context);
  const symbol = node && symbolOf(context.linked, node);
  const { source, options } = context.linked;
  if (node === undefined || symbol === undefined || node.kind === 'oneof') {
    return [];
  }
  if ((options.get(symbol)?.value.valuesOf('deprecated').length ?? 0) > 0) {
    return [];
  }
  const edit = addOptions(source, node, ['deprecated = true']);
  return edit === undefined
    ? []
    : [
        {
          title: `Deprecate ${wordFor(symbol)} "${symbol.name}"`,
          kind: CodeActionKind.RefactorRewrite,
          isProven: true,
          edits: [...comment(source, node), edit],
        },
      ];
};

function wordFor({ kind }: ProtoSymbol): string {
  return kind === 'enumValue' ? 'value' : kind === 'method' ? 'rpc' : kind;
}

/** A last line of the comment that is there. A block comment is left as it is. */
function comment(source: SourceFile, { start, end }: Node): readonly TextEdit[] {
  const above = source.text.slice(extentOf(source, { start, end }).start, start);
  if (above.includes('/*') || /\bdeprecated\b/i.test(above)) {
    return [];
  }
  const newText = `// Deprecated: say here what to use instead.${eolOf(source)}${indentAt(source, start)}`;
  return [{ start, end: start, newText }];
}

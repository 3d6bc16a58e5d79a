import { type CompletionItem, CompletionItemTag, MarkupKind } from 'vscode-languageserver-types';
import { documentationOf, type ProtoSymbol } from '../../compiler/index.ts';
import { safeMarkdown } from '../hover/markdown.ts';

/** An item with the comment of what it names, struck out where that is deprecated. */
export function documented(symbol: ProtoSymbol, item: CompletionItem): CompletionItem {
  const comment = documentationOf(symbol.file, symbol.node);
  return {
    ...item,
    ...(comment !== undefined && {
      documentation: { kind: MarkupKind.Markdown, value: safeMarkdown(comment) },
    }),
    ...(symbol.isDeprecated && { tags: [CompletionItemTag.Deprecated] }),
  };
}

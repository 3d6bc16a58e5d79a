import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import type { LinkedFile, ProtoSymbol } from '../../compiler/index.ts';
import { toRange } from '../places.ts';
import { documented } from './documented.ts';
import { shortestName } from './names.ts';

const mostNames = 200;

/**
 * Names behind a `[` or a backtick of a comment: what stands there is a link that a rename follows.
 * Those of the file come first, then types in sight.
 */
export function commentItems(uri: string, linked: LinkedFile, offset: number): CompletionItem[] {
  const { text } = linked.source;
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  const typed = /[`[]([\w.]*)$/.exec(line)?.[1];
  if (typed === undefined) {
    return [];
  }
  const range = toRange(linked.source, { start: offset - typed.length, end: offset });
  return namesInSight(linked, typed.toLowerCase()).map((symbol, index) => {
    const newText = shortestName(linked, linked.packageName, symbol.fullName);
    return {
      label: newText,
      kind: CompletionItemKind.Reference,
      detail: symbol.fullName,
      sortText: String(index).padStart(4, '0'),
      filterText: newText,
      textEdit: { range, newText },
      ...documented(uri, uri, symbol),
    };
  });
}

function namesInSight(linked: LinkedFile, typed: string): readonly ProtoSymbol[] {
  const found: ProtoSymbol[] = [];
  for (const file of [linked, ...linked.visible.filter((each) => each !== linked)]) {
    for (const symbol of file.symbols.values()) {
      const isShown = file === linked || symbol.kind === 'message' || symbol.kind === 'enum';
      if (isShown && symbol.fullName.toLowerCase().includes(typed)) {
        found.push(symbol);
      }
      if (found.length === mostNames) {
        return found;
      }
    }
  }
  return found;
}

import { type Hover, MarkupKind } from 'vscode-languageserver-types';
import type { LinkedFile, ProtoSymbol, Span } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import { celHelp } from './cel/help.ts';
import { describe } from './hover/describe.ts';
import { importHelp } from './hover/importHelp.ts';
import { userFacts } from './hover/users.ts';
import { wordHelp } from './hover/wordHelp.ts';
import { importAt } from './importAt.ts';
import { remembered } from './remembered.ts';
import { type PositionParams, toOffset, toRange } from './places.ts';
import { symbolAt } from './symbolAt.ts';

/**
 * What stands at a position: an import's file, a name with its comment and what holds for it on the
 * wire and in JSON, a part of an expression in an option, a word of the language, a field's number.
 */
export function hover(snapshot: Snapshot, { uri, position }: PositionParams): Hover | undefined {
  const linked = snapshot.linked(uri);
  if (linked === undefined) {
    return undefined;
  }
  const offset = toOffset(linked.source, position);
  const imported = importAt(linked.source, offset);
  if (imported !== undefined) {
    return answer(linked, importHelp(snapshot, uri, imported.path.value), imported.path);
  }
  const named = symbolAt(linked, offset);
  if (named !== undefined) {
    return answer(linked, descriptionsOf(snapshot)(linked)(named.symbol), named.span);
  }
  const word = celHelp(linked, offset) ?? wordHelp(linked, offset);
  return word && answer(linked, word.markdown, word.span);
}

/** A pointer comes to rest on the same names again and again while nothing changes. */
const descriptionsOf = remembered((snapshot: Snapshot) =>
  remembered(({ source }: LinkedFile) =>
    remembered((symbol: ProtoSymbol) => {
      const from = snapshot.uriOf(source) ?? '';
      return describe(snapshot, from, symbol, userFacts(snapshot, symbol));
    }),
  ),
);

function answer({ source }: LinkedFile, value: string, span: Span): Hover {
  return { contents: { kind: MarkupKind.Markdown, value }, range: toRange(source, span) };
}

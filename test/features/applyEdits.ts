import type { TextEdit } from 'vscode-languageserver-types';
import { createLineIndex } from '../../server/src/compiler/index.ts';

/** The text after LSP edits, which refer to the text before and do not overlap. */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const lines = createLineIndex(text);
  const offsetOf = ({ line, character }: TextEdit['range']['start']): number =>
    lines.offsetAt({ line, column: character });
  return edits
    .toSorted((a, b) => offsetOf(b.range.start) - offsetOf(a.range.start))
    .reduce(
      (result, { range, newText }) =>
        result.slice(0, offsetOf(range.start)) + newText + result.slice(offsetOf(range.end)),
      text,
    );
}

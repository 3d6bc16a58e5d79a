import type { Range, TextEdit } from 'vscode-languageserver-types';
import type { Snapshot } from '../../workspace/index.ts';
import { editsWithin, lineEdits } from '../formatting.ts';
import { formatTextDocument } from './formatText.ts';

/** Formats a document of the text format by edits of the lines that differ. */
export function textFormatting(snapshot: Snapshot, { uri }: { readonly uri: string }): TextEdit[] {
  const source = snapshot.source(uri);
  return source === undefined ? [] : lineEdits(source, formatTextDocument(source));
}

/** The edits of `textFormatting` within the lines of a range. */
export function textRangeFormatting(
  snapshot: Snapshot,
  { uri, range }: { readonly uri: string; readonly range: Range },
): TextEdit[] {
  const source = snapshot.source(uri);
  return source === undefined ? [] : editsWithin(source, formatTextDocument(source), range);
}

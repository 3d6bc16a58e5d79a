import { type CompletionItem, CompletionItemKind } from 'vscode-languageserver-types';
import { headerKeys, headerOf, type SourceFile, type Span } from '../../compiler/index.ts';
import { parentUri, sharedLength, type Snapshot } from '../../workspace/index.ts';
import { toRange } from '../places.ts';
import { fileOf } from '../data/schema.ts';

/** A comment of a header with the cursor in it. */
export interface HeaderPlace {
  readonly uri: string;
  readonly source: SourceFile;
  readonly comment: Span;
  readonly offset: number;
}

/** Keys, and behind a key the files and messages of the workspace. */
export function headerItems(snapshot: Snapshot, place: HeaderPlace): CompletionItem[] {
  const { source, comment, offset } = place;
  const before = source.text.slice(comment.start, offset);
  const [whole, key, value = ''] = /^#[ \t]*(proto-\w+)[ \t]*:[ \t]*(\S*)$/.exec(before) ?? [];
  if (whole !== undefined) {
    const range = toRange(source, { start: offset - value.length, end: comment.end });
    return key === 'proto-message'
      ? messages(snapshot, place).map((each) => ({
          ...each,
          textEdit: { range, newText: each.label },
        }))
      : files(snapshot, place.uri).map((each) => ({
          ...each,
          textEdit: { range, newText: each.label },
        }));
  }
  const [, space = '', word = ''] = /^#([ \t]*)([\w-]*)$/.exec(before) ?? [];
  if (before !== `#${space}${word}`) {
    return [];
  }
  const range = toRange(source, { start: offset - space.length - word.length, end: offset });
  return keysLeft(source).map((label) => ({
    label,
    kind: CompletionItemKind.Keyword,
    filterText: `${space}${label}`,
    textEdit: { range, newText: ` ${label}: ` },
    command: { title: 'Suggest', command: 'editor.action.triggerSuggest' },
  }));
}

function keysLeft(source: SourceFile): readonly string[] {
  const { file, message } = headerOf(source);
  return headerKeys.filter(
    (key) =>
      !(key === 'proto-file' && file !== undefined) &&
      !(key === 'proto-message' && message !== undefined),
  );
}

/** The nearest first. */
function files(snapshot: Snapshot, uri: string): CompletionItem[] {
  return [...snapshot.uris()]
    .filter((other) => other.endsWith('.proto'))
    .map((other) => ({ path: snapshot.importPathOf(other), far: farness(uri, other) }))
    .map(({ path, far }) => ({ label: path, kind: CompletionItemKind.File, sortText: far + path }));
}

/** Of the file that the header names, else of the workspace. */
function messages(snapshot: Snapshot, { uri, source }: HeaderPlace): CompletionItem[] {
  const { file } = headerOf(source);
  const home = file && fileOf(snapshot, { uri }, file);
  return [...(home === undefined ? snapshot.uris() : [home])].flatMap((other) =>
    snapshot
      .summary(other)
      .definitions.filter(({ kind }) => kind === 'message')
      .map(({ fullName }) => ({
        label: fullName,
        kind: CompletionItemKind.Class,
        detail: snapshot.importPathOf(other),
        sortText: farness(uri, other) + fullName,
      })),
  );
}

function farness(from: string, to: string): string {
  return String(9999 - sharedLength(parentUri(from), parentUri(to))).padStart(4, '0');
}

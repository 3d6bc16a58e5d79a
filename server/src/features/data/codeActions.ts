import { type CodeAction, CodeActionKind } from 'vscode-languageserver-types';
import {
  headerOf,
  type LiteralFieldNode,
  messageOf,
  type SourceFile,
} from '../../compiler/index.ts';
import { parentUri, sharedLength, type Snapshot } from '../../workspace/index.ts';
import { type CodeActionParams, fixesOf } from '../codeActions.ts';
import { toRange } from '../places.ts';
import { dataFindings } from './diagnostics.ts';

/** Files that are looked into for a message with the fields of a document. */
const maximumFiles = 400;
const maximumOffers = 5;

/** The fixes of the findings that a range touches; for a document without a header, one to add. */
export function dataCodeActions(
  snapshot: Snapshot,
  { uri, range, context: { only } = {} }: CodeActionParams,
): CodeAction[] {
  const source = snapshot.source(uri);
  const isWanted = (kind: string): boolean =>
    only?.some((each) => each === '' || kind === each || kind.startsWith(`${each}.`)) ?? true;
  if (source === undefined || !isWanted(CodeActionKind.QuickFix)) {
    return [];
  }
  return [
    ...fixesOf(snapshot, { uri, source, range }, dataFindings(snapshot, uri)),
    ...headerActions(snapshot, uri, source),
  ];
}

interface Candidate {
  readonly path: string;
  readonly message: string;
  readonly nearness: number;
}

function headerActions(snapshot: Snapshot, uri: string, source: SourceFile): CodeAction[] {
  const { file, message } = headerOf(source);
  if (file !== undefined || message !== undefined) {
    return [];
  }
  const known = candidates(snapshot, uri, messageOf(source).fields);
  const offers = known.length > 0 ? known : [{ path: '', message: '' }];
  return offers.map((offer) => headerAction(uri, source, offer));
}

function headerAction(
  uri: string,
  source: SourceFile,
  { path, message }: Pick<Candidate, 'path' | 'message'>,
): CodeAction {
  const lines = [`# proto-file: ${path}`, `# proto-message: ${message}`, '', ''];
  const start = source.text.startsWith('\uFEFF') ? 1 : 0;
  const range = toRange(source, { start, end: start });
  return {
    title: message === '' ? 'Add schema header' : `Add schema header for ${message}`,
    kind: CodeActionKind.QuickFix,
    edit: { changes: { [uri]: [{ range, newText: lines.join('\n') }] } },
  };
}

/** Messages that have all the fields of a document, the nearest first. */
function candidates(
  snapshot: Snapshot,
  uri: string,
  fields: readonly LiteralFieldNode[],
): readonly Candidate[] {
  const names = [
    ...new Set(fields.flatMap(({ name }) => (name.kind === 'identifier' ? [name.text] : []))),
  ];
  if (names.length === 0) {
    return [];
  }
  const files = [...snapshot.uris()]
    .filter((other) => other !== uri && names.every((name) => snapshot.mentions(other, name)))
    .map((other) => ({ uri: other, nearness: sharedLength(parentUri(uri), parentUri(other)) }))
    .sort((a, b) => b.nearness - a.nearness)
    .slice(0, maximumFiles);
  return files
    .flatMap(({ uri: other, nearness }) =>
      messagesWith(snapshot, other, names).map((message) => ({
        path: snapshot.importPathOf(other),
        message,
        nearness,
      })),
    )
    .slice(0, maximumOffers);
}

function messagesWith(
  snapshot: Snapshot,
  uri: string,
  names: readonly string[],
): readonly string[] {
  const symbols = snapshot.linked(uri)?.symbols.values() ?? [];
  return [...symbols]
    .filter(({ kind, children }) => {
      const own = new Set(children.map(({ name }) => name));
      return kind === 'message' && names.every((name) => own.has(name));
    })
    .map(({ fullName }) => fullName);
}

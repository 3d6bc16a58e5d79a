import {
  type DataDocument,
  dataFeatures,
  readDataDocument,
  withDataDocuments,
} from '../../server/src/features/index.ts';
import { expectAnnotated, parseFixture } from '../support/fixture.ts';
import { MemoryFileSystem, openWorkspace, uriOf } from '../workspace/memoryWorkspace.ts';
import { applyEdits } from './applyEdits.ts';

/** Which file of a fixture is the document, and how an editor calls its language. */
export interface DataFile {
  readonly path: string;
  readonly languageId: string;
  /** The type of its message, where it does not say it itself. */
  readonly type?: string;
}

export type OpenedData = Awaited<ReturnType<typeof openData>>;

/** A workspace of a fixture's `.proto` files, with its document and the cursor in it. */
export async function openData(source: string, file: DataFile) {
  const fixture = parseFixture(source);
  const text = fixture.texts.get(file.path) ?? '';
  const document = dataDocument(text, file);
  const protos = [...fixture.texts].filter(([path]) => path.endsWith('.proto'));
  const workspace = await openWorkspace(new MemoryFileSystem(protos));
  const snapshot = withDataDocuments(workspace.snapshot(), [document]);
  const { line, column } = document.source.lines.positionAt(fixture.cursor?.offset ?? 0);
  const position = { line, character: column };
  const features = dataFeatures[document.language];
  return {
    fixture,
    path: file.path,
    text,
    document,
    features,
    snapshot,
    uri: document.uri,
    position,
  };
}

/** The document that a text is. */
export function dataDocument(text: string, { path, languageId, type }: DataFile): DataDocument {
  const document = readDataDocument({ uri: uriOf(path), languageId, text, type });
  if (document === undefined) {
    throw new Error(`${path} is no document of data`);
  }
  return document;
}

/** Expects that the findings of the document are those that it is annotated with. */
export function expectDataFindings({
  fixture,
  path,
  document,
  features,
  snapshot,
  uri,
}: OpenedData): void {
  const { lines } = document.source;
  const files = fixture.files.filter((file) => file.path === path);
  expectAnnotated({ ...fixture, files }, () =>
    features.diagnostics(snapshot, { uri }).map(({ range: { start, end }, message }) => ({
      start: lines.offsetAt({ line: start.line, column: start.character }),
      end: lines.offsetAt({ line: end.line, column: end.character }),
      message: typeof message === 'string' ? message : message.value,
    })),
  );
}

/** What is offered at the cursor, in the order of the list. */
export function dataLabels({ features, snapshot, uri, position }: OpenedData): string[] {
  return features
    .completion(snapshot, { uri, position })
    .items.toSorted((a, b) => ((a.sortText ?? a.label) < (b.sortText ?? b.label) ? -1 : 1))
    .map(({ label }) => label);
}

/** The document after an item is accepted, the places of its snippet as they are. */
export function dataAccepted(opened: OpenedData, label: string): string {
  const { features, snapshot, uri, position, text } = opened;
  const { items } = features.completion(snapshot, { uri, position });
  const edit = items.find((item) => item.label === label)?.textEdit;
  if (edit === undefined || !('range' in edit)) {
    throw new Error(`no "${label}" among ${items.map((item) => item.label).join(', ')}`);
  }
  return applyEdits(text, [edit]);
}

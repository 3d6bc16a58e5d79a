import {
  type DocumentSchema,
  type LinkedFile,
  linkJson,
  linkText,
  parseJson,
  parseText,
  type SourceFile,
} from '../../compiler/index.ts';
import { type DataFile, nameOf, namesItsMessage, type Snapshot } from '../../workspace/index.ts';
import { readSchema, schemaUris } from './schema.ts';

/** A language whose documents are messages, not definitions. */
export type DataLanguage = 'textFormat' | 'json';

/** A document that holds a message of a type which the workspace defines. */
export interface DataDocument {
  readonly language: DataLanguage;
  readonly uri: string;
  readonly source: SourceFile;
  /** The type of the message, where the document does not name it itself. */
  readonly type: string | undefined;
}

/** A document as the editor has it. */
export interface EditedDocument {
  readonly uri: string;
  /** As the editor calls it. */
  readonly languageId: string;
  readonly text: string;
  /** The type of the message, for a document that does not name it itself. */
  readonly type?: string | undefined;
}

/** The languages as editors call them. */
const languages: ReadonlyMap<string, DataLanguage> = new Map([
  ['textproto', 'textFormat'],
  ['txtpb', 'textFormat'],
  ['pbtxt', 'textFormat'],
  ['prototext', 'textFormat'],
  ['json', 'json'],
  ['jsonc', 'json'],
]);

/** Whether documents of a language, as an editor calls it, hold messages or may do so. */
export function isDataLanguage(languageId: string): boolean {
  return languages.has(languageId);
}

/** Reads a document; undefined for one of another language, or of JSON without a known type. */
export function readDataDocument({
  uri,
  languageId,
  text,
  type,
}: EditedDocument): DataDocument | undefined {
  const language = languages.get(languageId);
  const mayBe = language !== 'json' || type !== undefined || namesItsMessage(text);
  const source = language && mayBe ? parseData({ language, uri, type }, text) : undefined;
  return language && source && { language, uri, source, type };
}

/** Reads a file of the disk, which tells its language by its name. */
export function readDataFile({ uri, text }: DataFile, type?: string): DataDocument | undefined {
  const languageId = /\.jsonc?$/.test(uri) ? 'json' : 'textproto';
  return readDataDocument({ uri, languageId, text, type });
}

function parseData(
  { language, uri, type }: Omit<DataDocument, 'source'>,
  text: string,
): SourceFile | undefined {
  return language === 'json' ? parseJson(nameOf(uri), text, type) : parseText(nameOf(uri), text);
}

/** The documents that must have been read before a data document can be linked. */
export function schemaDocuments(snapshot: Snapshot, document: DataDocument): readonly string[] {
  return schemaUris(snapshot, document);
}

/**
 * A snapshot in which data documents stand beside the `.proto` files, each linked against its schema:
 * so what is asked of a name is asked of all alike.
 */
export function withDataDocuments(snapshot: Snapshot, documents: Iterable<DataDocument>): Snapshot {
  const known = new Map(Array.from(documents, (document) => [document.uri, document]));
  if (known.size === 0) {
    return snapshot;
  }
  const links = new Map<string, LinkedFile>();
  const linkedOnce = (document: DataDocument): LinkedFile => {
    const linked = links.get(document.uri) ?? linkData(snapshot, document);
    links.set(document.uri, linked);
    return linked;
  };
  return overlaid(snapshot, {
    uris: () => [...snapshot.uris(), ...known.keys()],
    isOpen: (uri) => known.has(uri) || snapshot.isOpen(uri),
    isOwn: (uri) => known.has(uri) || snapshot.isOwn(uri),
    // A key of JSON is another word than the name of its field.
    mentions: (uri, word) => known.has(uri) || snapshot.mentions(uri, word),
    source: (uri) => known.get(uri)?.source ?? snapshot.source(uri),
    linked: (uri) => {
      const document = known.get(uri);
      return document === undefined ? snapshot.linked(uri) : linkedOnce(document);
    },
    uriOf: (source) =>
      [...known.values()].find((each) => each.source === source)?.uri ?? snapshot.uriOf(source),
  });
}

/** A snapshot that answers some questions in another way, and all the others as it did. */
function overlaid(snapshot: Snapshot, answers: Partial<Snapshot>): Snapshot {
  const { id, roots, resolution, folders, isComplete, baseline } = snapshot;
  return {
    id,
    roots,
    resolution,
    folders,
    isComplete,
    baseline,
    uris: () => snapshot.uris(),
    differing: (from) => snapshot.differing(from),
    isOpen: (uri) => snapshot.isOpen(uri),
    isOwn: (uri) => snapshot.isOwn(uri),
    problem: (uri) => snapshot.problem(uri),
    summary: (uri) => snapshot.summary(uri),
    meaning: (uri) => snapshot.meaning(uri),
    mentions: (uri, word) => snapshot.mentions(uri, word),
    indexed: (uri) => snapshot.indexed(uri),
    definitionsNamed: (name) => snapshot.definitionsNamed(name),
    filesOf: (place) => snapshot.filesOf(place),
    definitionsWith: (letters) => snapshot.definitionsWith(letters),
    filesDefining: (name) => snapshot.filesDefining(name),
    definitionsVersion: () => snapshot.definitionsVersion(),
    source: (uri) => snapshot.source(uri),
    linked: (uri) => snapshot.linked(uri),
    resolveImport: (from, path) => snapshot.resolveImport(from, path),
    imported: (each) => snapshot.imported(each),
    searchImport: (from, path) => snapshot.searchImport(from, path),
    importPathOf: (uri) => snapshot.importPathOf(uri),
    rootOf: (uri) => snapshot.rootOf(uri),
    lintedModule: (uri) => snapshot.lintedModule(uri),
    comparedModule: (uri) => snapshot.comparedModule(uri),
    uriOf: (source) => snapshot.uriOf(source),
    again: () => overlaid(snapshot.again(), answers),
    ...answers,
  };
}

function linkData(snapshot: Snapshot, document: DataDocument): LinkedFile {
  const { message, files } = readSchema(snapshot, document);
  return linkedWith(document, message && { message, files });
}

function linkedWith(
  { language, source }: Pick<DataDocument, 'language' | 'source'>,
  schema: DocumentSchema | undefined,
): LinkedFile {
  return language === 'json' ? linkJson(source, schema) : linkText(source, schema);
}

/** What becomes of a document when its schema, and perhaps its own text, is edited. */
export interface DataEdit {
  readonly text: string;
  /** A file of the workspace as it is then. */
  readonly linked: (uri: string) => LinkedFile | undefined;
  /** The full name that a message has then. */
  readonly futureName: (fullName: string) => string;
}

/** The link of a document after an edit; undefined where it has no schema, before or then. */
export function editedData(
  snapshot: Snapshot,
  document: DataDocument,
  { text, linked, futureName }: DataEdit,
): LinkedFile | undefined {
  const { message: before } = readSchema(snapshot, document);
  const files = schemaUris(snapshot, document).flatMap((uri) => linked(uri) ?? []);
  const name = before && futureName(before.fullName);
  const message = name && files.find((file) => file.lookup(name) !== undefined)?.lookup(name);
  const source = parseData(document, text);
  return message && source ? linkedWith({ ...document, source }, { message, files }) : undefined;
}

import {
  type LinkedFile,
  linkJson,
  linkText,
  parseJson,
  parseText,
  type SourceFile,
} from '../../compiler/index.ts';
import { nameOf, type Snapshot } from '../../workspace/index.ts';
import { readSchema, schemaUris } from './schema.ts';

/** A language whose documents are messages, not definitions. */
export type DataLanguage = 'textFormat' | 'json';

/** A document that holds a message of a type which the workspace defines. */
export interface DataDocument {
  readonly language: DataLanguage;
  readonly uri: string;
  readonly source: SourceFile;
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
  if (language !== 'json') {
    return language && { language, uri, source: parseText(nameOf(uri), text) };
  }
  const mayBe = type !== undefined || /"\$schema"\s*:\s*"proto:/.test(text);
  const source = mayBe ? parseJson(nameOf(uri), text, type) : undefined;
  return source && { language, uri, source };
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
  const links = new Map<string, LinkedFile>();
  const linkedOnce = (document: DataDocument): LinkedFile => {
    const linked = links.get(document.uri) ?? linkData(snapshot, document);
    links.set(document.uri, linked);
    return linked;
  };
  return overlaid(snapshot, {
    uris: () => [...snapshot.uris(), ...known.keys()],
    isOpen: (uri) => known.has(uri) || snapshot.isOpen(uri),
    mentions: (uri, word) =>
      known.get(uri)?.source.text.includes(word) ?? snapshot.mentions(uri, word),
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
  return new Proxy(snapshot, {
    get: (target, key): unknown => {
      const own = Object.hasOwn(answers, key);
      const value: unknown = Reflect.get(own ? answers : target, key, own ? answers : target);
      return typeof value === 'function'
        ? (...params: unknown[]): unknown => Reflect.apply(value, target, params)
        : value;
    },
  });
}

function linkData(snapshot: Snapshot, document: DataDocument): LinkedFile {
  const { language, source } = document;
  const { message, files } = readSchema(snapshot, document);
  const schema = message && { message, files };
  return language === 'json' ? linkJson(source, schema) : linkText(source, schema);
}

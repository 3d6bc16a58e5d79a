import { Emitter, type Event } from '../base/index.ts';
import {
  type DataDocument,
  isDataLanguage,
  type PositionParams,
  readDataDocument,
  readDataFile,
  schemaDocuments,
  soughtNames,
  withDataDocuments,
} from '../features/index.ts';
import type { Snapshot, Workspace } from '../workspace/index.ts';
import type { OpenDocument } from './documents.ts';
import { messageOfFile } from './jsonSchemas.ts';
import type { Settings } from './settings.ts';

/** What a client says of a document. */
export interface ClientDocument extends OpenDocument {
  readonly languageId: string;
  readonly version: number;
  readonly text: string;
}

/** Documents that may name something, and a state of the workspace to look at them in. */
export interface NamingDocuments {
  readonly snapshot: Snapshot;
  readonly documents: readonly DataDocument[];
}

interface Entry extends ClientDocument {
  /** Read when somebody asks; `type` is that of the settings. */
  read:
    { readonly type: string | undefined; readonly document: DataDocument | undefined } | undefined;
}

/** The open documents that are no `.proto` files, but hold messages of types from such. */
export class DataDocuments {
  readonly #workspace: Workspace;
  readonly #settings: Settings;
  readonly #entries = new Map<string, Entry>();
  readonly #changed = new Emitter<void>();

  /** Fires after each change of a document. */
  readonly onDidChange: Event<void> = this.#changed.event;

  constructor(workspace: Workspace, settings: Settings) {
    this.#workspace = workspace;
    this.#settings = settings;
  }

  /** Takes up a document or its new text; false for one that is none of these. */
  put(document: ClientDocument): boolean {
    if (!isDataLanguage(document.languageId)) {
      return false;
    }
    this.#entries.set(document.uri, { ...document, read: undefined });
    this.#changed.fire();
    return true;
  }

  /** Forgets a document; false for one that was not there. */
  remove(uri: string): boolean {
    const isKnown = this.#entries.delete(uri);
    if (isKnown) {
      // It may have been saved just now.
      this.#workspace.dataFiles.apply([{ uri, kind: 'changed' }]);
    }
    return isKnown;
  }

  has(uri: string): boolean {
    return this.#entries.has(uri);
  }

  versionOf(uri: string): number | undefined {
    return this.#entries.get(uri)?.version;
  }

  /** The open ones, oldest first. */
  all(): readonly OpenDocument[] {
    return [...this.#entries.values()];
  }

  /** Undefined for JSON of which no type is known, too. */
  get(uri: string): DataDocument | undefined {
    const entry = this.#entries.get(uri);
    if (entry === undefined) {
      return undefined;
    }
    const { json } = this.#settings.current;
    const type = json && messageOfFile(json, uri);
    if (entry.read === undefined || entry.read.type !== type) {
      entry.read = { type, document: readDataDocument({ ...entry, type }) };
    }
    return entry.read.document;
  }

  /** The present state with a document in it, once all that its schema needs has been read. */
  async view(document: DataDocument, signal?: AbortSignal): Promise<Snapshot> {
    let snapshot = await this.#workspace.loadAll(signal);
    for (const uri of schemaDocuments(snapshot, document)) {
      snapshot = await this.#workspace.load(uri, signal);
    }
    return withDataDocuments(snapshot, [document]);
  }

  /** The documents that may name what stands at a position. */
  async naming(asked: PositionParams, signal: AbortSignal): Promise<NamingDocuments> {
    const snapshot = await this.#workspace.loadAll(signal);
    const own = this.get(asked.uri);
    const words = soughtNames(own ? withDataDocuments(snapshot, [own]) : snapshot, asked);
    return this.withWords(words, signal, own);
  }

  /**
   * The documents, open ones and files of the disk, that have one of some words, and a state in which
   * their schemas have been read. `own` is among them if it is open.
   */
  async withWords(
    words: readonly string[],
    signal: AbortSignal,
    own?: DataDocument,
  ): Promise<NamingDocuments> {
    let snapshot = await this.#workspace.loadAll(signal);
    const documents =
      words.length === 0
        ? []
        : [...this.#openWith(words, own), ...(await this.#filesWith(words, snapshot, signal))];
    for (const uri of new Set(documents.flatMap((each) => schemaDocuments(snapshot, each)))) {
      snapshot = await this.#workspace.load(uri, signal);
    }
    return { snapshot, documents };
  }

  #openWith(words: readonly string[], own: DataDocument | undefined): DataDocument[] {
    return [...this.#entries.values()].flatMap(({ uri, text }) => {
      const document = words.some((word) => text.includes(word)) ? this.get(uri) : undefined;
      return document ?? (own?.uri === uri ? own : []);
    });
  }

  async #filesWith(
    words: readonly string[],
    snapshot: Snapshot,
    signal: AbortSignal,
  ): Promise<DataDocument[]> {
    const files = await this.#workspace.dataFiles.find(
      {
        words,
        isWanted: (uri) => !this.#entries.has(uri) && snapshot.isOwn(uri),
        isNamedOutside: (uri) => this.#typeOf(uri) !== undefined,
      },
      signal,
    );
    return files.flatMap((file) => readDataFile(file, this.#typeOf(file.uri)) ?? []);
  }

  /** The type of the message of a file, if the settings say it. */
  #typeOf(uri: string): string | undefined {
    const { json } = this.#settings.current;
    return json && /\.jsonc?$/.test(uri) ? messageOfFile(json, uri) : undefined;
  }
}

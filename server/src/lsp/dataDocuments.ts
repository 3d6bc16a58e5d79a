import { Emitter, type Event } from '../base/index.ts';
import {
  type DataDocument,
  isDataLanguage,
  readDataDocument,
  schemaDocuments,
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
    return this.#entries.delete(uri);
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

  /** A snapshot with all of them in it. */
  addTo(snapshot: Snapshot): Snapshot {
    const documents = [...this.#entries.keys()].flatMap((uri) => this.get(uri) ?? []);
    return documents.length === 0 ? snapshot : withDataDocuments(snapshot, documents);
  }
}

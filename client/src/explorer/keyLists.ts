import type { KeyClient, ListedEntry } from '../keys/keyClient.ts';
import { type FolderNode, nodeId } from './nodes.ts';

/** What is shown of a folder. */
export interface KeyList {
  readonly entries: readonly ListedEntry[];
  /** There are more than were asked for. */
  readonly hasMore: boolean;
}

/** Entries of a folder that are shown at first, and that "more" adds. */
const firstPage = 200;
const nextPage = 1_000;

/** Milliseconds for which a list is shown again without asking. */
const freshTime = 5_000;

interface KnownList {
  readonly list: Promise<KeyList>;
  readonly at: number;
}

/** The lists of the folders that are open, so that a refresh of the tree asks for few of them. */
export class KeyLists {
  readonly #client: Pick<KeyClient, 'list'>;
  readonly #now: () => number;
  readonly #lists = new Map<string, KnownList>();
  readonly #limits = new Map<string, number>();

  constructor(client: Pick<KeyClient, 'list'>, now: () => number = Date.now) {
    this.#client = client;
    this.#now = now;
  }

  /** Rejects with a message for people. */
  of(folder: FolderNode): Promise<KeyList> {
    const id = nodeId(folder);
    const known = this.#lists.get(id);
    if (known !== undefined && this.#now() - known.at < freshTime) {
      return known.list;
    }
    const list = this.#client.list(folder, this.#limits.get(id) ?? firstPage);
    this.#lists.set(id, { list, at: this.#now() });
    return list;
  }

  /** From now on a folder shows another page more. */
  more(folder: FolderNode): void {
    const id = nodeId(folder);
    this.#limits.set(id, (this.#limits.get(id) ?? firstPage) + nextPage);
    this.#lists.delete(id);
  }

  /** The next look asks anew; how much of a folder is shown stays. */
  forget(): void {
    this.#lists.clear();
  }
}

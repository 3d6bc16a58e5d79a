/** Earlier states of files, as a host can show them. */
import type { FileSystem } from '../workspace/index.ts';

/** What `against` may be instead of a revision. */
export const againstNothing = 'off';

/** A commit to compare with. */
export interface Revision {
  /** Full id. */
  readonly commit: string;
  /** As people call it, such as `main (3da1a28)`. */
  readonly name: string;
}

/** A folder, by its URI, and the commit that it is looked at in. */
export interface FolderAt {
  readonly folder: string;
  readonly commit: string;
}

/** Never rejects. */
export interface History {
  /**
   * The commit that `against` means for a folder: where it is empty the one at which the present
   * branch has left the default branch. Or why there is none, as a part of a sentence.
   */
  revision(folder: string, against: string): Promise<Revision | { readonly reason: string }>;
  /** The files of folders as they were, and all others as they are. */
  files(folders: readonly FolderAt[]): Promise<FileSystem>;
  /** URIs of `.proto` files that were there and are other ones now, or are gone. */
  changed(folder: FolderAt): Promise<readonly string[]>;
}

import { type FileState, isUnread } from './fileState.ts';
import type { FileTable } from './fileTable.ts';
import type { Scheduler } from './ports.ts';
import type { Snapshot } from './snapshot.ts';
import type { FileSummary } from './summary.ts';

export interface NeededFilesOptions {
  readonly files: FileTable;
  readonly scheduler: Scheduler;
  readonly summaryOf: (state: FileState) => FileSummary;
  /** Whether there is nothing to be gained from looking for an import in libraries. */
  readonly hasLookedFor: (path: string) => boolean;
  /** Told of each file before it gets another state. */
  readonly beforeChange: (uri: string) => void;
}

/** What an answer about a file needs and is not there yet. */
export interface Needs {
  /** Files that have not been read, nearest first. */
  readonly unread: readonly string[];
  /** Paths of imports that are still to be looked for in libraries. */
  readonly missing: readonly string[];
}

/** Reads that are under way at once. */
const readConcurrency = 16;
/** Milliseconds that a disk may take for a file, on average, to be waited for without doing else. */
const nearDiskMs = 0.5;

/** Finds and reads what a file needs: itself and all that it imports, however indirectly. */
export class NeededFiles {
  readonly #options: NeededFilesOptions;

  constructor(options: NeededFilesOptions) {
    this.#options = options;
  }

  /** What is missing for an answer about `uri`, as far as the snapshot knows the roots. */
  of(uri: string, snapshot: Snapshot): Needs {
    const { files, hasLookedFor } = this.#options;
    const seen = new Set([uri]);
    const missing: string[] = [];
    for (const each of seen) {
      const { imports } = snapshot.summary(each);
      for (const [index, imported] of snapshot.imported(each).entries()) {
        const path = imports[index]?.path;
        if (imported !== undefined) {
          seen.add(imported);
        } else if (path !== undefined && !hasLookedFor(path)) {
          missing.push(path);
        }
      }
    }
    const unread = [...seen].filter((each) => {
      const state = files.get(each);
      return state !== undefined && isUnread(state);
    });
    return { unread, missing };
  }

  /**
   * Reads files, and what they import as far as the snapshot knows the roots. A near disk is faster
   * when it is waited for.
   */
  async read(uris: readonly string[], snapshot: Snapshot): Promise<void> {
    const { files, scheduler, beforeChange } = this.#options;
    const pending = new Set(uris);
    let isNear = true;
    for (let batch = take(pending); batch.length > 0; batch = take(pending)) {
      batch.forEach(beforeChange);
      const started = scheduler.now();
      if (isNear && batch.every((uri) => files.readFirstNow(uri))) {
        isNear = scheduler.now() - started < nearDiskMs * batch.length;
      } else {
        await Promise.all(batch.map((uri) => files.readFirst(uri)));
      }
      batch.forEach((uri) =>
        this.#unreadImports(uri, snapshot).forEach((each) => pending.add(each)),
      );
    }
  }

  #unreadImports(uri: string, snapshot: Snapshot): string[] {
    const { files, summaryOf } = this.#options;
    const state = files.get(uri);
    const imports = state === undefined ? [] : summaryOf(state).imports;
    return imports.flatMap(({ path }) => {
      const imported = snapshot.resolveImport(uri, path);
      const known = imported === undefined ? undefined : files.get(imported);
      return known !== undefined && isUnread(known) ? [known.uri] : [];
    });
  }
}

/** Removes the first few. */
function take(uris: Set<string>): readonly string[] {
  const taken = [...uris].slice(0, readConcurrency);
  taken.forEach((uri) => uris.delete(uri));
  return taken;
}

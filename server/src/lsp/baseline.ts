import { type Disposable, DisposableStore, silentLogger } from '../base/index.ts';
import { nextTurn } from './turns.ts';
import { type Baseline, Workspace, type WorkspaceLayout } from '../workspace/index.ts';
import type { ServerContext } from './context.ts';
import type { OpenDocument } from './documents.ts';
import { againstNothing, type FolderAt, type History } from './history.ts';

/** Milliseconds after the last change of files until git is asked again. */
const quietMs = 400;
/** Of more changed files than this, nobody looks for what has moved between them. */
const maximumChanged = 400;

/** An earlier state that is being looked at. */
interface Past {
  /** Another one for other commits or another layout. */
  readonly key: string;
  readonly name: string;
  readonly workspace: Workspace;
  /** What has been read, with all that it imports. */
  readonly loaded: Set<string>;
  /** The latest that the workspace was given. */
  baseline: Baseline | undefined;
}

/** What it needs of the server. */
export type BaselineContext = Pick<ServerContext, 'workspace' | 'settings' | 'logger'> & {
  readonly host: Pick<ServerContext['host'], 'history'>;
};

export interface BaselineOptions {
  readonly context: BaselineContext;
  readonly documents: () => Iterable<Pick<OpenDocument, 'uri'>>;
}

/**
 * Keeps the workspace's baseline the one that the settings mean. Git is run when a document is open
 * and files, folders or settings have changed, never for a keystroke; of the earlier state only what
 * open documents are compared with is read, and the files that have changed since.
 */
export class BaselineSync implements Disposable {
  readonly #context: BaselineContext;
  readonly #documents: () => Iterable<Pick<OpenDocument, 'uri'>>;
  readonly #store = new DisposableStore();
  readonly #told = new Set<string>();
  #layout: WorkspaceLayout | undefined;
  #past: Past | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether the commits may be other ones than those of `#past`. */
  #isStale = true;
  #isRunning = false;

  constructor({ context, documents }: BaselineOptions) {
    this.#context = context;
    this.#documents = documents;
    this.#store.add(context.workspace.onDidChange(() => this.#schedule(quietMs)));
  }

  /** Looks at other folders, or with other settings. */
  setLayout(layout: WorkspaceLayout): void {
    this.#layout = layout;
    this.filesChanged();
  }

  /** A change of files may be another branch, or a commit. */
  filesChanged(): void {
    this.#isStale = true;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#schedule(quietMs);
  }

  dispose(): void {
    this.#store.dispose();
    clearTimeout(this.#timer);
    this.#layout = undefined;
    this.#close();
  }

  #schedule(delay: number): void {
    const isOlder = this.#isStale || this.#unloaded().length > 0;
    const isWanted = this.#layout !== undefined && this.#hasDocuments && isOlder;
    if (!isWanted || this.#isRunning || this.#timer !== undefined) {
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#isRunning = true;
      void this.#run().finally(() => {
        this.#isRunning = false;
        this.#schedule(quietMs);
      });
    }, delay);
  }

  get #hasDocuments(): boolean {
    return this.#context.host.history !== undefined && [...this.#documents()].length > 0;
  }

  /** Open documents that nothing has been read for. */
  #unloaded(): readonly string[] {
    const past = this.#past;
    return past === undefined
      ? []
      : [...this.#documents()].map(({ uri }) => uri).filter((uri) => !past.loaded.has(uri));
  }

  async #run(): Promise<void> {
    const { host, logger } = this.#context;
    const layout = this.#layout;
    if (host.history === undefined || layout === undefined) {
      return;
    }
    try {
      // Starting git takes the thread some 40 ms: what is open is answered first.
      await Promise.all([...this.#documents()].map(({ uri }) => this.#context.workspace.load(uri)));
      const wasStale = this.#isStale;
      this.#isStale = false;
      const changed = wasStale ? await this.#open(host.history, layout) : [];
      await this.#load(this.#unloaded());
      await this.#load(changed);
    } catch (error) {
      logger.error(`the earlier state: ${String(error)}`);
    }
  }

  /**
   * Goes back to the commits that the settings mean, unless that is where it is. Gives the files that
   * have changed since.
   */
  async #open(history: History, layout: WorkspaceLayout): Promise<readonly string[]> {
    const { workspace, settings } = this.#context;
    const against = settings.current.breaking?.against?.trim() ?? '';
    const found = against === againstNothing ? [] : await this.#revisions(history, layout, against);
    const [first] = found;
    if (first === undefined) {
      this.#close();
      workspace.setBaseline(undefined);
      return [];
    }
    const key = JSON.stringify([found.map(({ folder, commit }) => [folder, commit]), layout]);
    if (this.#past?.key !== key) {
      const fileSystem = await history.files(found);
      this.#close();
      const past = new Workspace({
        fileSystem,
        scheduler: { pause: nextTurn, now: () => performance.now() },
        logger: silentLogger,
        readsAhead: false,
      });
      past.setLayout(layout);
      this.#past = {
        key,
        name: first.name,
        workspace: past,
        loaded: new Set(),
        baseline: undefined,
      };
    }
    const changed = (await Promise.all(found.map((each) => history.changed(each)))).flat();
    return changed.length > maximumChanged ? [] : changed;
  }

  async #revisions(
    history: History,
    { folders }: WorkspaceLayout,
    against: string,
  ): Promise<readonly (FolderAt & { readonly name: string })[]> {
    const revisions = await Promise.all(folders.map((folder) => history.revision(folder, against)));
    return folders.flatMap((folder, index) => {
      const revision = revisions[index];
      if (revision !== undefined && 'commit' in revision) {
        return [{ folder, ...revision }];
      }
      this.#tell(folder, revision?.reason ?? '');
      return [];
    });
  }

  /** Once for each folder and reason. */
  #tell(folder: string, reason: string): void {
    const message = `${folder} is compared with no earlier state: ${reason}`;
    if (!this.#told.has(message)) {
      this.#told.add(message);
      this.#context.logger.info(message);
    }
  }

  async #load(uris: readonly string[]): Promise<void> {
    const past = this.#past;
    if (past === undefined) {
      return;
    }
    const fresh = uris.filter((uri) => !past.loaded.has(uri));
    for (const uri of fresh) {
      past.loaded.add(uri);
      await past.workspace.load(uri);
    }
    if (past === this.#past && (fresh.length > 0 || past.baseline === undefined)) {
      past.baseline = { name: past.name, snapshot: await past.workspace.loadAll() };
    }
    if (past === this.#past) {
      this.#context.workspace.setBaseline(past.baseline);
    }
  }

  #close(): void {
    this.#past?.workspace.dispose();
    this.#past = undefined;
  }
}

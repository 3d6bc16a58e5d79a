import type { GenerateCodeParams, GenerateCodeResult } from '../../../protocol/language.ts';
import type { Logger } from '../base/index.ts';
import type { History } from './history.ts';
import type {
  FileSystem,
  Indexer,
  PackageCaches,
  Scheduler,
  Workspace,
} from '../workspace/index.ts';

/** What the program gives the server that runs in it: a process has more than a worker of a browser. */
export interface ServerHost {
  /** All files, given those that the client reads for the server. */
  fileSystem(ofClient: FileSystem): FileSystem;
  /** The home folder, which `~` stands for; there is none in a browser. */
  readonly home?: string;
  /** Where Go and buf keep the modules that they have fetched. */
  packageCaches?(): PackageCaches;
  /** Fills the index; the thread of the server does when it is absent. */
  createIndexer?(parts: IndexerParts): Indexer;
  /** Earlier states of files; absent where git cannot be run. */
  readonly history?: History;
  /** Runs a generator; absent where no program can be run. */
  generateCode?(
    parts: GeneratorParts,
    params: GenerateCodeParams,
    signal: AbortSignal,
  ): Promise<GenerateCodeResult>;
}

export interface IndexerParts {
  readonly fileSystem: FileSystem;
  readonly scheduler: Scheduler;
  readonly logger: Logger;
  /** Where the index is kept between runs; nowhere when absent. */
  readonly cacheFolder: () => string | undefined;
}

export interface GeneratorParts {
  readonly workspace: Workspace;
  readonly logger: Logger;
}

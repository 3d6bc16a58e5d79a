import type { Connection } from 'vscode-languageserver';
import type { Logger } from '../base/index.ts';
import type { Workspace } from '../workspace/index.ts';
import type { DataDocuments } from './dataDocuments.ts';
import type { ServerHost } from './host.ts';
import type { LongWork } from './longWork.ts';
import type { Settings } from './settings.ts';

/** What every handler may use. */
export interface ServerContext {
  readonly connection: Connection;
  readonly workspace: Workspace;
  /** The open documents beside the workspace's `.proto` files. */
  readonly data: DataDocuments;
  readonly logger: Logger;
  /** What takes longer than a keystroke may wait. */
  readonly longWork: LongWork;
  readonly settings: Settings;
  readonly host: ServerHost;
}

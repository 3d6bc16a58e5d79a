import type { Connection } from 'vscode-languageserver/node';
import type { Logger } from '../base/index.ts';
import type { Workspace } from '../workspace/index.ts';
import type { Settings } from './settings.ts';

/** What every handler may use. */
export interface ServerContext {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly logger: Logger;
  readonly settings: Settings;
  /** Folder of the running program, where what ships with it lies. */
  readonly programFolder: string;
}

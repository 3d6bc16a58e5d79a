import type * as vscode from 'vscode';
import type { CommandTable } from '../commands/registerCommands.ts';
import { UserError } from '../commands/userError.ts';
import type { LanguageService } from '../language/languageService.ts';
import { showReferences } from '../language/showReferences.ts';
import { type browserCommandIds, commandIds, type CommandId } from '../manifest.ts';

export interface BrowserCommandContext {
  readonly log: vscode.LogOutputChannel;
  readonly language: LanguageService;
}

/**
 * The commands of a browser. The others are hidden there; a keybinding or another extension may run
 * them all the same, and is told why nothing happens.
 */
export function browserCommands({ log, language }: BrowserCommandContext): CommandTable {
  const absent = Object.fromEntries(commandIds.map((id) => [id, refuse])) as Record<
    CommandId,
    typeof refuse
  >;
  const present: Pick<CommandTable, (typeof browserCommandIds)[number]> = {
    'protoAtlas.showReferences': showReferences,
    'protoAtlas.restartServers': () => language.restart(),
    'protoAtlas.showLog': () => {
      log.show();
    },
  };
  return { ...absent, ...present };
}

function refuse(): never {
  throw new UserError(
    'This needs programs or connections, which a browser does not allow. ' +
      'Open the folder in VS Code on a computer, or in a window that is connected to one.',
  );
}

import * as vscode from 'vscode';
import { commandIds, type CommandId } from '../manifest.ts';
import type { Log } from '../log.ts';
import { type ErrorAction, noticeOf } from './userError.ts';

/** What each command does. Arguments come from menus, lenses and keybindings: check them. */
export type CommandTable = Readonly<Record<CommandId, (...args: readonly unknown[]) => unknown>>;

/** Registers every command; a failure ends in {@link showError}. */
export function registerCommands(table: CommandTable, log: Log): vscode.Disposable {
  const registrations = commandIds.map((id) =>
    vscode.commands.registerCommand(id, async (...args: readonly unknown[]) => {
      log.debug(`command ${id}`);
      try {
        return await table[id](...args);
      } catch (error) {
        await showError(error, log);
        return undefined;
      }
    }),
  );
  return vscode.Disposable.from(...registrations);
}

/** The one place that shows errors. Silent when the person cancelled. */
export async function showError(error: unknown, log: Log): Promise<void> {
  const notice = noticeOf(error);
  if (notice === undefined) {
    return;
  }
  log.error(notice.unforeseen && error instanceof Error ? (error.stack ?? '') : notice.message);
  const titles = notice.actions.map((action) => action.title);
  const chosen = await vscode.window.showErrorMessage(notice.message, ...titles);
  const action = notice.actions.find(({ title }) => title === chosen);
  if (action !== undefined) {
    await run(action);
  }
}

async function run({ command, argument }: ErrorAction): Promise<void> {
  await vscode.commands.executeCommand(command, ...(argument === undefined ? [] : [argument]));
}

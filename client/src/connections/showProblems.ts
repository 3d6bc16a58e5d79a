import type { LogOutputChannel } from 'vscode';
import { showError } from '../commands/registerCommands.ts';
import { UserError } from '../commands/userError.ts';
import { openSettings } from './pickConnection.ts';

/** Tells of entries that could not be used: the first in full, and how many more the log has. */
export async function showProblems(
  problems: readonly string[],
  log: LogOutputChannel,
): Promise<void> {
  problems.forEach((problem) => {
    log.warn(problem);
  });
  const [first, ...others] = problems;
  if (first === undefined) {
    return;
  }
  const rest = others.length === 0 ? '' : ` (${others.length} more in the log)`;
  await showError(new UserError(`${first}${rest}`, { actions: [openSettings] }), log);
}

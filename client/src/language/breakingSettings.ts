import * as vscode from 'vscode';
import type { BreakingSettings } from '../../../protocol/language.ts';
import { settingsSection } from '../manifest.ts';

/** What files are compared with; nothing before the workspace is trusted, since that runs git. */
export function readBreakingSettings(): BreakingSettings {
  if (!vscode.workspace.isTrusted) {
    return { against: 'off' };
  }
  const settings = vscode.workspace.getConfiguration(settingsSection);
  return {
    against: settings.get('breaking.against', ''),
    use: settings.get('breaking.use', ['WIRE_JSON']),
  };
}

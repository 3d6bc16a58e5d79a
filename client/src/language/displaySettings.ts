import * as vscode from 'vscode';
import type {
  CodeLensSettings,
  InlayHintSettings,
  LanguageSettings,
} from '../../../protocol/language.ts';
import { settingsSection } from '../manifest.ts';

/** Which hints and lenses are wanted, the same in all folders. */
export function readDisplaySettings(): Pick<LanguageSettings, 'inlayHints' | 'codeLens'> {
  const settings = vscode.workspace.getConfiguration(settingsSection);
  const inlayHints: Required<InlayHintSettings> = {
    features: settings.get('inlayHints.features', true),
    packages: settings.get('inlayHints.packages', true),
    fieldTags: settings.get('inlayHints.fieldTags', false),
    presence: settings.get('inlayHints.presence', false),
    packed: settings.get('inlayHints.packed', false),
    jsonNames: settings.get('inlayHints.jsonNames', false),
    defaults: settings.get('inlayHints.defaults', false),
    oneofNumbers: settings.get('inlayHints.oneofNumbers', false),
  };
  const codeLens: Required<CodeLensSettings> = {
    references: settings.get('codeLens.references', true),
  };
  return { inlayHints, codeLens };
}

import * as vscode from 'vscode';
import type {
  CodeLensSettings,
  DiagnosticsScope,
  FormatSettings,
  InlayHintSettings,
  JsonSettings,
  LanguageSettings,
} from '../../../protocol/language.ts';
import { settingsSection } from '../manifest.ts';

type JsonSchemas = JsonSettings['schemas'];
type Indent = Required<FormatSettings>['indent'];
type BlankLines = Required<FormatSettings>['blankLines'];

type DisplaySettings = Pick<
  LanguageSettings,
  'inlayHints' | 'codeLens' | 'diagnostics' | 'format' | 'json'
>;

/**
 * Which findings, hints and lenses are wanted, the same in all folders, how files are formatted, and
 * which JSON is checked.
 */
export function readDisplaySettings(): DisplaySettings {
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
  const codeLens: CodeLensSettings = {
    references: settings.get('codeLens.references', true),
  };
  const scope = settings.get<DiagnosticsScope>('diagnostics.scope', 'openFiles');
  const json = { schemas: settings.get<JsonSchemas>('json.schemas', []) };
  const format: Required<FormatSettings> = {
    indent: settings.get<Indent>('format.indent', 2),
    alignNumbers: settings.get('format.alignNumbers', false),
    blankLines: settings.get<BlankLines>('format.blankLines', 'keep'),
    lineLength: settings.get('format.lineLength', 0),
  };
  return { inlayHints, codeLens, diagnostics: { scope }, format, json };
}

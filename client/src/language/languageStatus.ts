import * as vscode from 'vscode';
import { languageId } from '../manifest.ts';
import type { LanguageService, LanguageState } from './languageService.ts';

const texts: Readonly<Record<LanguageState, string>> = {
  starting: 'Starting',
  running: 'Ready',
  restarting: 'Starting again',
  stopped: 'Stopped',
};

/** Says in the language status of `.proto` editors how the server is, and offers to restart it. */
export function createLanguageStatus(
  service: Pick<LanguageService, 'onDidChangeState'>,
): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('protoAtlas.language', {
    language: languageId,
  });
  item.name = 'Proto Atlas';
  item.detail = 'Proto Atlas language server';
  item.command = { command: 'protoAtlas.restartServers', title: 'Restart' };
  show(item, 'starting');
  const subscription = service.onDidChangeState((state) => {
    show(item, state);
  });
  return vscode.Disposable.from(item, subscription);
}

function show(item: vscode.LanguageStatusItem, state: LanguageState): void {
  item.text = texts[state];
  item.busy = state === 'starting' || state === 'restarting';
  item.severity =
    state === 'stopped'
      ? vscode.LanguageStatusSeverity.Error
      : vscode.LanguageStatusSeverity.Information;
}

import * as vscode from 'vscode';

/** An icon of `media/` for the tab of a panel, in its two colours. */
export function panelIcon(
  extensionUri: vscode.Uri,
  name: 'topology' | 'call',
): { readonly light: vscode.Uri; readonly dark: vscode.Uri } {
  const file = (theme: string): vscode.Uri =>
    vscode.Uri.joinPath(extensionUri, 'media', `${name}-${theme}.svg`);
  return { light: file('light'), dark: file('dark') };
}

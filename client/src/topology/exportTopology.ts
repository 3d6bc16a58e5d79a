import * as vscode from 'vscode';
import type { ExportRequest } from '../../../protocol/views.ts';

interface FormatItem extends vscode.QuickPickItem {
  readonly format: ExportRequest['format'];
}

const formats: readonly FormatItem[] = [
  { format: 'svg', label: 'SVG', description: 'a picture that stays sharp at any size' },
  { format: 'png', label: 'PNG', description: 'a picture' },
  { format: 'json', label: 'JSON', description: 'as `proto-atlas topology` prints it' },
  { format: 'mermaid', label: 'Mermaid', description: 'a flowchart for Markdown' },
];

const endings: Readonly<Record<ExportRequest['format'], string>> = {
  svg: 'svg',
  png: 'png',
  json: 'json',
  mermaid: 'mmd',
};

/** Asks what to export and how much of it; undefined when the person gives up. */
export async function pickExport(): Promise<ExportRequest | undefined> {
  const format = await vscode.window.showQuickPick(formats, {
    title: 'Export Topology',
    placeHolder: 'Format',
  });
  const scopes = [
    { label: 'What is shown', description: 'as filtered, hidden and focused now', scope: 'shown' },
    { label: 'Everything', description: 'every service and edge', scope: 'all' },
  ] as const;
  const scope =
    format &&
    (await vscode.window.showQuickPick(scopes, {
      title: `Export Topology as ${format.label}`,
      placeHolder: 'How much of it',
    }));
  return format && scope && { format: format.format, scope: scope.scope };
}

/** Asks for a file and writes it; says where it is. */
export async function saveExport({ format }: ExportRequest, content: Uint8Array): Promise<void> {
  const ending = endings[format];
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    title: 'Export Topology',
    ...(folder && { defaultUri: vscode.Uri.joinPath(folder, `topology.${ending}`) }),
    filters: { [format === 'mermaid' ? 'Mermaid' : ending.toUpperCase()]: [ending] },
  });
  if (uri === undefined) {
    return;
  }
  await vscode.workspace.fs.writeFile(uri, content);
  const open = 'Open';
  const chosen = await vscode.window.showInformationMessage(
    `The topology is in ${vscode.workspace.asRelativePath(uri)}.`,
    open,
  );
  if (chosen === open) {
    await vscode.commands.executeCommand('vscode.open', uri);
  }
}

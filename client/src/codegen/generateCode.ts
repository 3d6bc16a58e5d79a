import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { withProgress } from '../commands/progress.ts';
import { untrustedError, UserError } from '../commands/userError.ts';
import type { LanguageSend } from '../language/languageService.ts';
import { languageId, settingsSection } from '../manifest.ts';
import { resolvePath } from '../paths.ts';

/**
 * Generates code for the files selected in the explorer, or for the active editor, or for files
 * that it asks for, and offers to open what was written.
 */
export async function generateCode(
  send: LanguageSend,
  selected: readonly vscode.Uri[],
): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    throw untrustedError('Generating code');
  }
  const uris = selected.length > 0 ? selected : await pickFiles();
  const [first] = uris ?? [];
  if (uris === undefined || first === undefined) {
    return;
  }
  const outputFolder = await pickOutputFolder(first);
  if (outputFolder === undefined) {
    return;
  }
  const settings = vscode.workspace.getConfiguration(settingsSection, first);
  const params = {
    uris: uris.map(String),
    generator: 'protobuf-es',
    outputFolder: outputFolder.toString(),
    parameter: settings.get('codegen.parameter', 'target=ts'),
    includeImports: false,
  } as const;
  const { written, unchanged } = await withProgress('Generating code…', (signal) =>
    send('protoAtlas/generateCode', params, signal),
  );
  const parse = (uri: string): vscode.Uri => vscode.Uri.parse(uri, true);
  await showResult(written.map(parse), unchanged.map(parse), outputFolder);
}

/** The URIs among the arguments of a menu: the clicked one, then all selected ones. */
export function selectedUris(args: readonly unknown[]): readonly vscode.Uri[] {
  const [clicked, all] = args;
  const listed: readonly unknown[] = Array.isArray(all) && all.length > 0 ? all : [clicked];
  return listed.filter((item) => item instanceof vscode.Uri);
}

interface ScopeItem extends vscode.QuickPickItem {
  readonly scope: 'active' | 'choose' | 'all';
}

async function pickFiles(): Promise<readonly vscode.Uri[] | undefined> {
  const active = vscode.window.activeTextEditor?.document;
  const isProto = active?.languageId === languageId && active.uri.scheme === 'file';
  const others: readonly ScopeItem[] = [
    { label: '$(files) All .proto files of the workspace', scope: 'all' },
    { label: '$(list-selection) Choose files…', scope: 'choose' },
  ];
  const items = isProto
    ? [
        {
          label: `$(file) ${vscode.workspace.asRelativePath(active.uri)}`,
          description: 'active editor',
          scope: 'active',
        } as const,
        ...others,
      ]
    : others;
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Generate Code',
    placeHolder: 'For which files?',
  });
  switch (picked?.scope) {
    case 'active':
      return active === undefined ? undefined : [active.uri];
    case 'all':
      return findProtoFiles();
    case 'choose':
      return chooseFiles(await findProtoFiles());
    case undefined:
      return undefined;
  }
}

async function findProtoFiles(): Promise<readonly vscode.Uri[]> {
  const found = await vscode.workspace.findFiles('**/*.proto', '**/node_modules/**');
  if (found.length === 0) {
    throw new UserError('This workspace has no .proto file to generate code for.');
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

async function chooseFiles(found: readonly vscode.Uri[]): Promise<readonly vscode.Uri[]> {
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const picked = await vscode.window.showQuickPick(items, {
    title: 'Generate Code',
    placeHolder: 'Files',
    canPickMany: true,
  });
  return (picked ?? []).map(({ uri }) => uri);
}

/** Proposes the folder of the settings; Enter takes it. */
async function pickOutputFolder(file: vscode.Uri): Promise<vscode.Uri | undefined> {
  const proposed = configuredFolder(file);
  const other = { label: '$(folder-opened) Another folder…', folder: undefined };
  if (proposed !== undefined) {
    const item = {
      label: `$(folder) ${vscode.workspace.asRelativePath(proposed)}`,
      description: 'from the settings',
      folder: proposed,
    };
    const picked = await vscode.window.showQuickPick([item, other], {
      title: 'Generate Code',
      placeHolder: 'Where to write to?',
    });
    if (picked === undefined || picked.folder !== undefined) {
      return picked?.folder;
    }
  }
  const chosen = await vscode.window.showOpenDialog({
    title: 'Folder for the generated code',
    openLabel: 'Generate Here',
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return chosen?.[0];
}

function configuredFolder(file: vscode.Uri): vscode.Uri | undefined {
  const settings = vscode.workspace.getConfiguration(settingsSection, file);
  const folder =
    vscode.workspace.getWorkspaceFolder(file) ?? vscode.workspace.workspaceFolders?.[0];
  const path = resolvePath(settings.get('codegen.outputFolder', 'gen'), {
    home: homedir(),
    ...(folder !== undefined && { folder: folder.uri.fsPath }),
  });
  return path === undefined ? undefined : vscode.Uri.file(path);
}

async function showResult(
  written: readonly vscode.Uri[],
  unchanged: readonly vscode.Uri[],
  folder: vscode.Uri,
): Promise<void> {
  const [first] = written.length > 0 ? written : unchanged;
  const where = vscode.workspace.asRelativePath(folder);
  if (first === undefined) {
    void vscode.window.showInformationMessage('There was nothing to generate.');
    return;
  }
  const summary =
    written.length > 0
      ? `Generated ${countOf(written)} in ${where}.`
      : `${countOf(unchanged)} in ${where} ${unchanged.length === 1 ? 'is' : 'are'} up to date.`;
  const choice = await vscode.window.showInformationMessage(summary, 'Open');
  if (choice === 'Open') {
    await openOne(written.length > 0 ? written : unchanged, first);
  }
}

function countOf(files: readonly vscode.Uri[]): string {
  return files.length === 1 ? '1 file' : `${files.length} files`;
}

async function openOne(written: readonly vscode.Uri[], first: vscode.Uri): Promise<void> {
  const items = written.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const picked =
    written.length === 1
      ? first
      : (await vscode.window.showQuickPick(items, { title: 'Generated Files' }))?.uri;
  if (picked !== undefined) {
    await vscode.window.showTextDocument(picked);
  }
}

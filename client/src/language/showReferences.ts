import * as vscode from 'vscode';
import type { ShowReferencesArguments } from '../../../protocol/language.ts';

/** Opens the references of a name as those of the cursor open; does nothing without a place. */
export async function showReferences(value: unknown): Promise<void> {
  const target = readShowReferencesArguments(value);
  if (target === undefined) {
    return;
  }
  const uri = vscode.Uri.parse(target.uri, true);
  const position = new vscode.Position(target.line, target.character);
  const found = await vscode.commands.executeCommand<vscode.Location[]>(
    'vscode.executeReferenceProvider',
    uri,
    position,
  );
  await vscode.commands.executeCommand('editor.action.showReferences', uri, position, found);
}

/** What came with the command; undefined for anything but a place in a document. */
function readShowReferencesArguments(value: unknown): ShowReferencesArguments | undefined {
  if (typeof value !== 'object' || value === null) {
    return undefined;
  }
  const isGiven = 'uri' in value && 'line' in value && 'character' in value;
  if (!isGiven || typeof value.uri !== 'string') {
    return undefined;
  }
  const { uri, line, character } = value;
  return isIndex(line) && isIndex(character) ? { uri, line, character } : undefined;
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0;
}

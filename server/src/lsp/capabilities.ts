import { type ServerCapabilities, TextDocumentSyncKind } from 'vscode-languageserver';
import {
  codeActionKinds,
  completionTriggers,
  formattingTriggers,
  semanticTokensLegend,
  signatureTriggers,
} from '../features/index.ts';
import { serverCommands } from './importRootCommand.ts';

/** Files whose imports are mended when they move, alone or with a folder. */
const renamedFiles = [
  { pattern: { glob: '**/*.proto', matches: 'file' as const } },
  { pattern: { glob: '**', matches: 'folder' as const } },
];

/** What the server tells a client that it can do. */
export const capabilities: ServerCapabilities = {
  positionEncoding: 'utf-16',
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  completionProvider: { triggerCharacters: [...completionTriggers], resolveProvider: true },
  hoverProvider: true,
  signatureHelpProvider: { triggerCharacters: [...signatureTriggers] },
  definitionProvider: true,
  typeDefinitionProvider: true,
  implementationProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  documentLinkProvider: {},
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  callHierarchyProvider: true,
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  documentOnTypeFormattingProvider: {
    firstTriggerCharacter: formattingTriggers[0],
    moreTriggerCharacter: formattingTriggers.slice(1),
  },
  renameProvider: { prepareProvider: true },
  executeCommandProvider: { commands: [...serverCommands] },
  codeLensProvider: { resolveProvider: true },
  inlayHintProvider: true,
  codeActionProvider: { codeActionKinds: [...codeActionKinds] },
  semanticTokensProvider: { legend: semanticTokensLegend, full: { delta: true }, range: true },
  workspace: {
    workspaceFolders: { supported: true, changeNotifications: true },
    fileOperations: { willRename: { filters: renamedFiles } },
  },
};

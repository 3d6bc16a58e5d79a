import { type ServerCapabilities, TextDocumentSyncKind } from 'vscode-languageserver/node';
import {
  codeActionKinds,
  completionTriggers,
  formattingTriggers,
  semanticTokensLegend,
  signatureTriggers,
} from '../features/index.ts';

/** Files whose imports are mended when they move, alone or with a folder. */
const renamedFiles = [
  { scheme: 'file', pattern: { glob: '**/*.proto', matches: 'file' as const } },
  { scheme: 'file', pattern: { glob: '**', matches: 'folder' as const } },
];

/** What the server tells a client that it can do. */
export const capabilities: ServerCapabilities = {
  positionEncoding: 'utf-16',
  textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental },
  completionProvider: { triggerCharacters: [...completionTriggers] },
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
  codeLensProvider: { resolveProvider: true },
  inlayHintProvider: true,
  codeActionProvider: { codeActionKinds: [...codeActionKinds] },
  semanticTokensProvider: { legend: semanticTokensLegend, full: { delta: true }, range: true },
  workspace: {
    workspaceFolders: { supported: true, changeNotifications: true },
    fileOperations: { willRename: { filters: renamedFiles } },
  },
};

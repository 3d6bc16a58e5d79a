import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { capabilities } from '../../server/src/lsp/capabilities.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../docs/LANGUAGE.md'), 'utf8');

/** The rows of the table of answers: what the request is, and whether it is answered. */
const rows = [...page.matchAll(/^\| (`[^|]*) \| (yes|no) +\|/gm)].map(
  ([, request = '', state]) => ({
    request,
    state,
  }),
);

/** What a capability is called in the table. */
const requests: Readonly<Record<string, string>> = {
  callHierarchyProvider: 'textDocument/prepareCallHierarchy',
  codeActionProvider: 'textDocument/codeAction',
  codeLensProvider: 'textDocument/codeLens',
  completionProvider: 'textDocument/completion',
  definitionProvider: 'textDocument/definition',
  documentFormattingProvider: 'textDocument/formatting',
  documentHighlightProvider: 'textDocument/documentHighlight',
  documentLinkProvider: 'textDocument/documentLink',
  documentOnTypeFormattingProvider: 'textDocument/onTypeFormatting',
  documentRangeFormattingProvider: 'textDocument/rangeFormatting',
  documentSymbolProvider: 'textDocument/documentSymbol',
  foldingRangeProvider: 'textDocument/foldingRange',
  hoverProvider: 'textDocument/hover',
  implementationProvider: 'textDocument/implementation',
  inlayHintProvider: 'textDocument/inlayHint',
  linkedEditingRangeProvider: 'textDocument/linkedEditingRange',
  referencesProvider: 'textDocument/references',
  renameProvider: 'textDocument/prepareRename',
  selectionRangeProvider: 'textDocument/selectionRange',
  semanticTokensProvider: 'textDocument/semanticTokens',
  signatureHelpProvider: 'textDocument/signatureHelp',
  typeDefinitionProvider: 'textDocument/typeDefinition',
  typeHierarchyProvider: 'textDocument/prepareTypeHierarchy',
  workspaceSymbolProvider: 'workspace/symbol',
};

describe('the table of what is answered', () => {
  it('says of every request what the server says', () => {
    const declared = new Map(Object.entries(capabilities));
    const differences = Object.entries(requests).flatMap(([capability, request]) => {
      const found = rows.find((row) => row.request.includes(`\`${request}\``))?.state;
      const wanted = declared.has(capability) ? 'yes' : 'no';
      return found === wanted ? [] : [`${request}: ${found ?? 'no row'} instead of ${wanted}`];
    });
    expect(differences).toEqual([]);
  });

  it('knows every capability', () => {
    const providers = Object.keys(capabilities).filter((key) => key.endsWith('Provider'));
    const known = [...Object.keys(requests), 'executeCommandProvider', 'diagnosticProvider'];
    expect(providers.filter((key) => !known.includes(key))).toEqual([]);
  });
});

/**
 * What the editor asks about a document, one feature a file: a function from a snapshot and the
 * request's parameters to LSP's types.
 *
 * It knows no connection, no files and no network, and cannot change anything. Invariants: a
 * feature throws for no input, answers a place that is not there with nothing, and depends on the
 * snapshot alone. Work over the whole workspace is a generator that can be paused.
 */
export { affectedFiles, workspaceFacts, type WorkspaceFacts } from './affectedFiles.ts';
export { incomingCalls, outgoingCalls, prepareCallHierarchy } from './callHierarchy.ts';
export { codeActionKinds, codeActions } from './codeActions.ts';
export { codeLens, countedBy, resolveCodeLens } from './codeLens.ts';
export { documentOf, resolveCompletion } from './completion/documented.ts';
export { completion, completionTriggers } from './completion.ts';
export {
  type DataDocument,
  isDataLanguage,
  readDataDocument,
  readDataFile,
  schemaDocuments,
  withDataDocuments,
} from './data/documents.ts';
export { soughtNames } from './data/soughtNames.ts';
export { dataFeatures, type DataFeatures } from './data/features.ts';
export { definition } from './definition.ts';
export { breaking } from './breaking.ts';
export { earlierText } from './earlierText.ts';
export { diagnostics } from './diagnostics.ts';
export { diagnosticsBasis } from './diagnosticsBasis.ts';
export { documentHighlight } from './documentHighlight.ts';
export { documentLink } from './documentLink.ts';
export { documentSymbol } from './documentSymbol.ts';
export { foldingRange } from './foldingRange.ts';
export { bufStyle, type FormatStyle } from './format/style.ts';
export { formatting, formattingTriggers, onTypeFormatting, rangeFormatting } from './formatting.ts';
export { hover } from './hover.ts';
export { implementation } from './implementation.ts';
export { inlayHint } from './inlayHint.ts';
export { lint } from './lint.ts';
export { methods } from './methods.ts';
export { notDefinedCode } from './missingNames.ts';
export type { PositionParams } from './places.ts';
export { references } from './references.ts';
export { prepareRename, rename } from './rename.ts';
export { type FileRename, movedWords, renameFiles } from './renameFiles.ts';
export { selectionRange } from './selectionRange.ts';
export { semanticTokens, semanticTokensLegend } from './semanticTokens.ts';
export { signatureHelp, signatureTriggers } from './signatureHelp.ts';
export type { Steps } from './steps.ts';
export { typeDefinition } from './typeDefinition.ts';
export { workspaceSymbol } from './workspaceSymbol.ts';
export { type DescriptorSet, descriptorSet, documentOfSymbol } from './descriptorSet.ts';
export { RequestError } from './requestError.ts';

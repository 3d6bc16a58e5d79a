import {
  CallHierarchyIncomingCallsRequest,
  type CallHierarchyItem,
  CallHierarchyOutgoingCallsRequest,
  CallHierarchyPrepareRequest,
  CodeActionRequest,
  CodeLensRequest,
  CodeLensResolveRequest,
  CompletionRequest,
  DefinitionRequest,
  DocumentFormattingRequest,
  DocumentHighlightRequest,
  DocumentLinkRequest,
  DocumentOnTypeFormattingRequest,
  DocumentRangeFormattingRequest,
  DocumentSymbolRequest,
  FoldingRangeRequest,
  HoverRequest,
  ImplementationRequest,
  InlayHintRequest,
  PrepareRenameRequest,
  type ProtocolRequestType,
  ReferencesRequest,
  SelectionRangeRequest,
  SemanticTokensDeltaRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  SignatureHelpRequest,
  TypeDefinitionRequest,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver/node';
import * as features from '../features/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import type { ServerContext } from './context.ts';
import { ContentModifiedError, guard } from './guard.ts';
import { runSteps } from './runSteps.ts';
import { semanticTokenRequests } from './semanticTokenRequests.ts';
import { inlayHintKinds, lensKinds, type Settings } from './settings.ts';
import { canonicalUri } from './uris.ts';

/** Connects one method with its feature. */
type Registration = (context: ServerContext) => void;

/** Every request about documents, one line each: the method, and the feature that answers. */
const registrations: readonly Registration[] = [
  onDocument(HoverRequest.type, (snapshot, p) => features.hover(snapshot, p) ?? null),
  onDocument(
    SignatureHelpRequest.type,
    (snapshot, p) => features.signatureHelp(snapshot, p) ?? null,
  ),
  onDocument(DefinitionRequest.type, (snapshot, p) => features.definition(snapshot, p) ?? null),
  onDocument(CompletionRequest.type, (snapshot, p) => features.completion(snapshot, p)),
  onDocument(DocumentHighlightRequest.type, (snapshot, p) =>
    features.documentHighlight(snapshot, p),
  ),
  onDocument(DocumentSymbolRequest.type, (snapshot, p) => features.documentSymbol(snapshot, p)),
  onDocument(DocumentLinkRequest.type, (snapshot, p) => features.documentLink(snapshot, p)),
  onDocument(FoldingRangeRequest.type, (snapshot, p) => features.foldingRange(snapshot, p)),
  onDocument(DocumentFormattingRequest.type, (snapshot, p) => features.formatting(snapshot, p)),
  onDocument(DocumentRangeFormattingRequest.type, (snapshot, p) =>
    features.rangeFormatting(snapshot, p),
  ),
  onDocument(DocumentOnTypeFormattingRequest.type, (snapshot, p) =>
    features.onTypeFormatting(snapshot, p),
  ),
  onDocument(
    PrepareRenameRequest.type,
    (snapshot, p) => features.prepareRename(snapshot, p) ?? null,
  ),
  onDocument(CodeLensRequest.type, (snapshot, p, { current }) =>
    features.codeLens(snapshot, { ...p, kinds: lensKinds(current) }),
  ),
  onDocument(InlayHintRequest.type, (snapshot, p, { current }) =>
    features.inlayHint(snapshot, { ...p, kinds: inlayHintKinds(current) }),
  ),
  onDocument(CodeActionRequest.type, (snapshot, p) => features.codeActions(snapshot, p)),
  onDocument(SelectionRangeRequest.type, (snapshot, p) => features.selectionRange(snapshot, p)),
  onDocument(TypeDefinitionRequest.type, (snapshot, p) => features.typeDefinition(snapshot, p)),
  onDocument(CallHierarchyPrepareRequest.type, (snapshot, p) =>
    features.prepareCallHierarchy(snapshot, p),
  ),
  onDocument(SemanticTokensRangeRequest.type, (snapshot, p) =>
    features.semanticTokens(snapshot, p),
  ),
  onWorkspace(WorkspaceSymbolRequest.type, (snapshot, p) => features.workspaceSymbol(snapshot, p)),
  onWorkspace(ReferencesRequest.type, (snapshot, { textDocument, position, context }, signal) =>
    runSteps(
      features.references(snapshot, {
        uri: canonicalUri(textDocument.uri),
        position,
        includeDeclaration: context.includeDeclaration,
      }),
      signal,
    ),
  ),
  onWorkspace(ImplementationRequest.type, (snapshot, { textDocument, position }, signal) =>
    runSteps(
      features.implementation(snapshot, { uri: canonicalUri(textDocument.uri), position }),
      signal,
    ),
  ),
  onWorkspace(CodeLensResolveRequest.type, (snapshot, lens, signal) =>
    runSteps(features.resolveCodeLens(snapshot, lens), signal),
  ),
  onWorkspace(CallHierarchyOutgoingCallsRequest.type, (snapshot, { item }) =>
    features.outgoingCalls(snapshot, canonicalItem(item)),
  ),
  onWorkspace(CallHierarchyIncomingCallsRequest.type, (snapshot, { item }, signal) =>
    runSteps(features.incomingCalls(snapshot, canonicalItem(item)), signal),
  ),
];

/** Makes the connection answer all requests of LSP that the server knows. */
export function registerRequests(context: ServerContext): void {
  registrations.forEach((register) => register(context));
  const { full, delta } = semanticTokenRequests();
  onDocument(SemanticTokensRequest.type, full)(context);
  onDocument(SemanticTokensDeltaRequest.type, delta)(context);
}

function canonicalItem(item: CallHierarchyItem): CallHierarchyItem {
  return { ...item, uri: canonicalUri(item.uri) };
}

interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

/** A feature that wants one document and all that it imports. */
function onDocument<P extends DocumentParams, R, PR, E, RO>(
  type: ProtocolRequestType<P, R, PR, E, RO>,
  feature: (snapshot: Snapshot, params: P & { readonly uri: string }, settings: Settings) => R,
): Registration {
  return ({ connection, workspace, logger, settings }) => {
    const answer = guard<P, R>({ method: type.method, logger }, async (params, signal) => {
      const uri = canonicalUri(params.textDocument.uri);
      const before = workspace.versionOf(uri);
      const snapshot = await workspace.load(uri, signal);
      if (before !== workspace.versionOf(uri)) {
        throw new ContentModifiedError('the document has changed since');
      }
      return feature(snapshot, { ...params, uri }, settings);
    });
    connection.onRequest(type.method, answer);
  };
}

/** A feature that wants every file of the workspace. */
function onWorkspace<P, R, PR, E, RO>(
  type: ProtocolRequestType<P, R, PR, E, RO>,
  feature: (snapshot: Snapshot, params: P, signal: AbortSignal) => R | Promise<R>,
): Registration {
  return ({ connection, workspace, logger }) => {
    const answer = guard<P, R>({ method: type.method, logger }, async (params, signal) =>
      feature(await workspace.loadAll(signal), params, signal),
    );
    connection.onRequest(type.method, answer);
  };
}

import {
  CallHierarchyIncomingCallsRequest,
  type CallHierarchyItem,
  CallHierarchyOutgoingCallsRequest,
  CallHierarchyPrepareRequest,
  CodeActionRequest,
  type CodeLens,
  CodeLensRequest,
  CodeLensResolveRequest,
  type CompletionItem,
  CompletionRequest,
  CompletionResolveRequest,
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
  type Location,
  PrepareRenameRequest,
  type ProtocolRequestType,
  type ReferenceParams,
  ReferencesRequest,
  SelectionRangeRequest,
  SemanticTokensDeltaRequest,
  SemanticTokensRangeRequest,
  SemanticTokensRequest,
  SignatureHelpRequest,
  TypeDefinitionRequest,
  WorkspaceSymbolRequest,
} from 'vscode-languageserver';
import * as features from '../features/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import type { ServerContext } from './context.ts';
import { ContentModifiedError, guard } from './guard.ts';
import { semanticTokenRequests } from './semanticTokenRequests.ts';
import { formatStyle, inlayHintKinds, lensKinds, type Settings } from './settings.ts';
import { canonicalUri } from './uris.ts';

/** Connects one method with its feature. */
type Registration = (context: ServerContext) => void;

/** Every request about documents, one line each: the method, and the feature that answers. */
const registrations: readonly Registration[] = [
  onDocument(
    HoverRequest.type,
    (snapshot, p) => features.hover(snapshot, p) ?? null,
    (data, view, p) => data.hover(view, p),
  ),
  onDocument(
    SignatureHelpRequest.type,
    (snapshot, p) => features.signatureHelp(snapshot, p) ?? null,
  ),
  onDocument(
    DefinitionRequest.type,
    (snapshot, p) => features.definition(snapshot, p) ?? null,
    (data, view, p) => data.definition(view, p),
  ),
  onDocument(
    CompletionRequest.type,
    (snapshot, p) => features.completion(snapshot, p),
    (data, view, p) => data.completion(view, p),
  ),
  onDocument(
    DocumentHighlightRequest.type,
    (snapshot, p) => features.documentHighlight(snapshot, p),
    (data, view, p) => data.documentHighlight?.(view, p),
  ),
  onDocument(
    DocumentSymbolRequest.type,
    (snapshot, p) => features.documentSymbol(snapshot, p),
    (data, view, p) => data.documentSymbol?.(view, p),
  ),
  onDocument(
    DocumentLinkRequest.type,
    (snapshot, p) => features.documentLink(snapshot, p),
    (data, view, p) => data.documentLink?.(view, p),
  ),
  onDocument(
    FoldingRangeRequest.type,
    (snapshot, p) => features.foldingRange(snapshot, p),
    (data, view, p) => data.foldingRange?.(view, p),
  ),
  onDocument(
    DocumentFormattingRequest.type,
    (snapshot, p, { current }) => features.formatting(snapshot, p, formatStyle(current)),
    (data, view, p) => data.formatting?.(view, p),
  ),
  onDocument(
    DocumentRangeFormattingRequest.type,
    (snapshot, p, { current }) => features.rangeFormatting(snapshot, p, formatStyle(current)),
    (data, view, p) => data.rangeFormatting?.(view, p),
  ),
  onDocument(DocumentOnTypeFormattingRequest.type, (snapshot, p, { current }) =>
    features.onTypeFormatting(snapshot, p, formatStyle(current)),
  ),
  onDocument(
    PrepareRenameRequest.type,
    (snapshot, p) => features.prepareRename(snapshot, p) ?? null,
    (data, view, p) => data.prepareRename(view, p),
  ),
  onDocument(CodeLensRequest.type, (snapshot, p, { current }) =>
    features.codeLens(snapshot, { ...p, kinds: lensKinds(current) }),
  ),
  onDocument(InlayHintRequest.type, (snapshot, p, { current }) =>
    features.inlayHint(snapshot, { ...p, kinds: inlayHintKinds(current) }),
  ),
  onDocument(
    CodeActionRequest.type,
    (snapshot, p) => features.codeActions(snapshot, p),
    (data, view, p) => data.codeActions(view, p),
  ),
  onDocument(
    SelectionRangeRequest.type,
    (snapshot, p) => features.selectionRange(snapshot, p),
    (data, view, p) => data.selectionRange?.(view, p),
  ),
  onDocument(
    TypeDefinitionRequest.type,
    (snapshot, p) => features.typeDefinition(snapshot, p),
    (data, view, p) => data.typeDefinition(view, p),
  ),
  onDocument(CallHierarchyPrepareRequest.type, (snapshot, p) =>
    features.prepareCallHierarchy(snapshot, p),
  ),
  onDocument(
    SemanticTokensRangeRequest.type,
    (snapshot, p) => features.semanticTokens(snapshot, p),
    (data, view, p) => data.semanticTokens?.(view, p),
  ),
  onWorkspace(WorkspaceSymbolRequest.type, (snapshot, p) => features.workspaceSymbol(snapshot, p)),
  onReferences,
  onWorkspace(ImplementationRequest.type, (snapshot, { textDocument, position }) =>
    features.implementation(snapshot, { uri: canonicalUri(textDocument.uri), position }),
  ),
  onLens,
  onWorkspace(CallHierarchyOutgoingCallsRequest.type, (snapshot, { item }) =>
    features.outgoingCalls(snapshot, canonicalItem(item)),
  ),
  onWorkspace(CallHierarchyIncomingCallsRequest.type, (snapshot, { item }) =>
    features.incomingCalls(snapshot, canonicalItem(item)),
  ),
];

/** Makes the connection answer all requests of LSP that the server knows. */
export function registerRequests(context: ServerContext): void {
  registrations.forEach((register) => register(context));
  onCompletionItem(context);
  const { full, delta } = semanticTokenRequests();
  onDocument(
    SemanticTokensRequest.type,
    full,
    (data, view, p) => data.semanticTokens && full(view, p),
  )(context);
  onDocument(
    SemanticTokensDeltaRequest.type,
    delta,
    (data, view, p) => data.semanticTokens && delta(view, p),
  )(context);
}

/** Looks into documents that hold messages, too. */
function onReferences({ connection, data, logger, longWork }: ServerContext): void {
  const { method } = ReferencesRequest.type;
  const answer = guard<ReferenceParams, Location[]>({ method, logger }, async (params, signal) => {
    const asked = { uri: canonicalUri(params.textDocument.uri), position: params.position };
    const { snapshot, documents } = await data.naming(asked, signal);
    const { includeDeclaration } = params.context;
    const view = features.withDataDocuments(snapshot, documents);
    return longWork.run(features.references(view, { ...asked, includeDeclaration }), signal);
  });
  connection.onRequest(method, answer);
}

/** Counts what the references are that a click shows. */
function onLens({ connection, workspace, data, logger, longWork }: ServerContext): void {
  const { method } = CodeLensResolveRequest.type;
  const answer = guard<CodeLens, CodeLens>({ method, logger }, async (lens, signal) => {
    const asked = features.countedBy(lens);
    const { snapshot, documents } = asked
      ? await data.naming(asked, signal)
      : { snapshot: await workspace.loadAll(signal), documents: [] };
    return longWork.run(features.resolveCodeLens(snapshot, lens, documents), signal);
  });
  connection.onRequest(method, answer);
}

/** Describes an item of a completion list when it is looked at. */
function onCompletionItem({ connection, workspace, logger }: ServerContext): void {
  const { method } = CompletionResolveRequest.type;
  const answer = guard<CompletionItem, CompletionItem>({ method, logger }, async (item, signal) => {
    const uri = features.documentOf(item);
    return uri === undefined
      ? item
      : features.resolveCompletion(await workspace.load(uri, signal), item);
  });
  connection.onRequest(method, answer);
}

function canonicalItem(item: CallHierarchyItem): CallHierarchyItem {
  return { ...item, uri: canonicalUri(item.uri) };
}

interface DocumentParams {
  readonly textDocument: { readonly uri: string };
}

/** A feature of data documents, and the same; `undefined` where there is no such for a language. */
type DataFeature<P, R> = (
  features: features.DataFeatures,
  view: Snapshot,
  params: P & { readonly uri: string },
) => R | undefined;

/** A feature that wants one document and all that it imports. */
function onDocument<P extends DocumentParams, R, PR, E, RO>(
  type: ProtocolRequestType<P, R, PR, E, RO>,
  feature: (snapshot: Snapshot, params: P & { readonly uri: string }, settings: Settings) => R,
  ofData: DataFeature<P, R> = () => undefined,
): Registration {
  return (context) => {
    const { connection, workspace, data, logger, settings } = context;
    const answer = guard<P, R | null>({ method: type.method, logger }, async (params, signal) => {
      const uri = canonicalUri(params.textDocument.uri);
      if (data.has(uri)) {
        return (await dataAnswer(context, { ...params, uri }, ofData, signal)) ?? null;
      }
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

async function dataAnswer<P, R>(
  { data }: ServerContext,
  params: P & { readonly uri: string },
  feature: DataFeature<P, R>,
  signal: AbortSignal,
): Promise<R | undefined> {
  const { uri } = params;
  const document = data.get(uri);
  if (document === undefined) {
    return undefined;
  }
  const view = await data.view(document, signal);
  if (data.get(uri) !== document) {
    throw new ContentModifiedError('the document has changed since');
  }
  return feature(features.dataFeatures[document.language], view, params);
}

/** A feature that wants every file of the workspace. */
function onWorkspace<P, R, PR, E, RO>(
  type: ProtocolRequestType<P, R, PR, E, RO>,
  feature: (snapshot: Snapshot, params: P) => features.Steps<R>,
): Registration {
  return ({ connection, workspace, logger, longWork }) => {
    const answer = guard<P, R>({ method: type.method, logger }, async (params, signal) =>
      longWork.run(feature(await workspace.loadAll(signal), params), signal),
    );
    connection.onRequest(type.method, answer);
  };
}

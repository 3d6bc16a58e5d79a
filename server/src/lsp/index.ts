/**
 * The border to LSP: the only importer of `vscode-languageserver`. It turns messages into calls of
 * `workspace/` and `features/` and results into messages, and holds the adapters of their ports.
 *
 * It knows no language. Invariants: every request goes through `guard`, so that none can bring the
 * server down or stay unanswered; URIs are canonical from here on inwards and the client's own
 * outwards; a handler over ten lines is a feature in the wrong place; what looks through all files goes
 * through `LongWork`, so that it keeps nobody waiting; what needs Node is reached through `ServerHost`
 * alone, so that the same server runs in a browser, whose door is `serveWorker.ts`.
 */
export { folderInstead } from './baselineFolder.ts';
export { gitHistory } from './gitHistory.ts';
export { nodeFileSystem } from './nodeFileSystem.ts';
export { serveByArguments } from './serve.ts';
export { startLanguageServer } from './server.ts';
export { canonicalUri } from './uris.ts';

/** The language server as a worker of a browser: LSP by messages, files by requests to the client. */
import { serveWorker } from './lsp/serveWorker.ts';

declare const self: DedicatedWorkerGlobalScope;

serveWorker(self);

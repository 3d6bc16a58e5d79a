import {
  BrowserMessageReader,
  BrowserMessageWriter,
  createConnection,
} from 'vscode-languageserver/browser';
import { startLanguageServer } from './server.ts';

/**
 * Serves the page or the worker that started this worker, by messages. It ends when that ends it.
 * This is the door for the program without Node: `index.ts` leads to modules that need Node.
 */
export function serveWorker(scope: DedicatedWorkerGlobalScope): void {
  startLanguageServer({
    connection: createConnection(new BrowserMessageReader(scope), new BrowserMessageWriter(scope)),
    host: { fileSystem: (ofClient) => ofClient },
  });
}

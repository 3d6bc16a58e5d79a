/** The language server as a program: LSP over node-ipc, stdio or a socket, by its arguments. */
import { serveByArguments } from './lsp/index.ts';

process.on('unhandledRejection', (reason) => {
  process.stderr.write(
    `unhandled rejection: ${reason instanceof Error ? reason.stack : String(reason)}\n`,
  );
});

serveByArguments();

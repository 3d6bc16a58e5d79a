import { realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { createConnection } from 'vscode-languageserver/node';
import { nodeHost } from './nodeHost.ts';
import { startLanguageServer } from './server.ts';

/**
 * Serves the client that started this process, over what its arguments name (`--stdio`,
 * `--node-ipc`, `--socket=PORT`) or else over stdio. The process ends when the client ends it.
 */
export function serveByArguments(): void {
  const isNamed = process.argv.some((arg) => /^--(?:stdio|node-ipc|socket|pipe)/.test(arg));
  exitWithClient();
  const connection = isNamed ? createConnection() : createConnection(process.stdin, process.stdout);
  startLanguageServer({ connection, host: nodeHost({ programFolder: programFolder() }) });
}

/** A client that is gone without a word ends the server, quietly. */
function exitWithClient(): void {
  process.stdout.on('error', () => process.exit(1));
}

/** A command may be a link to the program. */
function programFolder(): string {
  const [, program = '.'] = process.argv;
  return dirname(realpathSync(program));
}

import { serveByArguments } from '../lsp/index.ts';
import type { Command } from './command.ts';

const usage = `usage: proto-atlas lsp [--stdio | --node-ipc | --socket=PORT | --pipe=NAME]

Serves the Protobuf language server to an editor until that ends it; over stdio when nothing is said.
`;

/** Clients made with VS Code's library for them add their process id by themselves. */
const knownArguments = /^--(?:stdio|node-ipc|socket=\d+|pipe=.+|clientProcessId=\d+)$/;

/** `proto-atlas lsp`: for editors that start language servers as programs. */
export const runLsp: Command = async (args, io) => {
  if (args.includes('--help') || args.includes('-h')) {
    io.stdout(usage);
    return 0;
  }
  const unknown = args.find((arg) => !knownArguments.test(arg));
  if (unknown !== undefined) {
    io.stderr(`lsp: unknown option ${unknown}\n\n${usage}`);
    return 2;
  }
  serveByArguments();
  await new Promise<void>((resolve) => {
    io.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  return 0;
};

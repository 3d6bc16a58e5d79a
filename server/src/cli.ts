/** The command line `proto-atlas`: a main beside the two servers, over the same layers. */
import type { Command } from './commandLine/command.ts';

/** Each is loaded when it is run: compiling needs no gRPC. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  compile: async () => (await import('./commandLine/compile.ts')).runCompile,
  lint: async () => (await import('./commandLine/lint.ts')).runLint,
  breaking: async () => (await import('./commandLine/breaking.ts')).runBreaking,
  lsp: async () => (await import('./commandLine/lsp.ts')).runLsp,
  topology: async () => (await import('./commandLine/topology.ts')).runTopology,
  call: async () => (await import('./commandLine/call.ts')).runCall,
};

const usage = `usage: proto-atlas COMMAND …

  compile   compile .proto files into a descriptor set, as protoc does
  lint      find what breaks the lint rules of buf.yaml
  breaking  find what has changed that breaks others
  lsp       serve the Protobuf language server (--stdio)
  topology  print the services that etcd and Consul know as JSON
  call      call a gRPC method

"proto-atlas COMMAND --help" tells the options of each.
`;

async function main([name, ...args]: readonly string[]): Promise<number> {
  if (name === '--help' || name === '-h') {
    process.stdout.write(usage);
    return 0;
  }
  const command = name !== undefined && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (command === undefined) {
    process.stderr.write(name === undefined ? usage : `unknown command "${name}"\n\n${usage}`);
    return 2;
  }
  const abort = new AbortController();
  const stop = (): void => {
    abort.abort();
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return (await command())(args, {
    cwd: process.cwd(),
    stdout: (text) => process.stdout.write(text),
    stderr: (text) => process.stderr.write(text),
    signal: abort.signal,
  });
}

process.exitCode = await main(process.argv.slice(2));

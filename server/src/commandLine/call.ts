import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type {
  CallEvent,
  CallOutcome,
  CallRequest,
  CallTarget,
  SchemaSource,
} from '../../../protocol/calls.ts';
import { CallError, createChannels, splitJsonValues, startCall } from '../rpc/index.ts';
import { type CallArguments, parseCallArguments, UsageError } from './callArguments.ts';
import type { CommandIo } from './command.ts';
import { compileProtos } from './protoSchema.ts';

/** Added to the gRPC status for the exit code, as grpcurl does, so that 1 and 2 stay other failures. */
const statusOffset = 64;

const usage = `usage: proto-atlas call [OPTION]… HOST:PORT PACKAGE.SERVICE/METHOD

Calls a gRPC method. Each reply is one line of JSON on stdout; the status and trailers go to stderr.
TLS is used unless --plaintext is given. The schema comes from the server's reflection unless a
.proto file or a descriptor set is given.

  -d JSON               the request; several values for a client or bidirectional stream
  -d @                  read it from standard input
  -H 'NAME: VALUE'      send metadata; the value of a name that ends in -bin is base64
  --plaintext           no TLS
  --cacert FILE         trust this authority
  --cert FILE --key FILE  the client's certificate and key
  --servername NAME     the name that the server's certificate must hold
  --insecure            accept any certificate
  --authority NAME      the :authority header
  -I DIR, --import-path DIR  where imports are looked for; the current folder when absent
  --proto FILE          take the schema from this file
  --protoset FILE       take the schema from a descriptor set
  --reflection          take it from the server, which is the default
  --max-time SECONDS    the deadline
  --max-msg-sz BYTES    the largest reply, 4194304 when absent

Exit code: 0 when the status is OK, 64 and the status code when not, 2 for wrong arguments, 1 for
any other failure.
`;

/**
 * The subcommand `call`.
 *
 * @param stdin Where `-d @` reads.
 */
export async function runCall(
  args: readonly string[],
  io: CommandIo,
  stdin: AsyncIterable<unknown> = process.stdin,
): Promise<number> {
  try {
    const parsed = parseCallArguments(args);
    if (parsed === 'help') {
      io.stdout(usage);
      return 0;
    }
    return await call(await requestOf(parsed, { io, stdin }), io);
  } catch (error) {
    return fail(error, io);
  }
}

async function call(request: CallRequest, io: CommandIo): Promise<number> {
  const channels = createChannels();
  try {
    const handle = startCall(request, {
      channels,
      signal: io.signal,
      onEvent: (event) => printEvent(event, io),
    });
    const outcome = await handle.outcome;
    printOutcome(outcome, io);
    return outcome.status.code === 0 ? 0 : statusOffset + outcome.status.code;
  } finally {
    channels.dispose();
  }
}

async function requestOf(
  args: CallArguments,
  { io, stdin }: { readonly io: CommandIo; readonly stdin: AsyncIterable<unknown> },
): Promise<CallRequest> {
  const data = args.data === '@' ? await readAll(stdin) : args.data;
  return {
    callId: 'call',
    target: targetOf(args, io.cwd),
    schema: await schemaOf(args, io),
    service: args.service,
    method: args.method,
    messages: data === undefined ? ['{}'] : messagesOf(data),
    halfClose: true,
    metadata: args.metadata,
    ...(args.deadlineMs !== undefined && { deadlineMs: args.deadlineMs }),
    ...(args.maxReceiveBytes !== undefined && { maxReceiveBytes: args.maxReceiveBytes }),
  };
}

function targetOf(args: CallArguments, cwd: string): CallTarget {
  const { address, authority, tls } = args;
  const absolute = (file: string) => resolve(cwd, file);
  return {
    address,
    ...(authority !== undefined && { authority }),
    ...(tls !== undefined && {
      tls: {
        ...tls,
        ...(tls.caFile !== undefined && { caFile: absolute(tls.caFile) }),
        ...(tls.certFile !== undefined && { certFile: absolute(tls.certFile) }),
        ...(tls.keyFile !== undefined && { keyFile: absolute(tls.keyFile) }),
      },
    }),
  };
}

async function schemaOf(args: CallArguments, io: CommandIo): Promise<SchemaSource> {
  if (args.protoset !== undefined) {
    const bytes = await readFile(resolve(io.cwd, args.protoset));
    return { kind: 'descriptorSet', base64: bytes.toString('base64') };
  }
  if (args.protos.length === 0) {
    return { kind: 'reflection' };
  }
  const bytes = compileProtos({
    files: args.protos,
    importPaths: args.importPaths,
    cwd: io.cwd,
  });
  return { kind: 'descriptorSet', base64: Buffer.from(bytes).toString('base64') };
}

/** Text that is no JSON is passed on whole: the call says what is wrong with it, and where. */
function messagesOf(text: string): readonly string[] {
  try {
    return splitJsonValues(text);
  } catch {
    return [text];
  }
}

async function readAll(stream: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk instanceof Uint8Array ? Buffer.from(chunk) : Buffer.from(String(chunk)));
  }
  return Buffer.concat(chunks).toString('utf8');
}

function printEvent(event: CallEvent, io: CommandIo): void {
  if (event.kind === 'message') {
    io.stdout(`${oneLine(event.json)}\n`);
  }
}

function printOutcome({ status, trailers }: CallOutcome, io: CommandIo): void {
  const message = status.code === 0 ? '' : `: ${status.message}`;
  io.stderr(`${status.name}${message}\n`);
  for (const { type, json, decoded } of status.details) {
    io.stderr(`  ${type}: ${decoded ? oneLine(json) : json}\n`);
  }
  for (const { name, value } of trailers) {
    io.stderr(`  ${name}: ${value}\n`);
  }
  if (status.hint !== undefined) {
    io.stderr(`${status.hint}.\n`);
  }
}

function oneLine(json: string): string {
  return JSON.stringify(JSON.parse(json));
}

function fail(error: unknown, io: CommandIo): number {
  if (error instanceof UsageError) {
    io.stderr(`${error.message}\nTry "proto-atlas call --help".\n`);
    return 2;
  }
  io.stderr(`${error instanceof Error ? error.message : String(error)}\n`);
  const code = error instanceof CallError ? error.status?.code : undefined;
  return code === undefined ? 1 : statusOffset + code;
}

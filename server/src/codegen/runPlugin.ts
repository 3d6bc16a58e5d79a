import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { CodegenError, reasonOf } from './codegenError.ts';

/** How a generator is started. It speaks protoc's plugin protocol over its standard streams. */
export type PluginCommand =
  /** A script for the Node that runs this program, be it Node itself or an editor's. */
  | { readonly kind: 'script'; readonly name: string; readonly script: string }
  | {
      readonly kind: 'executable';
      readonly name: string;
      readonly path: string;
      readonly args?: readonly string[];
    };

export interface RunPluginOptions {
  readonly command: PluginCommand;
  /** Serialized `CodeGeneratorRequest`. */
  readonly request: Uint8Array;
  readonly timeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

export interface PluginOutput {
  /** Serialized `CodeGeneratorResponse`. */
  readonly response: Uint8Array;
  readonly stderr: string;
}

const maxResponseBytes = 512 * 1024 * 1024;
const maxStderrBytes = 64 * 1024;

/**
 * Runs a generator once. It is killed when the time is over, when the signal is aborted, and when it
 * answers without end.
 *
 * @throws CodegenError of kind `start`, `failed`, `timeout` or `cancelled`.
 */
export async function runPlugin(options: RunPluginOptions): Promise<PluginOutput> {
  if (options.signal?.aborted === true) {
    throw cancelled(options.command);
  }
  const child = start(options.command);
  const limit = limitTime(child, options);
  try {
    return await exchange(child, options.request);
  } catch (error) {
    throw limit.reason() ?? describeFailure(error, options.command);
  } finally {
    limit.dispose();
  }
}

/** What went wrong with the process itself, with what it said. */
class PluginFailure extends Error {
  readonly stderr: string;

  constructor(message: string, stderr: string) {
    super(message);
    this.stderr = stderr;
  }
}

function start(command: PluginCommand): ChildProcessWithoutNullStreams {
  const [path, args] =
    command.kind === 'script'
      ? [process.execPath, [command.script]]
      : [command.path, [...(command.args ?? [])]];
  // An editor's binary is Node only when it is told so; Node itself does not care.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  return spawn(path, args, { stdio: 'pipe', env, windowsHide: true });
}

function limitTime(
  child: ChildProcessWithoutNullStreams,
  { command, timeoutMs, signal }: RunPluginOptions,
): { reason(): CodegenError | undefined; dispose(): void } {
  let reason: CodegenError | undefined;
  const stop = (error: CodegenError) => {
    reason ??= error;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => {
    stop(timedOut(command, timeoutMs));
  }, timeoutMs);
  const onAbort = () => {
    stop(cancelled(command));
  };
  signal?.addEventListener('abort', onAbort);
  return {
    reason: () => reason,
    dispose: () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
    },
  };
}

function exchange(
  child: ChildProcessWithoutNullStreams,
  request: Uint8Array,
): Promise<PluginOutput> {
  return new Promise((resolve, reject) => {
    const stdout = collect(child.stdout, maxResponseBytes, () => child.kill('SIGKILL'));
    const stderr = collect(child.stderr, maxStderrBytes);
    const errorText = () => stderr.bytes().toString('utf8').trim();
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (stdout.isOver()) {
        reject(new PluginFailure('its answer is too large', errorText()));
      } else if (code === 0) {
        resolve({ response: stdout.bytes(), stderr: errorText() });
      } else {
        const end = code === null ? `was ended by ${signal ?? 'a signal'}` : `ended with ${code}`;
        reject(new PluginFailure(end, errorText()));
      }
    });
    // It may end without reading all; then its exit code tells what happened.
    child.stdin.on('error', () => undefined);
    child.stdin.end(request);
  });
}

/** Keeps the first `limit` bytes of a stream, and reads on so that its writer is not held up. */
function collect(
  stream: NodeJS.ReadableStream,
  limit: number,
  onOver: () => void = () => undefined,
): { bytes(): Buffer; isOver(): boolean } {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    if (size < limit) {
      chunks.push(chunk.subarray(0, limit - size));
    }
    size += chunk.length;
    if (size > limit) {
      onOver();
    }
  });
  return { bytes: () => Buffer.concat(chunks), isOver: () => size > limit };
}

function describeFailure(error: unknown, { name, ...command }: PluginCommand): CodegenError {
  if (error instanceof PluginFailure) {
    const said = error.stderr === '' ? '' : `: ${error.stderr}`;
    return new CodegenError({
      kind: 'failed',
      message: `the generator ${name} ${error.message}${said}`,
      stderr: error.stderr,
    });
  }
  const place = command.kind === 'script' ? command.script : command.path;
  return new CodegenError({
    kind: 'start',
    message: `the generator ${name} cannot be started at ${place}: ${reasonOf(error)}. Check that it is installed and may be run.`,
    cause: error,
  });
}

function timedOut({ name }: PluginCommand, timeoutMs: number): CodegenError {
  return new CodegenError({
    kind: 'timeout',
    message: `the generator ${name} did not answer within ${timeoutMs / 1000} s and was ended. Generate fewer files at once, or look at what it waits for.`,
  });
}

function cancelled({ name }: PluginCommand): CodegenError {
  return new CodegenError({ kind: 'cancelled', message: `the generator ${name} was cancelled` });
}

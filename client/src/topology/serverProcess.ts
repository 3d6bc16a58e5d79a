import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type { Log } from '../log.ts';
import { gaveUpError, type RestartPolicy } from '../restartPolicy.ts';

/** How to start the program that speaks JSON-RPC over its standard streams. */
export interface ServerCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

export interface ServerProcessOptions {
  readonly start: ServerCommand;
  readonly log: Log;
  readonly policy: RestartPolicy;
  /** Called for each process before anything is sent to it: the place to listen. */
  readonly onStarted: (connection: MessageConnection) => void;
  /** Called when a process died, before another is started or none. */
  readonly onEnded: () => void;
  /** Called once when it keeps dying. It is started again when somebody asks for a connection. */
  readonly onGaveUp: (error: Error) => void;
}

interface RunningServer {
  readonly process: ChildProcessWithoutNullStreams;
  readonly connection: MessageConnection;
}

/** How long a server may take to end by itself after its input has ended. */
const graceMs = 1_000;

/**
 * One child process, started when it is first needed and started again when it dies. Whoever
 * waits for an answer of a process that died gets an error; nothing is sent twice.
 */
export class ServerProcess {
  readonly #options: ServerProcessOptions;
  #running: RunningServer | undefined;
  #timer: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: ServerProcessOptions) {
    this.#options = options;
  }

  /** The connection to the process that runs now; starts one when none does. */
  connection(): MessageConnection {
    if (this.#disposed) {
      throw new Error('the topology server has been shut down');
    }
    if (this.#running === undefined) {
      this.#cancelTimer();
      this.#running = this.#start();
      this.#options.onStarted(this.#running.connection);
    }
    return this.#running.connection;
  }

  /** Starts a process where none runs nor is about to. */
  ensure(): void {
    if (this.#timer === undefined) {
      this.connection();
    }
  }

  isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** Ends the process that runs and starts another. */
  restart(): void {
    this.stop();
    this.#options.policy.reset();
    this.connection();
  }

  /** Ends the process; the next {@link connection} starts another. */
  stop(): void {
    this.#cancelTimer();
    const running = this.#running;
    this.#running = undefined;
    if (running !== undefined) {
      end(running);
    }
  }

  dispose(): void {
    this.stop();
    this.#disposed = true;
  }

  #start(): RunningServer {
    const { start, log } = this.#options;
    const child = spawn(start.command, start.args, { env: start.env, stdio: 'pipe' });
    const connection = createMessageConnection(
      new StreamMessageReader(child.stdout),
      new StreamMessageWriter(child.stdin),
    );
    const running = { process: child, connection };
    log.info(`topology server: started as process ${child.pid ?? 'unknown'}`);
    createInterface({ input: child.stderr }).on('line', (line) => {
      forward(line, log);
    });
    child.stdin.on('error', (error) => {
      log.debug(`topology server: ${error.message}`);
    });
    child.once('error', (error) => {
      this.#ended(running, error.message);
    });
    child.once('exit', (code, signal) => {
      this.#ended(running, `ended with ${signal ?? `code ${code ?? 'unknown'}`}`);
    });
    connection.onError(([error]) => {
      log.warn(`topology server: ${error.message}`);
    });
    connection.listen();
    return running;
  }

  /** A process ended. When we ended it ourselves, it is no longer the running one. */
  #ended(server: RunningServer, how: string): void {
    server.connection.dispose();
    if (this.#running !== server) {
      return;
    }
    this.#running = undefined;
    const { policy, log, onEnded, onGaveUp } = this.#options;
    const decision = policy.afterCrash(performance.now());
    onEnded();
    if (decision.kind === 'giveUp') {
      policy.reset();
      onGaveUp(gaveUpError('topology server', decision, how));
      return;
    }
    log.warn(`topology server: ${how}; it is started again in ${decision.delayMs} ms`);
    this.#timer = setTimeout(() => {
      this.connection();
    }, decision.delayMs);
  }

  #cancelTimer(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** The server writes a time, a level and a message; anything else is from the runtime. */
function forward(line: string, log: Log): void {
  const match = /^\S+Z (debug|info|warn|error) (.*)$/.exec(line);
  const message = `topology server: ${match?.[2] ?? line}`;
  switch (match?.[1]) {
    case 'debug':
      log.debug(message);
      return;
    case 'warn':
      log.warn(message);
      return;
    case 'error':
      log.error(message);
      return;
    default:
      log.info(message);
  }
}

/** Ends its input, by which the server knows that nobody is there, and then makes sure. */
function end({ process: child, connection }: RunningServer): void {
  connection.dispose();
  child.stdin.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  timer.unref();
  child.once('exit', () => {
    clearTimeout(timer);
  });
}

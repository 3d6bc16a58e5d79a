import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { MissingPartError } from '../../scripts/realParts.ts';

/**
 * Whether a real part is there. On CI its absence is a failure; elsewhere the tests that need it
 * are skipped.
 */
export async function isAvailable(binary: () => Promise<string>): Promise<boolean> {
  try {
    await binary();
    return true;
  } catch (error) {
    if (error instanceof MissingPartError && process.env.CI !== 'true') {
      console.warn(error.message);
      return false;
    }
    throw error;
  }
}

/**
 * Below those that systems give to outgoing connections, from 32768 on, and above 10080, the last of
 * the ports that `fetch` refuses.
 */
const [lowest, highest] = [10_100, 32_000];

/**
 * `count` TCP ports of 127.0.0.1 that were free a moment ago, all different. They are none that an
 * outgoing connection is given meanwhile, as those are that the system itself would choose.
 */
export async function freePorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) {
    const port = randomInt(lowest, highest);
    if (await isFree(port)) {
      ports.add(port);
    }
  }
  return [...ports];
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  await once(server.close(), 'close');
  return true;
}

/** How long a server may take to serve, in milliseconds. */
const startLimit = 30_000;

/** How a server is started. */
export interface ServerCommand {
  readonly binary: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** A text of its log that says that it serves. */
  readonly readyText: string;
}

/** A child process that is up once `start` has answered and gone once `end` has. */
export class RealServer {
  readonly #command: ServerCommand;
  #child: ChildProcess | undefined;

  constructor(command: ServerCommand) {
    this.#command = command;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  async start(): Promise<void> {
    const { binary, args, cwd, readyText } = this.#command;
    const child = spawn(binary, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    const killWithParent = (): void => void child.kill('SIGKILL');
    process.once('exit', killWithParent);
    child.once('exit', () => process.off('exit', killWithParent));
    try {
      await whenReady(child, readyText);
    } catch (error) {
      await this.end('SIGKILL');
      throw error;
    }
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const exited = once(child, 'exit');
    child.kill(signal);
    child.kill('SIGCONT');
    await exited;
  }

  /**
   * Freezes the process by SIGSTOP: its sockets stay open, nothing answers. Where Linux tells, none of
   * its threads runs any more once this has returned. `end` still ends it.
   */
  freeze(): void {
    this.#child?.kill('SIGSTOP');
    const tasks = `/proc/${this.#child?.pid}/task`;
    const end = performance.now() + 1_000;
    while (existsSync(tasks) && !areStopped(tasks) && performance.now() < end) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
    }
  }

  thaw(): void {
    this.#child?.kill('SIGCONT');
  }
}

function whenReady(child: ChildProcess, readyText: string): Promise<void> {
  let log = '';
  return new Promise((done, fail) => {
    const timer = setTimeout(() => {
      fail(new Error(`${child.spawnfile} did not serve within ${startLimit} ms:\n${log}`));
    }, startLimit);
    const read = (chunk: Buffer): void => {
      // The log is drained for as long as the process lives, kept only until it is ready.
      log = (log + chunk.toString('utf8')).slice(-20_000);
      if (log.includes(readyText)) {
        clearTimeout(timer);
        done();
      }
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('error', fail);
    child.once('exit', (code) => {
      clearTimeout(timer);
      fail(
        new Error(`${child.spawnfile} ended with ${code ?? 'a signal'} before it served:\n${log}`),
      );
    });
  });
}

/** Whether all threads in a folder of Linux's `/proc` are stopped. */
function areStopped(tasks: string): boolean {
  return readdirSync(tasks).every((task) => {
    try {
      return /\) [Tt] /.test(readFileSync(`${tasks}/${task}/stat`, 'utf8'));
    } catch {
      return true; // It has ended meanwhile.
    }
  });
}

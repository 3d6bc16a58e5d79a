import { fork } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { isReadyMessage } from './messages.ts';
import type { InstanceOptions, PeersMessage } from './messages.ts';

/** An instance that did not come up, or that ended before it did. */
export class InstanceStartError extends Error {
  override readonly name = 'InstanceStartError';
}

export interface SpawnOptions {
  readonly instance: InstanceOptions;
  /** Everything that the process prints, line by line. */
  readonly log: (line: string) => void;
  readonly timeoutMs: number;
}

/** A process that serves and that every registry has. */
export interface RunningInstance {
  readonly service: string;
  readonly id: string;
  /** `host:port`. */
  readonly address: string;
  readonly pid: number;
}

/** The supervisor's hold on one process. */
export interface InstanceProcess {
  readonly instance: RunningInstance;
  /** Settles when the process has ended, with the reason for people. */
  readonly ended: Promise<string>;
  kill(signal: NodeJS.Signals): void;
  tell(message: PeersMessage): void;
  /** Ends the process as it likes, or by force when it takes too long. */
  stop(): Promise<void>;
}

const patienceMs = 3_000;
const entry = join(import.meta.dirname, 'instance.ts');
const compileCache = join(tmpdir(), 'proto-atlas-demo-compile-cache');

/** Starts an instance; rejects with an `InstanceStartError` when it is not ready in time. */
export async function spawnInstance({
  instance,
  log,
  timeoutMs,
}: SpawnOptions): Promise<InstanceProcess> {
  const { service, id } = instance.identity;
  const child = fork(entry, [JSON.stringify(instance)], {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  passOn(child, log);
  const ended = endOf(child);
  try {
    const address = await readyAddress(child, ended, timeoutMs);
    return control(child, { service, id, address, pid: child.pid ?? 0 }, ended);
  } catch (error) {
    child.kill('SIGKILL');
    const reason = error instanceof Error ? error.message : String(error);
    throw new InstanceStartError(`${id} did not start: ${reason}`);
  }
}

function control(
  child: ChildProcess,
  instance: RunningInstance,
  ended: Promise<string>,
): InstanceProcess {
  return {
    instance,
    ended,
    kill(signal) {
      child.kill(signal);
    },
    tell(message) {
      if (child.connected) {
        child.send(message);
      }
    },
    async stop() {
      child.kill('SIGTERM');
      // One that was stopped by a signal can't hear another.
      child.kill('SIGCONT');
      const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs);
      await ended;
      clearTimeout(timer);
    },
  };
}

async function readyAddress(
  child: ChildProcess,
  ended: Promise<string>,
  timeoutMs: number,
): Promise<string> {
  const giveUp = AbortSignal.timeout(timeoutMs);
  const failed = ended.then((reason) => Promise.reject(new Error(reason)));
  const timedOut = once(giveUp, 'abort').then(() =>
    Promise.reject(new Error(`it was not registered within ${timeoutMs} ms: is a registry away?`)),
  );
  const ready = new Promise<string>((done) => {
    child.on('message', (message: unknown) => {
      if (isReadyMessage(message)) {
        done(message.address);
      }
    });
  });
  return Promise.race([ready, failed, timedOut]);
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((done) => {
    child.on('error', (error) => {
      done(error.message);
    });
    child.on('exit', (code, signal) => {
      done(signal === null ? `it ended with exit code ${code ?? 0}` : `it was ended by ${signal}`);
    });
  });
}

function passOn(child: ChildProcess, log: (line: string) => void): void {
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) {
      createInterface({ input: stream }).on('line', log);
    }
  }
}

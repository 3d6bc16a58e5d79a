import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { registrationWriter } from '../../scripts/registrationWriter.ts';
import { isAvailable } from './realServer.ts';

/** What a framework's own code is told to register; see `registrationWriter/main.go`. */
export interface WriterCommand {
  readonly writer: 'etcd-naming' | 'go-kit';
  readonly do: 'add' | 'remove';
  /** Of etcd's endpoint manager: what clients resolve. */
  readonly target?: string;
  readonly key: string;
  readonly address?: string;
  readonly metadata?: unknown;
  /** Seconds; none without. */
  readonly ttl?: number;
}

/** A Go program that registers by the code of the frameworks themselves. */
export interface GoWriter {
  /** Resolves when it is written; rejects with what the framework said. */
  tell(command: WriterCommand): Promise<void>;
  stop(): Promise<void>;
}

/** False where it can't be built; on CI that throws instead. Building takes a minute, once. */
export function goWriterAvailable(): Promise<boolean> {
  return isAvailable(() => registrationWriter());
}

/** Starts it for an etcd at `endpoint`, a `host:port`. */
export async function startGoWriter(endpoint: string): Promise<GoWriter> {
  const child = spawn(await registrationWriter(), [endpoint], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async tell(command) {
      child.stdin.write(`${JSON.stringify(command)}\n`);
      const { value, done } = await answers.next();
      if (done === true || value !== 'done') {
        throw new Error(`${command.writer}: ${done === true ? 'it has ended' : value}`);
      }
    },
    stop: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
}

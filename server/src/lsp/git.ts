import { execFile, spawn } from 'node:child_process';

/** What a git command printed; undefined when it failed, whatever the reason. */
export type GitAnswer = string | undefined;

const timeoutMs = 20_000;
const maximumBytes = 256 * 1024 * 1024;

/** Nothing is fetched, asked or locked, and no program that a repository names is run. */
const quietly = ['--no-optional-locks', '-c', 'core.fsmonitor=false', '-c', 'core.quotePath=false'];
const environment = { GIT_TERMINAL_PROMPT: '0', GIT_NO_LAZY_FETCH: '1', LC_ALL: 'C' };

/** Runs git in a folder. */
export function runGit(
  folder: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<GitAnswer> {
  const options = {
    cwd: folder,
    env: { ...process.env, ...environment },
    maxBuffer: maximumBytes,
    timeout: timeoutMs,
    windowsHide: true,
    ...(signal && { signal }),
  };
  return new Promise((done) => {
    execFile('git', [...quietly, ...args], options, (error, stdout) => {
      done(error === null ? stdout : undefined);
    });
  });
}

/** The contents of objects by their ids; those that are not there are left out. */
export async function readObjects(
  folder: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  if (ids.length === 0) {
    return new Map();
  }
  const git = spawn('git', [...quietly, 'cat-file', '--batch'], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: timeoutMs,
    windowsHide: true,
  });
  const chunks: Buffer[] = [];
  return new Promise((done) => {
    git.on('error', () => {
      done(new Map());
    });
    git.stdin.on('error', () => {
      // A process that is gone has nothing to be told; what it printed is read all the same.
    });
    git.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    git.on('close', () => {
      done(parseBatch(Buffer.concat(chunks)));
    });
    git.stdin.end(`${ids.join('\n')}\n`);
  });
}

/** A line `id type size` before each content, and a line break behind it. */
function parseBatch(output: Buffer): ReadonlyMap<string, Buffer> {
  const found = new Map<string, Buffer>();
  for (let at = 0; at < output.length;) {
    const lineEnd = output.indexOf(0x0a, at);
    if (lineEnd === -1) {
      break;
    }
    const [id = '', type, size] = output.toString('latin1', at, lineEnd).split(' ');
    at = lineEnd + 1;
    if (type === 'blob' && size !== undefined) {
      const end = at + Number(size);
      found.set(id, output.subarray(at, end));
      at = end + 1;
    }
  }
  return found;
}

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
  return ids.length === 0 ? new Map() : parseBatch(await askAbout(folder, '--batch', ids));
}

/**
 * The commits that revisions mean, by revision; of those that mean none nothing. It is one process for
 * all: to start one takes milliseconds in which the server answers nobody.
 */
export async function findCommits(
  folder: string,
  revisions: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const lines = revisions.map((revision) => `${revision.replaceAll('\n', ' ')}^{commit}`);
  const output = await askAbout(folder, '--batch-check=%(objectname)', lines);
  const answers = output.toString('utf8').split('\n');
  return new Map(
    revisions.flatMap((revision, index) => {
      const id = /^[0-9a-f]{40,}$/.exec(answers[index] ?? '')?.[0];
      return id === undefined ? [] : [[revision, id] as const];
    }),
  );
}

/** What `git cat-file` prints about objects; nothing when it fails. */
function askAbout(folder: string, how: string, objects: readonly string[]): Promise<Buffer> {
  const git = spawn('git', [...quietly, 'cat-file', how], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: timeoutMs,
    windowsHide: true,
  });
  const chunks: Buffer[] = [];
  return new Promise((done) => {
    git.on('error', () => {
      done(Buffer.alloc(0));
    });
    git.stdin.on('error', () => {
      // A process that is gone has nothing to be told; what it printed is read all the same.
    });
    git.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    git.on('close', () => {
      done(Buffer.concat(chunks));
    });
    git.stdin.end(`${objects.join('\n')}\n`);
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

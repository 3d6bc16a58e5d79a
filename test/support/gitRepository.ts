import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Whether git is on this machine; in a run that has to be complete a missing one is an error. */
export function hasGit(): boolean {
  try {
    execFileSync('git', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return process.env.CI !== undefined;
  }
}

const identity = [
  '-c',
  'user.name=Test',
  '-c',
  'user.email=test@localhost',
  '-c',
  'commit.gpgsign=false',
];

/** A repository of its own in a temporary folder, on the branch `main`. */
export class GitRepository {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'proto-atlas-git-')));

  static async create(files: Readonly<Record<string, string>>): Promise<GitRepository> {
    const repository = new GitRepository();
    await repository.git('init', '-q', '-b', 'main');
    await repository.commit(files);
    return repository;
  }

  write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.folder, path)), { recursive: true });
      writeFileSync(join(this.folder, path), text);
    }
  }

  async commit(files: Readonly<Record<string, string>>): Promise<void> {
    this.write(files);
    await this.git('add', '-A');
    await this.git('commit', '-q', '-m', 'A step');
  }

  async git(...args: string[]): Promise<string> {
    const { stdout } = await run('git', [...identity, ...args], { cwd: this.folder });
    return stdout;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { bufBinary } from '../../scripts/realParts.ts';

const run = promisify(execFile);

/** What buf makes of files. */
export interface BufAnswer {
  /** Formatted texts by path. */
  readonly texts: ReadonlyMap<string, string>;
  readonly milliseconds: number;
}

/** Asks `buf format` for files below a root, all at once. Rejects when one has a syntax error. */
export async function formatWithBuf(root: string, paths: readonly string[]): Promise<BufAnswer> {
  const buf = await bufBinary();
  const work = await mkdtemp(join(tmpdir(), 'proto-atlas-buf-'));
  try {
    for (const path of paths) {
      await mkdir(dirname(join(work, 'in', path)), { recursive: true });
      await copyFile(join(root, path), join(work, 'in', path));
    }
    const started = performance.now();
    await run(buf, ['format', 'in', '-o', 'out'], { cwd: work });
    const milliseconds = performance.now() - started;
    const texts = new Map<string, string>();
    for (const path of paths) {
      texts.set(path, await readFile(join(work, 'out', path), 'utf8'));
    }
    return { texts, milliseconds };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

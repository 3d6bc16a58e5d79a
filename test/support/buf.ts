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

/** What a run of buf in a folder prints. It exits with 100 when it finds something. */
export async function runBuf(cwd: string, ...args: readonly string[]): Promise<string> {
  const command = await bufBinary();
  return new Promise((done, failed) => {
    const options = { cwd, maxBuffer: 1 << 28 };
    execFile(command, [...args], options, (error, out, err) => {
      if (error !== null && error.code !== 100) {
        failed(new Error(`buf ${args.join(' ')}: ${err}${out}`));
      } else {
        done(out);
      }
    });
  });
}

/** The objects that it prints, one a line. */
export function bufRecords(lines: string): readonly Readonly<Record<string, unknown>>[] {
  const texts = lines.split('\n').filter((line) => line !== '');
  return texts.map((line): unknown => JSON.parse(line)).filter(isRecord);
}

/** The rules of a list of rules, each with its categories in order. */
export function bufRules(lines: string): readonly string[] {
  const words = (value: unknown): string =>
    Array.isArray(value) ? value.map(String).sort().join(' ') : '';
  return bufRecords(lines).map(({ id, categories }) => `${String(id)} ${words(categories)}`);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

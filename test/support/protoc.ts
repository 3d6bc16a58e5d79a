/** Asks the real protoc, the oracle for descriptors and verdicts. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { wellKnownText } from '../../server/src/compiler/index.ts';

const binary = resolve(import.meta.dirname, '../../node_modules/.bin/protoc');

/** Reads import paths below some roots, then among the well-known files. */
export function fileResolver(
  roots: readonly string[],
): (path: string) => { text: string } | undefined {
  return (path) => {
    for (const root of roots) {
      const file = join(root, path);
      if (statSync(file, { throwIfNoEntry: false })?.isFile()) {
        return { text: readFileSync(file, 'utf8') };
      }
    }
    const text = wellKnownText(path);
    return text === undefined ? undefined : { text };
  };
}

/** What protoc says of a run: `output` is the descriptor set, absent after an error. */
export interface ProtocRun {
  readonly status: number;
  readonly errors: string;
  readonly output: Uint8Array | undefined;
}

/** Runs protoc in `root` with a descriptor set as output. */
export function runProtoc(root: string, args: readonly string[]): ProtocRun {
  const folder = mkdtempSync(join(tmpdir(), 'protoc-'));
  const out = join(folder, 'out.bin');
  try {
    const run = spawnSync(process.execPath, [binary, `-I${root}`, `-o${out}`, ...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      cwd: root,
    });
    // The script around protoc exits with 0 when protoc dies.
    const status = existsSync(out) ? (run.status ?? 1) : Math.max(run.status ?? 1, 1);
    const output = status === 0 ? new Uint8Array(readFileSync(out)) : undefined;
    return { status, errors: run.stderr, output };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The files of a descriptor set, each as its own bytes, by name. */
export function splitSet(set: Uint8Array): Map<string, Uint8Array> {
  const files = new Map<string, Uint8Array>();
  for (let at = 0; at < set.length;) {
    const length = readVarint(set, at + 1);
    const file = set.subarray(length.next, length.next + length.value);
    const name = readVarint(file, 1);
    const text = Buffer.from(file.subarray(name.next, name.next + name.value)).toString();
    files.set(text, file);
    at = length.next + length.value;
  }
  return files;
}

function readVarint(bytes: Uint8Array, start: number): { value: number; next: number } {
  let value = 0;
  let at = start;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] ?? 0;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) {
      return { value, next: at };
    }
  }
}

/** Many files to ask protoc about. */
export interface ProtocBatch {
  readonly root: string;
  readonly paths: readonly string[];
  readonly includeSourceInfo: boolean;
}

/** protoc's descriptor of each file, or its errors. */
export interface ProtocDescriptors {
  readonly descriptors: Map<string, Uint8Array>;
  readonly rejected: Map<string, string>;
  readonly milliseconds: number;
}

/** Asks for many files at once; a batch that protoc rejects is halved until the culprit is alone. */
export function protocDescriptors({
  root,
  paths,
  includeSourceInfo,
}: ProtocBatch): ProtocDescriptors {
  const descriptors = new Map<string, Uint8Array>();
  const rejected = new Map<string, string>();
  const flags = includeSourceInfo ? ['--include_source_info'] : [];
  const started = performance.now();
  function ask(batch: readonly string[]): void {
    const run = runProtoc(root, [...flags, ...batch]);
    if (run.output !== undefined) {
      splitSet(run.output).forEach((bytes, name) => descriptors.set(name, bytes));
    } else if (batch.length === 1) {
      rejected.set(batch[0] ?? '', run.errors);
    } else {
      const middle = batch.length >> 1;
      ask(batch.slice(0, middle));
      ask(batch.slice(middle));
    }
  }
  for (let at = 0; at < paths.length; at += 400) {
    ask(paths.slice(at, at + 400));
  }
  return { descriptors, rejected, milliseconds: performance.now() - started };
}

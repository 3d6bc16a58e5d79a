/** What protoc and we say of a case, in the terms in which they are compared. */
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import {
  asProtoc,
  CompileSession,
  isOfAskedFilesAlone,
  type LinkedFile,
  protocOrder,
  type ProtocReport,
  wellKnownText,
} from '../../server/src/compiler/index.ts';
import { faultRoots } from './faultBases.ts';

const run = promisify(execFile);

/** Enough of a case to compile it. */
export interface FaultInput {
  readonly entry: string;
  readonly files: Readonly<Record<string, string>>;
}

/** An error or a warning as printed: `line` counts from 1, and is 0 where protoc gives none. */
export interface Finding {
  readonly path: string;
  readonly line: number;
  readonly message: string;
}

/** `errors` are in the order of the report. */
export interface Verdict {
  /** Whether protoc died of the input, which is no verdict at all. */
  readonly crashed: boolean;
  readonly accepted: boolean;
  readonly errors: readonly Finding[];
  readonly warnings: readonly Finding[];
}

const resolved = new Map<string, { text: string } | undefined>();

function fromRoots(path: string): { text: string } | undefined {
  if (!resolved.has(path)) {
    resolved.set(path, readFromRoots(path));
  }
  return resolved.get(path);
}

function readFromRoots(path: string): { text: string } | undefined {
  for (const root of faultRoots) {
    const file = join(root, path);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() === true) {
      return { text: readFileSync(file, 'utf8') };
    }
  }
  const text = wellKnownText(path);
  return text === undefined ? undefined : { text };
}

/** What we say. */
export function ourVerdict({ entry, files }: FaultInput): Verdict {
  const resolvePath = (path: string): { text: string } | undefined => {
    const text = files[path];
    return text === undefined ? fromRoots(path) : { text };
  };
  const { all } = new CompileSession(resolvePath, asProtoc).compile([entry]);
  const main = all.find((file) => file.source.path === entry);
  const ordered = entrySyntaxFirst(main, all);
  const isError = ({ found }: Placed): boolean => found.severity === 'error';
  const told = ordered.filter(({ file, found }) => file === main || !isOfAskedFilesAlone(found));
  const errors = told.filter(isError).map(findingOf);
  const warnings = told.filter((one) => !isError(one)).map(findingOf);
  return { crashed: false, accepted: errors.length === 0, errors, warnings };
}

interface Placed extends ProtocReport {
  readonly file: LinkedFile;
}

/** protoc parses a file before it loads its imports, and goes no further when that fails. */
function entrySyntaxFirst(main: LinkedFile | undefined, all: readonly LinkedFile[]): Placed[] {
  const placed = all.flatMap((file) => protocOrder(file).map((report) => ({ file, ...report })));
  const isSyntax = ({ file, phase }: Placed): boolean =>
    file === main && (phase === 'header' || phase === 'parse');
  return [...placed.filter(isSyntax), ...placed.filter((one) => !isSyntax(one))];
}

function findingOf({ file, found, offset }: Placed): Finding {
  const line = file.source.lines.positionAt(offset).line + 1;
  const { message, code } = found;
  return { path: file.source.path, line, message: `${message} [${code}]` };
}

const executables: Readonly<Record<string, string>> = {
  'linux-x64': 'protoc-linux-x86_64',
  'linux-arm64': 'protoc-linux-aarch_64',
  'darwin-x64': 'protoc-osx-x86_64',
  'darwin-arm64': 'protoc-osx-aarch_64',
};

/** The program itself; a script around it would cost ten times as much. Needs a POSIX shell. */
const protoc = resolve(
  import.meta.dirname,
  '../../node_modules/protoc/bin',
  executables[`${process.platform}-${process.arch}`] ?? 'protoc-linux-x86_64',
);

/** What protoc says of each input, in their order; one shell runs them all. */
export async function protocVerdicts(inputs: readonly FaultInput[]): Promise<Verdict[]> {
  const folder = mkdtempSync(join(tmpdir(), 'faults-'));
  try {
    const script = inputs.map((input, index) => writeInput(folder, input, index)).join('\n');
    writeFileSync(join(folder, 'run.sh'), `${script}\n`);
    await run('sh', ['run.sh'], { cwd: folder });
    return inputs.map((_, index) => readVerdict(join(folder, String(index))));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function writeInput(folder: string, { entry, files }: FaultInput, index: number): string {
  const root = join(folder, String(index));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  mkdirSync(root, { recursive: true });
  const roots = ['.', ...faultRoots].map((one) => `'-I${one}'`).join(' ');
  const command = `cd ${index} && '${protoc}' ${roots} -o/dev/null '${entry}'`;
  return `(${command}) 2>${index}.err; echo $? >${index}.status`;
}

function readVerdict(prefix: string): Verdict {
  const all = readFileSync(`${prefix}.err`, 'utf8').split('\n').flatMap(parseFinding);
  // That a file is missing is said twice: of the path, then of the import.
  const found = all.filter(
    ({ message }, index) => !missingFile.test(message) || index === all.length - 1,
  );
  const status = Number(readFileSync(`${prefix}.status`, 'utf8'));
  return {
    crashed: status >= 128,
    accepted: status === 0,
    errors: found.filter(({ message }) => !message.startsWith('warning: ')),
    warnings: found.filter(({ message }) => message.startsWith('warning: ')),
  };
}

const missingFile = /^File not found\.$|^Backslashes, consecutive slashes/;

function parseFinding(line: string): Finding[] {
  const found = /^(.+?\.proto):(?:(\d+):\d+:)? (.*)$/.exec(line);
  if (found === null) {
    return [];
  }
  const [, path = '', row = '0', message = ''] = found;
  return [{ path, line: Number(row), message }];
}

import { closeSync, fstatSync, openSync, rmSync, writeSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { importOrder } from '../compiler/index.ts';
import type { CommandIo } from './command.ts';
import { type CompileFlags, FlagError, parseCompileFlags } from './compileFlags.ts';
import {
  type CompiledFile,
  type Finding,
  PartCompiler,
  type PartResult,
  type PartSettings,
} from './compilePart.ts';
import { type CompilePlan, planCompile } from './compilePlan.ts';
import { mayShareNames } from './compileNames.ts';
import { CompilePool, OutOfMemoryError } from './compilePool.ts';
import { DescriptorSetError, findInSets, readSets, type SetFiles } from './compileSets.ts';
import {
  fileProblem,
  findInput,
  type ImportRoot,
  type InputFile,
  isFolder,
  parseImportRoot,
} from './protoPath.ts';

/** What `compile` touches of its process. */
type Io = Pick<CommandIo, 'cwd' | 'stdout' | 'stderr'>;

const help = `Usage: proto-atlas compile [OPTION]... FILE...

Checks .proto files and writes their descriptors, with the flags and the results of protoc.

  -I DIR, --proto_path=DIR        Where imports are searched for; may be given several times, in
                                  order. The current folder without it. NAME=DIR puts the files
                                  of DIR below the import path NAME.
      --descriptor_set_in=FILES   Descriptor sets to take files from that are on no import root;
                                  without -I these alone. ${delimiter} stands between several.
  -o FILE, --descriptor_set_out=FILE
                                  Writes a FileDescriptorSet of the files. Without it they are
                                  checked alone.
      --include_imports           Puts all that the files import into the set as well.
      --include_source_info       Keeps source locations and comments.
      --retain_options            Keeps options that are for the source alone.
      --fatal_warnings            Exits with 1 after a warning.
      --error_format=FORMAT       gcc (the default), msvs, or json: one object a line.
  @FILE                           Takes each line of FILE as an argument.
  -h, --help                      Prints this.

Exits with 0, or with 1 after an error.
`;

/** Runs `compile`: reads files, prints what it finds, writes a descriptor set. Gives the exit code. */
export async function runCompile(args: readonly string[], io: Io): Promise<number> {
  try {
    const flags = parseCompileFlags(args, io.cwd);
    if (flags.help) {
      io.stdout(help);
      return 0;
    }
    return await new CompileRun(flags, io).run();
  } catch (error) {
    if (isForUser(error)) {
      io.stderr(`${error.message}\n`);
      return 1;
    }
    throw error;
  }
}

/** Whether an error says in a line what is wrong with the input. */
function isForUser(error: unknown): error is Error {
  return (
    error instanceof FlagError ||
    error instanceof DescriptorSetError ||
    error instanceof OutOfMemoryError
  );
}

/** Less text than this is compiled sooner than threads would start, in bytes. */
const largeInput = 3_000_000;

/** The files that the user asked for. */
interface Input {
  readonly paths: readonly string[];
  /** Of their texts, in bytes. */
  readonly size: number;
}

class CompileRun {
  readonly #flags: CompileFlags;
  readonly #io: Io;
  /** None when descriptor sets alone are read. */
  readonly #roots: readonly ImportRoot[];
  readonly #sets: SetFiles | undefined;
  #hasErrors = false;
  #hasWarnings = false;

  constructor(flags: CompileFlags, io: Io) {
    this.#flags = flags;
    this.#io = io;
    this.#sets = flags.sets === undefined ? undefined : readSets(flags.sets, io.cwd);
    const isHere = flags.roots.length === 0 && this.#sets === undefined;
    const written = isHere ? [''] : flags.roots;
    this.#roots = written.map((root) => parseImportRoot(root, io.cwd));
  }

  async run(): Promise<number> {
    this.#warnOfMissingRoots();
    const input = this.#input();
    if (this.#hasErrors) {
      return 1;
    }
    const files = this.#inOrder(input.paths, await this.#compile(input));
    files.flatMap((file) => file.findings).forEach((finding) => void this.#report(finding));
    if (this.#hasErrors || (this.#flags.fatalWarnings && this.#hasWarnings)) {
      return 1;
    }
    return this.#write(files) ? 0 : 1;
  }

  #warnOfMissingRoots(): void {
    for (const root of this.#roots) {
      if (!isFolder(root.disk)) {
        this.#io.stderr(`${root.written}: warning: directory does not exist\n`);
      }
    }
  }

  #input(): Input {
    let size = 0;
    const paths = this.#flags.inputs.flatMap((input) => {
      const found = this.#find(input);
      if ('problem' in found) {
        this.#fail(found.problem);
        return [];
      }
      size += found.size;
      return [found.path];
    });
    return { paths, size };
  }

  #find(input: string): InputFile {
    if (this.#sets === undefined) {
      return findInput(this.#roots, input, this.#io.cwd);
    }
    if (this.#roots.length === 0) {
      return findInSets(this.#sets, input);
    }
    const found = findInput(this.#roots, input, this.#io.cwd);
    return 'problem' in found && found.isElsewhere && this.#sets.has(input)
      ? { path: input, size: 0 }
      : found;
  }

  #fail(problem: string): void {
    this.#io.stderr(`${problem}\n`);
    this.#hasErrors = true;
  }

  async #compile({ paths, size }: Input): Promise<PartResult[]> {
    if (size < largeInput || this.#sets !== undefined) {
      return [this.#compileHere(paths)];
    }
    const pool = new CompilePool();
    try {
      const plan = planCompile(paths, this.#roots);
      const results = plan && (await pool.compile(plan.parts, this.#settings(paths, plan)));
      return results === undefined || mayShareNames(results.flatMap(({ files }) => files))
        ? [this.#compileHere(paths)]
        : results;
    } finally {
      await pool.end();
    }
  }

  #compileHere(paths: readonly string[]): PartResult {
    return new PartCompiler(this.#settings(paths, undefined), this.#sets).compile([paths]);
  }

  #settings(paths: readonly string[], plan: CompilePlan | undefined): PartSettings {
    const { output, includeImports, includeSourceInfo, retainOptions } = this.#flags;
    return {
      roots: this.#roots,
      asked: new Set(paths),
      output: output === undefined ? 'none' : includeImports ? 'all' : 'asked',
      includeSourceInfo,
      retainOptions,
      shared: plan?.shared ?? new Set(),
      isDivided: plan !== undefined,
    };
  }

  /** Every file once, an import before its importers, with a report of those not readable. */
  #inOrder(paths: readonly string[], results: readonly PartResult[]): CompiledFile[] {
    const files = new Map<string, CompiledFile>();
    const unreadable = new Map<string, string>();
    for (const result of results) {
      result.files.forEach((file) => void files.set(file.path, files.get(file.path) ?? file));
      result.unreadable.forEach((problem, path) => void unreadable.set(path, problem));
    }
    unreadable.forEach((problem) => void this.#fail(problem));
    const order = importOrder(paths, (path) => files.get(path)?.imports ?? []);
    return order.map((path) => files.get(path)).filter((file) => file !== undefined);
  }

  #report(finding: Finding): void {
    if (finding.severity === 'error') {
      this.#hasErrors = true;
    } else {
      this.#hasWarnings = true;
    }
    this.#io.stderr(`${this.#format(finding)}\n`);
  }

  #format({ path, line, column, severity, code, message }: Finding): string {
    const kind = severity === 'warning' ? 'warning: ' : '';
    if (line === undefined && this.#flags.errorFormat !== 'json') {
      return `${path}: ${kind}${message}`;
    }
    switch (this.#flags.errorFormat) {
      case 'json':
        return JSON.stringify({ file: path, line, column, severity, code, message });
      case 'msvs':
        return `${path}(${line}) : ${severity} in column=${column}: ${message}`;
      case 'gcc':
        return `${path}:${line}:${column}: ${kind}${message}`;
    }
  }

  /** Sets one behind the other are one set. */
  #write(files: readonly CompiledFile[]): boolean {
    const { output } = this.#flags;
    if (output === undefined) {
      return true;
    }
    try {
      writeSets(resolve(this.#io.cwd, output), files);
      return true;
    } catch (error) {
      this.#fail(`${output}: ${fileProblem(error)}`);
      return false;
    }
  }
}

/** Leaves no file that has only a part. */
function writeSets(disk: string, files: readonly CompiledFile[]): void {
  const file = openSync(disk, 'w');
  try {
    writeAll(file, files);
  } catch (error) {
    if (fstatSync(file).isFile()) {
      rmSync(disk, { force: true });
    }
    throw error;
  } finally {
    closeSync(file);
  }
}

function writeAll(file: number, files: readonly CompiledFile[]): void {
  for (const { set } of files) {
    for (let at = 0; set !== undefined && at < set.length;) {
      at += writeSync(file, set, at);
    }
  }
}

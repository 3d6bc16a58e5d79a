import { statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  compile,
  type Diagnostic,
  diagnosticsOf,
  type LinkedFile,
  protocPosition,
  wellKnownText,
  writeFileDescriptorSet,
} from '../compiler/index.ts';
import type { CommandIo } from './command.ts';
import { type CompileFlags, FlagError, parseCompileFlags } from './compileFlags.ts';
import {
  fileProblem,
  findInput,
  findOnDisk,
  type ImportRoot,
  parseImportRoot,
  readText,
} from './protoPath.ts';

/** What `compile` touches of its process. */
type Io = Pick<CommandIo, 'cwd' | 'stdout' | 'stderr'>;

const help = `Usage: proto-atlas compile [OPTION]... FILE...

Checks .proto files and writes their descriptors, with the flags and the results of protoc.

  -I DIR, --proto_path=DIR        Where imports are searched for; may be given several times, in
                                  order. The current folder without it. NAME=DIR puts the files
                                  of DIR below the import path NAME.
  -o FILE, --descriptor_set_out=FILE
                                  Writes a FileDescriptorSet of the files. Without it they are
                                  checked alone.
      --include_imports           Puts all that the files import into the set as well.
      --include_source_info       Keeps source locations and comments.
      --retain_options            Keeps options that are for the source alone.
      --fatal_warnings            Exits with 1 after a warning.
      --error_format=FORMAT       gcc (the default), msvs, or json: one object a line.
  -h, --help                      Prints this.

Exits with 0, or with 1 after an error.
`;

/** Runs `compile`: reads files, prints what it finds, writes a descriptor set. Gives the exit code. */
export function runCompile(args: readonly string[], io: Io): Promise<number> {
  try {
    const flags = parseCompileFlags(args);
    if (flags.help) {
      io.stdout(help);
      return Promise.resolve(0);
    }
    return Promise.resolve(new CompileRun(flags, io).run());
  } catch (error) {
    if (error instanceof FlagError) {
      io.stderr(`${error.message}\n`);
      return Promise.resolve(1);
    }
    throw error;
  }
}

/** One line of output: where, how bad, what. */
interface Finding {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  readonly message: string;
}

class CompileRun {
  readonly #flags: CompileFlags;
  readonly #io: Io;
  readonly #roots: readonly ImportRoot[];
  /** Import paths of files with bytes that are not UTF-8. */
  readonly #notUtf8 = new Set<string>();
  #hasErrors = false;
  #hasWarnings = false;

  constructor(flags: CompileFlags, io: Io) {
    this.#flags = flags;
    this.#io = io;
    const written = flags.roots.length === 0 ? [''] : flags.roots;
    this.#roots = written.map((root) => parseImportRoot(root, io.cwd));
  }

  run(): number {
    this.#warnOfMissingRoots();
    const paths = this.#inputPaths();
    if (this.#hasErrors) {
      return 1;
    }
    const result = compile({ files: paths, resolve: (path) => this.#read(path) });
    const asked = new Set(result.files);
    for (const file of result.all) {
      this.#reportFile(file, asked.has(file));
    }
    if (this.#hasErrors || (this.#flags.fatalWarnings && this.#hasWarnings)) {
      return 1;
    }
    return this.#write(result.files) ? 0 : 1;
  }

  #warnOfMissingRoots(): void {
    for (const root of this.#roots) {
      if (statSync(root.disk, { throwIfNoEntry: false })?.isDirectory() !== true) {
        this.#io.stderr(`${root.written}: warning: directory does not exist\n`);
      }
    }
  }

  #inputPaths(): string[] {
    return this.#flags.inputs.flatMap((input) => {
      const found = findInput(this.#roots, input, this.#io.cwd);
      if ('path' in found) {
        return [found.path];
      }
      this.#fail(found.problem);
      return [];
    });
  }

  #fail(problem: string): void {
    this.#io.stderr(`${problem}\n`);
    this.#hasErrors = true;
  }

  #read(path: string): { text: string } | undefined {
    const disk = findOnDisk(this.#roots, path);
    if (disk === undefined) {
      const text = wellKnownText(path);
      return text === undefined ? undefined : { text };
    }
    try {
      const { text, isUtf8 } = readText(disk);
      if (!isUtf8) {
        this.#notUtf8.add(path);
      }
      return { text };
    } catch (error) {
      this.#fail(`${path}: ${fileProblem(error)}`);
      return undefined;
    }
  }

  /** Warnings are for the files that were asked for, errors for all. */
  #reportFile(file: LinkedFile, isAsked: boolean): void {
    const encoding = this.#encodingFindings(file);
    const isReadable = !encoding.some((finding) => finding.severity === 'error');
    const findings = isReadable ? [...encoding, ...diagnosticsOf(file)] : encoding;
    for (const finding of findings) {
      if (isAsked || finding.severity === 'error') {
        this.#report(file, finding);
      }
    }
  }

  /** protoc takes any bytes in comments and strings; a text cannot hold those in strings. */
  #encodingFindings({ source }: LinkedFile): Diagnostic[] {
    const { path, text, tokens } = source;
    const start = this.#notUtf8.has(path) ? text.indexOf('\ufffd') : -1;
    if (start === -1) {
      return [];
    }
    let isComment = true;
    for (let at = start; at !== -1; at = text.indexOf('\ufffd', at + 1)) {
      isComment &&= tokens.kind(tokens.indexAt(at)).endsWith('Comment');
    }
    const found = { start, end: start + 1, code: 'not-utf8', related: [], fixes: [] };
    return isComment
      ? [{ ...found, severity: 'warning', message: 'comment is not UTF-8; save the file as UTF-8' }]
      : [{ ...found, severity: 'error', message: 'file is not UTF-8; save it as UTF-8' }];
  }

  #report({ source }: LinkedFile, diagnostic: Diagnostic): void {
    const { severity, code, message, start } = diagnostic;
    const { line, column } = protocPosition(source, start);
    if (severity === 'error') {
      this.#hasErrors = true;
    } else {
      this.#hasWarnings = true;
    }
    const place = { path: source.path, line: line + 1, column: column + 1 };
    this.#io.stderr(`${this.#format({ ...place, severity, code, message })}\n`);
  }

  #format({ path, line, column, severity, code, message }: Finding): string {
    switch (this.#flags.errorFormat) {
      case 'json':
        return JSON.stringify({ file: path, line, column, severity, code, message });
      case 'msvs':
        return `${path}(${line}) : ${severity} in column=${column}: ${message}`;
      case 'gcc':
        return `${path}:${line}:${column}: ${severity === 'warning' ? 'warning: ' : ''}${message}`;
    }
  }

  #write(files: readonly LinkedFile[]): boolean {
    const { output, includeImports, includeSourceInfo, retainOptions } = this.#flags;
    if (output === undefined) {
      return true;
    }
    const set = writeFileDescriptorSet(files, { includeImports, includeSourceInfo, retainOptions });
    try {
      writeFileSync(resolve(this.#io.cwd, output), set);
      return true;
    } catch (error) {
      this.#fail(`${output}: ${fileProblem(error)}`);
      return false;
    }
  }
}

/** Compiles the files of one part and reduces each to what the command prints and writes. */
import {
  CompileSession,
  type Diagnostic,
  isOfAskedFilesAlone,
  type LinkedFile,
  protocOrder,
  protocPosition,
  writeFileDescriptorSet,
} from '../compiler/index.ts';
import { bytesOf, fileProblem, type ImportRoot, textOf } from './protoPath.ts';

/** What holds for all parts of one run. Plain data: it is sent to threads. */
export interface PartSettings {
  readonly roots: readonly ImportRoot[];
  /** Import paths of the files that the user asked for. */
  readonly asked: ReadonlySet<string>;
  /** Which files have a descriptor written. */
  readonly output: 'none' | 'asked' | 'all';
  readonly includeSourceInfo: boolean;
  readonly retainOptions: boolean;
  /** Files to keep from one part to the next. */
  readonly shared: ReadonlySet<string>;
}

/** One line of output: where, how bad, what. */
export interface Finding {
  readonly path: string;
  /** Both 1-based. */
  readonly line: number;
  readonly column: number;
  readonly severity: Diagnostic['severity'];
  readonly code: string;
  readonly message: string;
}

/** All that is left of a file once it is compiled. */
export interface CompiledFile {
  readonly path: string;
  /** The files that it imports, without those that are not there. */
  readonly imports: readonly string[];
  readonly findings: readonly Finding[];
  /** A `FileDescriptorSet` of this file alone. */
  readonly set: Uint8Array | undefined;
}

export interface PartResult {
  /** Every file that this part was the first to read. */
  readonly files: readonly CompiledFile[];
  /** Files that could not be read, with a line that says why. */
  readonly unreadable: ReadonlyMap<string, string>;
}

/** Compiles one part after the other, of which it keeps the shared files alone. */
export class PartCompiler {
  readonly #settings: PartSettings;
  readonly #session: CompileSession;
  /** Import paths of files with bytes that are not UTF-8. */
  readonly #notUtf8 = new Set<string>();
  readonly #unreadable = new Map<string, string>();

  constructor(settings: PartSettings) {
    this.#settings = settings;
    this.#session = new CompileSession((path) => this.#read(path));
  }

  compile(groups: readonly (readonly string[])[]): PartResult {
    this.#unreadable.clear();
    const files = groups.flatMap((paths) => this.#compileGroup(paths));
    return { files, unreadable: new Map(this.#unreadable) };
  }

  #compileGroup(paths: readonly string[]): CompiledFile[] {
    const { all } = this.#session.compile(paths);
    const files = all.map((file) => this.#reduce(file));
    this.#session.keepOnly((path) => this.#settings.shared.has(path));
    return files;
  }

  #read(path: string): { text: string } | undefined {
    try {
      const bytes = bytesOf(this.#settings.roots, path);
      const found = bytes && textOf(bytes);
      if (found?.isUtf8 === false) {
        this.#notUtf8.add(path);
      }
      return found;
    } catch (error) {
      this.#unreadable.set(path, `${path}: ${fileProblem(error)}`);
      return undefined;
    }
  }

  #reduce(file: LinkedFile): CompiledFile {
    const { path } = file.source;
    const imports = file.imports.filter((one) => one.file !== undefined).map((one) => one.path);
    const findings = this.#findings(file);
    return { path, imports, findings, set: this.#set(file, findings) };
  }

  #set(file: LinkedFile, findings: readonly Finding[]): Uint8Array | undefined {
    const { output, asked, includeSourceInfo, retainOptions } = this.#settings;
    const isWanted = output === 'all' || (output === 'asked' && asked.has(file.source.path));
    return isWanted && !findings.some(isError)
      ? writeFileDescriptorSet([file], { includeImports: false, includeSourceInfo, retainOptions })
      : undefined;
  }

  /** As protoc reports them; warnings are for the files that were asked for, most errors for all. */
  #findings(file: LinkedFile): Finding[] {
    const encoding = this.#encodingFindings(file);
    const reports = encoding.some(isError) ? [] : protocOrder(file);
    const all = [...encoding.map((found) => ({ found, offset: found.start })), ...reports];
    const isAsked = this.#settings.asked.has(file.source.path);
    return all
      .filter(({ found }) => isAsked || (isError(found) && !isOfAskedFilesAlone(found)))
      .map(({ found, offset }) => findingOf(file, found, offset));
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
}

function isError({ severity }: Pick<Diagnostic, 'severity'>): boolean {
  return severity === 'error';
}

function findingOf({ source }: LinkedFile, diagnostic: Diagnostic, offset: number): Finding {
  const { severity, code, message } = diagnostic;
  const { line, column } = protocPosition(source, offset);
  return { path: source.path, line: line + 1, column: column + 1, severity, code, message };
}

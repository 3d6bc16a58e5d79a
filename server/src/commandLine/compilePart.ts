/** Compiles the files of one part and reduces each to what the command prints and writes. */
import {
  asProtoc,
  CompileSession,
  type DescriptorSource,
  type Diagnostic,
  isOfAskedFilesAlone,
  type LinkedFile,
  protocOrder,
  protocPosition,
  writeFileDescriptorSet,
  writeRecompiled,
} from '../compiler/index.ts';
import { nameKeys, type NameKeys } from './compileNames.ts';
import type { SetFiles } from './compileSets.ts';
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
  /** Whether other parts are compiled elsewhere. */
  readonly isDivided: boolean;
}

/** One line of output: where, how bad, what. */
export interface Finding {
  readonly path: string;
  /** Both 1-based; absent for a file of a descriptor set, of which there is no text. */
  readonly line?: number;
  readonly column?: number;
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
  /** What it defines, for a comparison with files of other parts. */
  readonly names: NameKeys | undefined;
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
  readonly #sets: SetFiles;
  /** Import paths of files that came from a set. */
  readonly #fromSets = new Set<string>();
  readonly #session: CompileSession;
  /** Import paths of files with bytes that are not UTF-8. */
  readonly #notUtf8 = new Set<string>();
  readonly #unreadable = new Map<string, string>();

  /** Files of `sets` are for paths that are not on the disk. */
  constructor(settings: PartSettings, sets: SetFiles = new Map()) {
    this.#settings = settings;
    this.#sets = sets;
    this.#session = new CompileSession((path) => this.#read(path), asProtoc);
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
      const bytes =
        this.#settings.roots.length > 0 ? bytesOf(this.#settings.roots, path) : undefined;
      if (bytes === undefined) {
        return this.#readFromSet(path);
      }
      const found = textOf(bytes);
      if (found.isUtf8 === false) {
        this.#notUtf8.add(path);
      }
      return found;
    } catch (error) {
      this.#unreadable.set(path, `${path}: ${fileProblem(error)}`);
      return undefined;
    }
  }

  #readFromSet(path: string): { text: string } | undefined {
    const source = this.#sets.get(path);
    if (source !== undefined) {
      this.#fromSets.add(path);
    }
    return source;
  }

  #reduce(file: LinkedFile): CompiledFile {
    const { path } = file.source;
    const imports = file.imports.filter((one) => one.file !== undefined).map((one) => one.path);
    const findings = this.#findings(file);
    const names = this.#settings.isDivided ? nameKeys(file) : undefined;
    return { path, imports, findings, set: this.#set(file, findings), names };
  }

  #set(file: LinkedFile, findings: readonly Finding[]): Uint8Array | undefined {
    const { output, asked, includeSourceInfo, retainOptions } = this.#settings;
    const isWanted = output === 'all' || (output === 'asked' && asked.has(file.source.path));
    if (!isWanted || findings.some(isError)) {
      return undefined;
    }
    const source = this.#sourceOf(file);
    return source === undefined
      ? writeFileDescriptorSet([file], { includeImports: false, includeSourceInfo, retainOptions })
      : writeRecompiled(file, source, { includeSourceInfo, retainOptions });
  }

  #sourceOf({ source: { path } }: LinkedFile): DescriptorSource | undefined {
    return this.#fromSets.has(path) ? this.#sets.get(path) : undefined;
  }

  /** As protoc reports them; warnings are for the files that were asked for, most errors for all. */
  #findings(file: LinkedFile): Finding[] {
    if (this.#sourceOf(file) !== undefined) {
      return this.#setFindings(file);
    }
    const encoding = this.#encodingFindings(file);
    const reports = encoding.some(isError) ? [] : protocOrder(file);
    const all = [...encoding.map((found) => ({ found, offset: found.start })), ...reports];
    const isAsked = this.#settings.asked.has(file.source.path);
    return all
      .filter(({ found }) => isAsked || !isOfAskedFilesAlone(found))
      .map(({ found, offset }) => findingOf(file, found, offset));
  }

  /**
   * A descriptor may lack the files of its option imports. protoc warns of descriptors only where it
   * reads texts as well.
   */
  #setFindings({ source: { path }, diagnostics }: LinkedFile): Finding[] {
    const isWarned = this.#settings.roots.length > 0 && this.#settings.asked.has(path);
    return diagnostics
      .filter((found) => found.code !== 'import-not-found' || found.protoc === undefined)
      .filter((found) => isError(found) || isWarned)
      .map(({ severity, code, message }) => ({ path, severity, code, message }));
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

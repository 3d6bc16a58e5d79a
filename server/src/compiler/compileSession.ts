import { link } from './compile.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import type { ImportCycle } from './link/imports.ts';
import type { LinkedFile } from './link/model.ts';
import { NameIndex } from './link/nameIndex.ts';
import type { Recovery } from './syntax/cursor.ts';
import { parse } from './syntax/parser.ts';
import type { SourceFile } from './syntax/sourceFile.ts';

/** Files to compile, by import path, and where to find the text of any import path. */
export interface CompileInput {
  readonly files: readonly string[];
  readonly resolve: (path: string) => { readonly text: string } | undefined;
}

export interface CompileResult {
  /** The files asked for, in order; one whose text is not found is left out. */
  readonly files: readonly LinkedFile[];
  /** Every file that was read, an import before its importers. */
  readonly all: readonly LinkedFile[];
}

/** Compiles files with all that they import. Each file is parsed and linked once. */
export function compile({ files, resolve }: CompileInput): CompileResult {
  return new CompileSession(resolve).compile(files);
}

/** In what a session is like a run of protoc. */
export interface SessionOptions {
  /**
   * Who shares a name space: a file with what it `imports`, or as in protoc all files of the
   * `session`, of which the later one is then to blame.
   */
  readonly nameSpace: 'imports' | 'session';
  readonly recovery: Recovery;
}

/** As protoc does it, so that the first error is its first error. */
export const asProtoc: SessionOptions = { nameSpace: 'session', recovery: 'braces' };

/** As an editor needs it, where files are independent and errors are best where they were made. */
const asEditor: SessionOptions = { nameSpace: 'imports', recovery: 'layout' };

/**
 * Compiles files in turns that share what they import. Between two turns the caller may drop what
 * no later turn needs, so that a large collection need not be in memory at once.
 */
export class CompileSession {
  readonly #resolve: CompileInput['resolve'];
  readonly #done = new Map<string, LinkedFile | undefined>();
  readonly #names: NameIndex;
  readonly #recovery: Recovery;

  constructor(resolve: CompileInput['resolve'], options = asEditor) {
    this.#resolve = resolve;
    this.#recovery = options.recovery;
    const isOne = options.nameSpace === 'session';
    this.#names = new NameIndex(isOne ? () => this.#soundFiles() : undefined);
  }

  /** One turn: `all` of its result has the files that no earlier turn has read. */
  compile(files: readonly string[]): CompileResult {
    const all: LinkedFile[] = [];
    for (const path of files) {
      this.#load(path, all);
    }
    const asked = files.map((path) => this.#done.get(path)).filter((file) => file !== undefined);
    return { files: asked, all };
  }

  /**
   * Lets go of all files but those that `isKept` names. A file that is kept must not import one that
   * is not, and a later turn must not need a file that is dropped beside one linked to it.
   */
  keepOnly(isKept: (path: string) => boolean): void {
    for (const path of this.#done.keys()) {
      if (!isKept(path)) {
        this.#done.delete(path);
      }
    }
    this.#names.keepOnly([...this.#done.values()].filter((file) => file !== undefined));
  }

  /** Goes depth first with a stack of its own: chains of imports may be longer than the call stack. */
  #load(first: string, all: LinkedFile[]): void {
    const walk: Walk = { frames: [], depths: new Map() };
    this.#enter(first, walk);
    for (let frame = walk.frames.at(-1); frame !== undefined; frame = walk.frames.at(-1)) {
      const path = frame.imports[frame.next++];
      if (path !== undefined) {
        this.#enter(path, walk);
        continue;
      }
      const linked = link(frame.source, (import_) => this.#found(import_, walk), {
        names: this.#names,
      });
      all.push(linked);
      this.#done.set(frame.source.path, linked);
      walk.depths.delete(frame.source.path);
      walk.frames.pop();
    }
  }

  #enter(path: string, { frames, depths }: Walk): void {
    if (this.#done.has(path) || depths.has(path)) {
      return;
    }
    const found = this.#resolve(path);
    if (found === undefined) {
      this.#done.set(path, undefined);
      return;
    }
    const source = parse(path, found.text, this.#recovery);
    depths.set(path, frames.length);
    frames.push({ source, imports: importPaths(source), next: 0 });
  }

  /** Of a file with errors protoc forgets the names. */
  *#soundFiles(): Iterable<LinkedFile> {
    for (const file of this.#done.values()) {
      if (file !== undefined && !diagnosticsOf(file).some((one) => one.severity === 'error')) {
        yield file;
      }
    }
  }

  #found(path: string, { frames, depths }: Walk): LinkedFile | ImportCycle | undefined {
    const depth = depths.get(path);
    if (depth === undefined) {
      return this.#done.get(path);
    }
    const chain = frames.slice(depth).map((frame) => frame.source.path);
    return { kind: 'cycle', chain: [...chain, path] };
  }
}

/** The files whose imports are being compiled, each imported by the one before it. */
interface Walk {
  readonly frames: Frame[];
  /** Where in `frames` a path stands. */
  readonly depths: Map<string, number>;
}

interface Frame {
  readonly source: SourceFile;
  readonly imports: readonly string[];
  next: number;
}

function importPaths({ tree }: SourceFile): string[] {
  return tree.members.flatMap((member) =>
    member.kind === 'import' && member.path !== undefined ? [member.path.value] : [],
  );
}

/** The findings of a file, those of its syntax first. */
export function diagnosticsOf(file: LinkedFile): readonly Diagnostic[] {
  return [...file.source.diagnostics, ...file.diagnostics];
}

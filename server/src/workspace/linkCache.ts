import {
  type FileOutline,
  type ImportCycle,
  link,
  type LinkedFile,
  type LinkMemory,
  type SourceFile,
} from '../compiler/index.ts';
import { WeightedCache } from './weightedCache.ts';

/** What linking needs to know of one state of the workspace. */
export interface LinkInput {
  source(uri: string): SourceFile | undefined;
  importsOf(uri: string): readonly { readonly path: string }[];
  /** The file that each of the imports means, in their order. */
  imported(uri: string): readonly (string | undefined)[];
  importPathOf(uri: string): string;
  /** Of a file that the index knows; others are looked into. */
  outlineOf(uri: string): FileOutline | undefined;
  /** Characters of a file, or as many bytes. */
  sizeOf(uri: string): number;
}

interface Link {
  readonly source: SourceFile;
  /** In order of the imports: what each resolved to, or the files of the cycle that it closes. */
  readonly imports: readonly (LinkedFile | string | undefined)[];
  readonly linked: LinkedFile;
}

/** A link that holds, or what stays of one that does not. */
type Entry = Link | { readonly memory: LinkMemory };

/** Characters of source whose links are kept when no snapshot refers to them. */
const keptCharacters = 12_000_000;

/**
 * Links that outlive a snapshot. One is used again while its text and all that it imports are the
 * same objects, so an edit relinks the file and those that can reach it, when they are asked for. What
 * a large file's link remembers makes the next one quick.
 */
export class LinkCache {
  readonly #entries = new WeightedCache<string, Entry>(keptCharacters);

  /** Links a file and what it imports; undefined when there is no such file. */
  link(uri: string, input: LinkInput, state: LinkState): LinkedFile | undefined {
    const known = state.done.get(uri) ?? state.cyclic.get(uri);
    if (known !== undefined) {
      return known;
    }
    const linked = new LinkRun(this.#entries, input, state.done).run(uri);
    if (linked !== undefined && !state.done.has(uri)) {
      state.cyclic.set(uri, linked);
    }
    return linked;
  }

  /** To be called when a file has another text: nobody will ask for its link again. */
  forget(uri: string): void {
    const memory = memoryOf(this.#entries.get(uri));
    this.#entries.delete(uri);
    if (memory !== undefined) {
      this.#entries.set(uri, { memory }, memory.weight);
    }
  }
}

/** The links of one state of the workspace, as far as somebody asked for them. */
export interface LinkState {
  /** Files that reach no cycle of imports: they are the same for every importer. */
  readonly done: Map<string, LinkedFile>;
  /** Files that reach a cycle, each as it is when linking begins there. */
  readonly cyclic: Map<string, LinkedFile>;
}

interface Frame {
  readonly uri: string;
  readonly source: SourceFile;
  /** See `LinkInput`. */
  readonly imported: readonly (string | undefined)[];
  /** The next of them to be visited. */
  next: number;
  reachesCycle: boolean;
}

/** One depth-first walk with its own stack: chains of imports may be longer than the call stack. */
class LinkRun {
  readonly #entries: WeightedCache<string, Entry>;
  readonly #input: LinkInput;
  readonly #done: Map<string, LinkedFile>;
  /** What reaches a cycle depends on where the walk began, so it lives as long as the walk. */
  readonly #cyclic = new Map<string, LinkedFile>();
  readonly #stack: Frame[] = [];
  readonly #depths = new Map<string, number>();

  constructor(
    entries: WeightedCache<string, Entry>,
    input: LinkInput,
    done: Map<string, LinkedFile>,
  ) {
    this.#entries = entries;
    this.#input = input;
    this.#done = done;
  }

  run(uri: string): LinkedFile | undefined {
    this.#enter(uri);
    let last: LinkedFile | undefined;
    for (let frame = this.#stack.at(-1); frame !== undefined; frame = this.#stack.at(-1)) {
      if (frame.next === frame.imported.length) {
        last = this.#leave(frame);
      } else {
        this.#visit(frame, frame.imported[frame.next++]);
      }
    }
    return last;
  }

  #visit(from: Frame, uri: string | undefined): void {
    if (uri === undefined || this.#done.has(uri)) {
      return;
    }
    if (this.#depths.has(uri) || this.#cyclic.has(uri)) {
      from.reachesCycle = true;
    } else {
      this.#enter(uri);
    }
  }

  #enter(uri: string): void {
    const source = this.#input.source(uri);
    if (source !== undefined) {
      const imported = this.#input.imported(uri);
      this.#depths.set(uri, this.#stack.length);
      this.#stack.push({ uri, source, imported, next: 0, reachesCycle: false });
    }
  }

  #leave(frame: Frame): LinkedFile {
    const linked = this.#linkOrReuse(frame);
    this.#stack.pop();
    this.#depths.delete(frame.uri);
    (frame.reachesCycle ? this.#cyclic : this.#done).set(frame.uri, linked);
    const parent = this.#stack.at(-1);
    if (parent !== undefined && frame.reachesCycle) {
      parent.reachesCycle = true;
    }
    return linked;
  }

  #linkOrReuse(frame: Frame): LinkedFile {
    const { uri, source } = frame;
    const found = frame.imported.map((each) => this.#found(each));
    const imports = found.map((each) =>
      each !== undefined && 'chain' in each ? each.chain.join('\n') : each,
    );
    const old = this.#entries.get(uri);
    const isLink = old !== undefined && 'linked' in old;
    if (isLink && old.source === source && areSame(old.imports, imports)) {
      return old.linked;
    }
    const outline = this.#input.outlineOf(uri);
    const memory = memoryOf(old);
    const paths = this.#input.importsOf(uri);
    const byPath = new Map(paths.map(({ path }, index) => [path, found[index]]));
    const linked = link(source, (path) => byPath.get(path), { outline, memory });
    this.#entries.set(uri, { source, imports, linked }, this.#input.sizeOf(uri));
    return linked;
  }

  #found(uri: string | undefined): LinkedFile | ImportCycle | undefined {
    if (uri === undefined) {
      return undefined;
    }
    const depth = this.#depths.get(uri);
    if (depth !== undefined) {
      const chain = [...this.#stack.slice(depth).map((each) => each.uri), uri];
      return { kind: 'cycle', chain: chain.map((each) => this.#input.importPathOf(each)) };
    }
    return this.#done.get(uri) ?? this.#cyclic.get(uri);
  }
}

function memoryOf(entry: Entry | undefined): LinkMemory | undefined {
  return entry === undefined || 'memory' in entry ? entry?.memory : entry.linked.memory;
}

function areSame<T>(left: readonly T[], right: readonly T[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}

import type { SourceFile } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';
import type { KnownFile } from './knownModule.ts';

/**
 * The files of a module by the names that their rpcs send or receive. Only
 * files that have changed since the last time are looked at again.
 */
export class MethodTypes {
  readonly #files: ReadonlyMap<string, KnownFile>;
  readonly #rpcs = new Map<string, Rpcs>();
  readonly #users = new Map<string, Set<KnownFile>>();
  readonly #versions = new Map<string, number>();
  #version = 0;

  /** By URI. */
  constructor(files: ReadonlyMap<string, KnownFile>) {
    this.#files = files;
  }

  /** The files with an rpc that sends or receives a name with that last part. */
  users(name: string): Iterable<KnownFile> {
    return this.#users.get(name) ?? [];
  }

  /** Grows when a file comes to write other types in its rpcs, one of these names among them. */
  version(names: Iterable<string>): number {
    return Math.max(0, ...Array.from(names, (name) => this.#versions.get(name) ?? 0));
  }

  /** Takes up a state; `changed` are those that may be other than in the one before, if it is known. */
  follow(snapshot: Snapshot, changed: Iterable<string> | undefined): void {
    for (const uri of changed ?? this.#files.keys()) {
      const file = this.#files.get(uri);
      if (file !== undefined) {
        this.#take(file, snapshot);
      }
    }
  }

  #take(file: KnownFile, snapshot: Snapshot): void {
    const before = this.#rpcs.get(file.uri);
    const { methodTypes: types } = snapshot.summary(file.uri);
    if (before?.types === types) {
      return;
    }
    // Only what is typed is worth looking into.
    const isTyped = before !== undefined && snapshot.isOpen(file.uri);
    const text = isTyped ? writtenTypes(snapshot.source(file.uri)) : undefined;
    this.#rpcs.set(file.uri, { types, text });
    const names = new Set([...(before?.types ?? []), ...types]);
    const isOther = text === undefined || text !== before?.text;
    this.#version += isOther ? 1 : 0;
    for (const name of names) {
      this.#mark(name, file, types.has(name));
      this.#versions.set(name, isOther ? this.#version : (this.#versions.get(name) ?? 0));
    }
  }

  #mark(name: string, file: KnownFile, isUser: boolean): void {
    const users = this.#users.get(name) ?? new Set();
    if (isUser) {
      this.#users.set(name, users.add(file));
    } else {
      users.delete(file);
    }
  }
}

/** Of one file. */
interface Rpcs {
  readonly types: ReadonlySet<string>;
  /** The types as they are written; absent until an open file has changed. */
  readonly text: string | undefined;
}

function writtenTypes(source: SourceFile | undefined): string | undefined {
  return source?.tree.members
    .flatMap((member) => (member.kind === 'service' ? member.members : []))
    .flatMap((member) => (member.kind === 'method' ? [member.input, member.output] : []))
    .map((node) => (node === undefined ? '' : source.text.slice(node.start, node.end)))
    .join('\n');
}

import { link, type LinkedFile, parse, type TextEdit } from '../compiler/index.ts';
import type { Snapshot } from '../workspace/index.ts';

/** The links of the workspace after some edits, by URI, made when they are asked for. */
export class EditedLinks {
  readonly #snapshot: Snapshot;
  readonly #edits: ReadonlyMap<string, readonly TextEdit[]>;
  readonly #known = new Map<string, LinkedFile | undefined>();

  constructor(snapshot: Snapshot, edits: ReadonlyMap<string, readonly TextEdit[]>) {
    this.#snapshot = snapshot;
    this.#edits = edits;
  }

  linked(uri: string): LinkedFile | undefined {
    if (!this.#known.has(uri)) {
      // What a cycle of imports comes back to is absent there, before and after.
      this.#known.set(uri, undefined);
      this.#known.set(uri, this.#link(uri));
    }
    return this.#known.get(uri);
  }

  #link(uri: string): LinkedFile | undefined {
    const snapshot = this.#snapshot;
    const source = snapshot.source(uri);
    const edits = this.#edits.get(uri);
    const isSame = snapshot
      .imported(uri)
      .every((each) => each === undefined || this.linked(each) === snapshot.linked(each));
    if (source === undefined || (isSame && edits === undefined)) {
      return snapshot.linked(uri);
    }
    const edited = edits === undefined ? source : parse(source.path, applied(source.text, edits));
    return link(edited, (path) => {
      const imported = snapshot.resolveImport(uri, path);
      return imported === undefined ? undefined : this.linked(imported);
    });
  }
}

/** A text after some edits, which are in order and do not overlap. */
export function applied(text: string, edits: readonly TextEdit[]): string {
  return edits.reduceRight(
    (result, { start, end, newText }) => result.slice(0, start) + newText + result.slice(end),
    text,
  );
}

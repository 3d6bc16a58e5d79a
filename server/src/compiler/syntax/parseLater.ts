import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { createLineIndex, type LineIndex } from '../source/lineIndex.ts';
import type { FileNode } from './ast.ts';
import { parse } from './parser.ts';
import type { SourceFile } from './sourceFile.ts';
import type { TokenList } from './tokens.ts';

/** A file that is read and parsed when something of it is asked for; `read` is called once at most. */
export function parseLater(path: string, read: () => string): SourceFile {
  return new LateSource(path, read);
}

class LateSource implements SourceFile {
  readonly path: string;
  readonly #read: () => string;
  #text: string | undefined;
  #lines: LineIndex | undefined;
  #parsed: SourceFile | undefined;

  constructor(path: string, read: () => string) {
    this.path = path;
    this.#read = read;
  }

  get text(): string {
    return (this.#text ??= this.#read());
  }

  get tokens(): TokenList {
    return this.#source.tokens;
  }

  get tree(): FileNode {
    return this.#source.tree;
  }

  get lines(): LineIndex {
    return (this.#lines ??= this.#parsed?.lines ?? createLineIndex(this.text));
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#source.diagnostics;
  }

  get #source(): SourceFile {
    return (this.#parsed ??= parse(this.path, this.text));
  }
}

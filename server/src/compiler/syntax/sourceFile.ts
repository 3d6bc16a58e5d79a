import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { LineIndex } from '../source/lineIndex.ts';
import type { FileNode } from './ast.ts';
import type { TokenList } from './tokens.ts';

/** What parsing makes of one text. Immutable; made by `parse` and never re-read from a disk. */
export interface SourceFile {
  /** The import path: relative to its root, `/`-separated, such as `google/protobuf/any.proto`. */
  readonly path: string;
  readonly text: string;
  readonly tokens: TokenList;
  readonly tree: FileNode;
  readonly lines: LineIndex;
  /** Lexical and syntactic findings alone. */
  readonly diagnostics: readonly Diagnostic[];
}

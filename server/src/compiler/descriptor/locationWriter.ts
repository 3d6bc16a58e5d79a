import type { Span } from '../syntax/ast.ts';
import type { Comments } from '../syntax/comments.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';
import { protocPosition, type ProtocPosition } from './protocColumns.ts';
import { ProtoWriter } from './protoWriter.ts';

/** Writes the locations of one file, mostly in the order of the text: there are very many of them. */
export class LocationWriter {
  readonly #source: SourceFile;
  #last: Place = { offset: 0, line: 0, column: 0 };

  constructor(source: SourceFile) {
    this.#source = source;
  }

  /** What has been added, as a `google.protobuf.SourceCodeInfo`. */
  take(): Uint8Array {
    return sharedWriter.take();
  }

  add(path: readonly number[], span: Span, comments?: Comments): void {
    const start = sharedWriter.open(1);
    if (path.length > 0) {
      sharedWriter.packedVarints(1, path);
    }
    this.#span(span);
    if (comments !== undefined) {
      writeComments(comments);
    }
    sharedWriter.close(start);
  }

  #span({ start, end }: Span): void {
    const from = this.#placeAt(start, this.#last);
    const to = this.#placeAt(end, from);
    this.#last = from;
    const { line, column } = from;
    const isOneLine = line === to.line;
    sharedWriter.packedVarints(
      2,
      isOneLine ? [line, column, to.column] : [line, column, to.line, to.column],
    );
  }

  /** Most places are a few plain letters behind one that is known. */
  #placeAt(offset: number, known: Place): Place {
    const { text } = this.#source;
    const distance = offset - known.offset;
    if (distance < 0 || distance > farAway) {
      return { offset, ...protocPosition(this.#source, offset) };
    }
    let { line, column } = known;
    for (let at = known.offset; at < offset; at++) {
      const code = text.charCodeAt(at);
      if (code === 0x0a) {
        line += 1;
        column = 0;
      } else if (code === 0x09 || code > 0x7f) {
        return { offset, ...protocPosition(this.#source, offset) };
      } else {
        column += 1;
      }
    }
    return { offset, line, column };
  }
}

interface Place extends ProtocPosition {
  readonly offset: number;
}

/** Beyond this many code units, looking a place up is faster than counting on. */
const farAway = 200;

/** One file is written at a time, from beginning to end. */
const sharedWriter = new ProtoWriter();

function writeComments({ leading, trailing, detached }: Comments): void {
  if (leading !== undefined) {
    sharedWriter.string(3, leading);
  }
  if (trailing !== undefined) {
    sharedWriter.string(4, trailing);
  }
  for (const comment of detached) {
    sharedWriter.string(6, comment);
  }
}

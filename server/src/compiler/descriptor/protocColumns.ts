import { utf8Length } from '../source/utf8.ts';
import type { SourceFile } from '../syntax/sourceFile.ts';

/** Line and column as protoc counts them: both from 0, the column in bytes, tabs to the next 8. */
export interface ProtocPosition {
  readonly line: number;
  readonly column: number;
}

/** Gives the position of an offset as protoc's tokenizer counts it. */
export function protocPosition(source: SourceFile, offset: number): ProtocPosition {
  const { line, column } = source.lines.positionAt(offset);
  const prefix = source.text.slice(offset - column, offset);
  return { line, column: isPlain(prefix) ? column : columnAfter(prefix) };
}

function isPlain(prefix: string): boolean {
  for (let at = 0; at < prefix.length; at++) {
    const code = prefix.charCodeAt(at);
    if (code === 0x09 || code > 0x7f) {
      return false;
    }
  }
  return true;
}

function columnAfter(prefix: string): number {
  const [first = '', ...rest] = prefix.split('\t');
  return rest.reduce(
    (column, part) => column - (column % 8) + 8 + utf8Length(part),
    utf8Length(first),
  );
}

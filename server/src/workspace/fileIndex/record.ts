import { type FileOutline, outlineOf, parse } from '../../compiler/index.ts';
import type { FileProblem } from '../fileState.ts';
import type { FileStamp, ReadResult } from '../ports.ts';
import { type FileSummary, emptySummary, summarize } from '../summary.ts';
import { wordsOf } from './words.ts';
import { nothingWritten, type WrittenNames, writtenNames } from './writtenNames.ts';

/** What the index keeps of a file: all that is asked of files that nobody looks into. */
export interface FileRecord {
  readonly stamp: FileStamp;
  readonly problem: FileProblem | undefined;
  readonly summary: FileSummary;
  /** Absent for a file that could not be read. */
  readonly outline: FileOutline | undefined;
  /** See `wordsOf`. */
  readonly words: Uint32Array;
  readonly names: WrittenNames;
}

const noWords = new Uint32Array();

/** Makes the record of what was read; undefined for a file that is not there. */
export function recordOf(result: ReadResult, stamp: FileStamp): FileRecord | undefined {
  if (result.kind === 'missing') {
    return undefined;
  }
  const problem = problemOf(result);
  if (result.kind === 'failed') {
    const nothing = { summary: emptySummary, outline: undefined, words: noWords };
    return { stamp, problem, ...nothing, names: nothingWritten };
  }
  const source = parse('', result.text);
  const [summary, outline] = [summarize(source), outlineOf(source)];
  const [words, names] = [wordsOf(result.text), writtenNames(source)];
  return { stamp, problem, summary, outline, words, names };
}

/** Whether two stamps are of the same state. */
export function isSameStamp(one: FileStamp, other: FileStamp): boolean {
  return (
    one.size === other.size && one.modified === other.modified && one.changed === other.changed
  );
}

/** What is wrong with a file that was read. */
export function problemOf(result: ReadResult): FileProblem | undefined {
  switch (result.kind) {
    case 'notUtf8':
      return { kind: 'notUtf8', offset: result.offset };
    case 'failed':
      return { kind: 'unreadable', message: result.message };
    case 'text':
    case 'missing':
      return undefined;
  }
}

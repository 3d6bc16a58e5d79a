/**
 * Why no code was generated. Nothing has been written then, but for `write`.
 *
 * - `input`: a file to generate is not in the descriptor set, or the set cannot be read;
 * - `start`: the generator cannot be started; `failed`: it ended badly, or answered no response;
 * - `refused`: it answered with an error of its own; `unsupported`: it lacks what a file needs;
 * - `path`: an output would lie outside the folder, or two would be one; `write`: the disk said no;
 * - `timeout`, `cancelled`.
 */
export type CodegenErrorKind =
  | 'input'
  | 'start'
  | 'failed'
  | 'refused'
  | 'unsupported'
  | 'path'
  | 'write'
  | 'timeout'
  | 'cancelled';

export interface CodegenErrorParts {
  readonly kind: CodegenErrorKind;
  /** What is wrong, where, and what to do next, as it can be shown. */
  readonly message: string;
  /** What the generator wrote to its standard error, cut at 64 KiB. */
  readonly stderr?: string;
  readonly cause?: unknown;
}

/** The only error that `generateCode` rejects with. */
export class CodegenError extends Error {
  readonly kind: CodegenErrorKind;
  readonly stderr: string;

  constructor({ kind, message, stderr = '', cause }: CodegenErrorParts) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'CodegenError';
    this.kind = kind;
    this.stderr = stderr;
  }
}

/** The text of whatever was thrown. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** What a subcommand may touch of its process, so that a test can stand in for it. */
export interface CommandIo {
  readonly cwd: string;
  stdout(text: string): unknown;
  stderr(text: string): unknown;
  /** Aborted when the process is asked to stop. */
  readonly signal: AbortSignal;
}

/** A subcommand: its arguments (without its own name) in, its exit code out. Never throws. */
export type Command = (args: readonly string[], io: CommandIo) => Promise<number>;

import type { CommandId } from '../manifest.ts';

/** A button under an error: runs a command of ours, or one of the editor. */
export interface ErrorAction {
  readonly title: string;
  readonly command: CommandId | 'workbench.trust.manage' | 'workbench.action.openSettings';
  readonly argument?: string;
}

/** A failure for the person who acted. The message says what, where and what to do next. */
export class UserError extends Error {
  readonly actions: readonly ErrorAction[];

  constructor(
    message: string,
    options: { cause?: unknown; actions?: readonly ErrorAction[] } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'UserError';
    this.actions = options.actions ?? [];
  }
}

/** Nothing runs and nothing connects before the workspace is trusted. */
export function untrustedError(what: string): UserError {
  return new UserError(
    `${what} needs a trusted workspace. Trust this one if you know where it comes from.`,
    { actions: [{ title: 'Manage Workspace Trust', command: 'workbench.trust.manage' }] },
  );
}

/** What an error says to a person, and what they can press. Absent when they cancelled it. */
export interface ErrorNotice {
  readonly message: string;
  readonly actions: readonly ErrorAction[];
  /** A failure that nobody foresaw: its stack belongs in the log. */
  readonly unforeseen: boolean;
}

const showLog: ErrorAction = { title: 'Show Log', command: 'protoAtlas.showLog' };

/** Turns whatever a command threw into what is shown. */
export function noticeOf(error: unknown): ErrorNotice | undefined {
  if (isCancellation(error)) {
    return undefined;
  }
  if (error instanceof UserError) {
    return { message: error.message, actions: error.actions, unforeseen: false };
  }
  if (error instanceof Error) {
    return { message: error.message, actions: [showLog], unforeseen: !isResponseError(error) };
  }
  return { message: String(error), actions: [showLog], unforeseen: true };
}

/** `RequestCancelled` and `ServerCancelled` of the LSP specification, section "Error codes". */
const cancellationCodes: readonly unknown[] = [-32800, -32802];

/** Whether an error only says that somebody cancelled. */
export function isCancellation(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  const named = error.name === 'AbortError' || error.name === 'Canceled';
  return named || ('code' in error && cancellationCodes.includes(error.code));
}

/** Errors that a server answered with: by contract their message can be shown as it stands. */
function isResponseError(error: Error): boolean {
  return 'code' in error && typeof error.code === 'number';
}

/** The message of anything thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

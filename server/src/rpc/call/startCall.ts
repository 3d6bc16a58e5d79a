import type { CallEvent, CallOutcome, CallRequest } from '../../../../protocol/calls.ts';
import type { Channels } from '../channel/channels.ts';
import { RunningCall } from './runningCall.ts';

export interface StartCallOptions {
  readonly channels: Channels;
  /** Receives headers and messages in order. While a promise that it returns is open, no more are read. */
  readonly onEvent: (event: CallEvent) => void | Promise<void>;
  /** Aborting cancels the call; its outcome is then `CANCELLED`. */
  readonly signal?: AbortSignal;
}

/** A call under way. */
export interface CallHandle {
  /**
   * How it ended. Rejected with a `CallError` alone, when the call could not be made or a message
   * for it could not be written.
   */
  readonly outcome: Promise<CallOutcome>;
  /**
   * Sends one more message of a client or bidirectional stream, in protobuf's JSON mapping; resolves
   * when it has been handed to the connection.
   *
   * @throws CallError for a malformed message (the call goes on) or a call that takes no more.
   */
  send(message: string): Promise<void>;
  /** Says that no more messages will come. Harmless when said already. */
  halfClose(): void;
  cancel(): void;
}

/** Starts a call of any of the four kinds. Nothing is thrown: see `outcome`. */
export function startCall(request: CallRequest, options: StartCallOptions): CallHandle {
  return new RunningCall(request, options);
}

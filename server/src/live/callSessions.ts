import { type CallHandle, type Channels, startCall } from '../rpc/index.ts';
import type { CallEvent, CallOutcome, CallRequest } from '../../../protocol/calls.ts';

/** The calls under way, by the id that the caller chose. */
export class CallSessions {
  readonly #channels: Channels;
  readonly #onEvent: (event: CallEvent) => void;
  readonly #calls = new Map<string, CallHandle>();

  constructor(channels: Channels, onEvent: (event: CallEvent) => void) {
    this.#channels = channels;
    this.#onEvent = onEvent;
  }

  /** Answers when the call has ended. Rejects when it could not be made. */
  async start(request: CallRequest, signal: AbortSignal): Promise<CallOutcome> {
    const { callId } = request;
    if (this.#calls.has(callId)) {
      throw new Error(`a call with the id ${callId} is under way: choose another id`);
    }
    const channels = this.#channels;
    const handle = startCall(request, { channels, onEvent: this.#onEvent, signal });
    this.#calls.set(callId, handle);
    try {
      return await handle.outcome;
    } finally {
      this.#calls.delete(callId);
    }
  }

  async send(callId: string, message: string): Promise<void> {
    const call = this.#calls.get(callId);
    if (call === undefined) {
      throw new Error('the call has ended: start it again to send a message');
    }
    await call.send(message);
  }

  /** A call that has ended needs nothing more. */
  halfClose(callId: string): void {
    this.#calls.get(callId)?.halfClose();
  }

  cancel(callId: string): void {
    this.#calls.get(callId)?.cancel();
  }

  cancelAll(): void {
    this.#calls.forEach((call) => {
      call.cancel();
    });
  }
}

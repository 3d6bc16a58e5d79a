import type { CallEvent, CallOutcome, MetadataEntry } from '../../../protocol/calls.ts';
import type { CallForm, CallTargetChoice, CallViewModel } from '../../../protocol/webview.ts';
import { readDeadline, writeDeadline } from '../text/time.ts';

/** The form as typed. */
export interface CallDraft {
  readonly address: string;
  readonly body: string;
  readonly metadata: readonly MetadataEntry[];
  /** As typed; see `readDeadline`. */
  readonly deadline: string;
}

export interface ReceivedMessage {
  /** Counts from one. */
  readonly number: number;
  readonly json: string;
  readonly wireBytes: number;
  readonly atMs: number;
}

interface Received {
  readonly callId: string;
  readonly headers: readonly MetadataEntry[];
  /** The latest ones, at most `maxKeptMessages`. */
  readonly messages: readonly ReceivedMessage[];
  readonly received: number;
  readonly receivedBytes: number;
}

interface RunningCall extends Received {
  readonly phase: 'running';
  readonly startedAt: number;
  readonly cancelling: boolean;
}

export type CallRun =
  | { readonly phase: 'idle' }
  | RunningCall
  | (Received & { readonly phase: 'ended'; readonly outcome: CallOutcome })
  /** The call could not be made. */
  | { readonly phase: 'failed'; readonly message: string };

export interface CallState {
  readonly model: CallViewModel | undefined;
  readonly draft: CallDraft;
  readonly run: CallRun;
  /** The page before it was hidden; used once, for the same method. */
  readonly saved: SavedCall | undefined;
}

/** What outlives a hidden page. */
export interface SavedCall {
  readonly method: string;
  readonly draft: CallDraft;
  /** The address that the client proposed, to see whether it proposes another one now. */
  readonly proposedAddress: string;
  /** The reply, when it had ended. */
  readonly run: CallRun;
}

export type CallAction =
  | { readonly type: 'show'; readonly model: CallViewModel }
  | { readonly type: 'targets'; readonly targets: readonly CallTargetChoice[] }
  | { readonly type: 'edit'; readonly change: Partial<CallDraft> }
  | { readonly type: 'submit'; readonly callId: string; readonly at: number }
  | { readonly type: 'cancel' }
  | { readonly type: 'event'; readonly event: CallEvent; readonly at: number }
  | { readonly type: 'ended'; readonly outcome: CallOutcome }
  | { readonly type: 'failed'; readonly message: string };

/** A stream may send for hours; older messages than these are counted, not kept. */
export const maxKeptMessages = 500;

const emptyDraft: CallDraft = { address: '', body: '{}', metadata: [], deadline: '' };

export const initialCall: CallState = {
  model: undefined,
  draft: emptyDraft,
  run: { phase: 'idle' },
  saved: undefined,
};

/** The whole behaviour of the call view; pure. */
export function reduceCall(state: CallState, action: CallAction): CallState {
  switch (action.type) {
    case 'show':
      return show(state, action.model);
    case 'targets':
      return state.model === undefined
        ? state
        : { ...state, model: { ...state.model, targets: action.targets } };
    case 'edit':
      return { ...state, draft: { ...state.draft, ...action.change } };
    case 'submit':
      return { ...state, run: newRun(action.callId, action.at) };
    case 'cancel':
      return state.run.phase === 'running'
        ? { ...state, run: { ...state.run, cancelling: true } }
        : state;
    case 'event':
      return { ...state, run: receive(state.run, action) };
    case 'ended':
      return { ...state, run: end(state.run, action.outcome) };
    case 'failed':
      return { ...state, run: { phase: 'failed', message: action.message } };
  }
}

/** `package.Service/Method`. */
export function methodPath({ method }: CallViewModel): string {
  return `${method.service}/${method.method}`;
}

/** The form to send, undefined while the deadline cannot be read. */
export function formOf(draft: CallDraft): CallForm | undefined {
  const deadline = readDeadline(draft.deadline);
  if (deadline.kind === 'malformed') {
    return undefined;
  }
  return {
    address: draft.address.trim(),
    body: draft.body,
    metadata: draft.metadata
      .map(({ name, value }) => ({ name: name.trim(), value }))
      .filter(({ name }) => name !== ''),
    ...(deadline.kind === 'limit' ? { deadlineMs: deadline.milliseconds } : {}),
  };
}

function show(state: CallState, model: CallViewModel): CallState {
  const isSameMethod = state.model !== undefined && methodPath(state.model) === methodPath(model);
  if (state.saved?.method === methodPath(model)) {
    const { draft, run } = state.saved;
    return {
      model,
      draft: { ...draft, address: addressOf(state.saved, model) },
      run,
      saved: undefined,
    };
  }
  return {
    model,
    draft: draftOf(model.form),
    run: isSameMethod ? state.run : { phase: 'idle' },
    saved: undefined,
  };
}

/** What was typed, unless the method was meanwhile opened for another address. */
function addressOf({ draft, proposedAddress }: SavedCall, { form }: CallViewModel): string {
  return form.address === proposedAddress ? draft.address : form.address;
}

function draftOf({ address, body, metadata, deadlineMs }: CallForm): CallDraft {
  return { address, body, metadata, deadline: writeDeadline(deadlineMs) };
}

function newRun(callId: string, at: number): RunningCall {
  return {
    phase: 'running',
    callId,
    startedAt: at,
    cancelling: false,
    headers: [],
    messages: [],
    received: 0,
    receivedBytes: 0,
  };
}

/**
 * A page that was hidden during a call does not know of it, and takes it on with what arrives.
 * Beside that, events of another call than the one that runs are late and of no interest.
 */
function runningCall(run: CallRun, callId: string, at: number): RunningCall | undefined {
  if (run.phase === 'idle') {
    return newRun(callId, at);
  }
  return run.phase === 'running' && run.callId === callId ? run : undefined;
}

function receive(before: CallRun, { event, at }: Extract<CallAction, { type: 'event' }>): CallRun {
  const run = runningCall(before, event.callId, at);
  if (run === undefined) {
    return before;
  }
  if (event.kind === 'headers') {
    return { ...run, headers: event.headers };
  }
  const message = {
    number: run.received + 1,
    json: event.json,
    wireBytes: event.wireBytes,
    atMs: event.atMs,
  };
  return {
    ...run,
    messages: [...run.messages, message].slice(-maxKeptMessages),
    received: run.received + 1,
    receivedBytes: run.receivedBytes + event.wireBytes,
  };
}

function end(before: CallRun, outcome: CallOutcome): CallRun {
  const run = runningCall(before, outcome.callId, 0);
  if (run === undefined) {
    return before;
  }
  const { callId, messages, received, receivedBytes } = run;
  return {
    phase: 'ended',
    callId,
    headers: outcome.headers,
    messages,
    received,
    receivedBytes,
    outcome,
  };
}

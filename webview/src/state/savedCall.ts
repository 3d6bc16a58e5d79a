import type {
  CallOutcome,
  CallStatus,
  CallTiming,
  ErrorDetail,
  MetadataEntry,
} from '../../../protocol/calls.ts';
import { isRecord } from '../messaging/incoming.ts';
import {
  type CallRun,
  type CallState,
  initialCall,
  methodPath,
  type ReceivedMessage,
  type SavedCall,
} from './callState.ts';

/** Longer bodies are not worth the memory of a hidden page. */
const maxSavedBody = 1024 * 1024;
/** The same for a reply, in characters of JSON. */
const maxSavedReply = 1024 * 1024;

/** The part of the state to keep, undefined while no method is shown. */
export function toSavedCall(state: CallState): SavedCall | undefined {
  const { model, draft, run } = state;
  if (model === undefined || draft.body.length > maxSavedBody) {
    return state.saved;
  }
  const proposedAddress = model.form.address;
  return { method: methodPath(model), draft, proposedAddress, run: savedRun(run) };
}

/** A call that runs goes on without the page; only what has ended can be shown again. */
function savedRun(run: CallRun): CallRun {
  if (run.phase !== 'ended') {
    return run.phase === 'failed' ? run : { phase: 'idle' };
  }
  const size = run.messages.reduce((sum, { json }) => sum + json.length, 0);
  return size > maxSavedReply ? { phase: 'idle' } : run;
}

/** Reads what `toSavedCall` wrote; anything else counts as nothing. */
export function fromSavedCall(saved: unknown): CallState {
  if (!isRecord(saved) || typeof saved.method !== 'string' || !isRecord(saved.draft)) {
    return initialCall;
  }
  const { address, body, metadata, deadline } = saved.draft;
  if (typeof address !== 'string' || typeof body !== 'string' || typeof deadline !== 'string') {
    return initialCall;
  }
  const draft = { address, body, deadline, metadata: listOf(metadata).filter(isEntry) };
  const proposedAddress =
    typeof saved.proposedAddress === 'string' ? saved.proposedAddress : address;
  return {
    ...initialCall,
    saved: { method: saved.method, draft, proposedAddress, run: readRun(saved.run) },
  };
}

function readRun(run: unknown): CallRun {
  if (!isRecord(run)) {
    return { phase: 'idle' };
  }
  if (run.phase === 'failed' && typeof run.message === 'string') {
    return { phase: 'failed', message: run.message };
  }
  const { outcome, received, receivedBytes } = run;
  const isComplete = typeof received === 'number' && typeof receivedBytes === 'number';
  if (run.phase !== 'ended' || !isOutcome(outcome) || !isComplete) {
    return { phase: 'idle' };
  }
  const messages = listOf(run.messages).filter(isMessage);
  const { callId, headers } = outcome;
  return { phase: 'ended', callId, headers, messages, received, receivedBytes, outcome };
}

function isOutcome(value: unknown): value is CallOutcome {
  return (
    isRecord(value) &&
    typeof value.callId === 'string' &&
    isStatus(value.status) &&
    isListOf(value.headers, isEntry) &&
    isListOf(value.trailers, isEntry) &&
    typeof value.messagesReceived === 'number' &&
    isTiming(value.timing) &&
    isOptional(value.peer, 'string')
  );
}

function isStatus(value: unknown): value is CallStatus {
  return (
    isRecord(value) &&
    typeof value.code === 'number' &&
    typeof value.name === 'string' &&
    typeof value.message === 'string' &&
    isListOf(value.details, isDetail) &&
    isOptional(value.hint, 'string')
  );
}

function isTiming(value: unknown): value is CallTiming {
  return (
    isRecord(value) &&
    typeof value.totalMs === 'number' &&
    [value.schemaMs, value.headersMs, value.firstMessageMs].every((each) =>
      isOptional(each, 'number'),
    )
  );
}

function isDetail(value: unknown): value is ErrorDetail {
  return (
    isRecord(value) &&
    typeof value.type === 'string' &&
    typeof value.json === 'string' &&
    typeof value.decoded === 'boolean'
  );
}

function isMessage(value: unknown): value is ReceivedMessage {
  return (
    isRecord(value) &&
    typeof value.json === 'string' &&
    [value.number, value.wireBytes, value.atMs].every((each) => typeof each === 'number')
  );
}

function isEntry(value: unknown): value is MetadataEntry {
  return isRecord(value) && typeof value.name === 'string' && typeof value.value === 'string';
}

function isListOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function isOptional(value: unknown, type: 'string' | 'number'): boolean {
  return value === undefined || typeof value === type;
}

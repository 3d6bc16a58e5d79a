import type { ToWebview } from '../../protocol/webview.ts';
import type { Host } from './messaging/host.ts';
import { type CallAction, type CallState, formOf, reduceCall } from './state/callState.ts';
import { fromSavedCall, toSavedCall } from './state/savedCall.ts';
import { createStore, type Store } from './state/store.ts';

export type CallStore = Store<CallState, CallAction>;

/** The call view without its looks. */
export interface CallSession {
  readonly store: CallStore;
  /** Sends the form, unless a call runs or the form cannot be sent. */
  readonly submit: () => void;
  readonly cancel: () => void;
  /** Asks for a new example body. */
  readonly askExample: () => void;
  readonly copy: (text: string) => void;
}

const saveMs = 300;

/** Wires messages, state and saving. */
export function createCallSession(host: Host): CallSession {
  const store = createStore(reduceCall, fromSavedCall(host.savedState));
  host.listen((messages) => store.dispatch(...messages.flatMap(actionsOf)));
  keepSaved(store, host);
  return {
    store,
    submit: () => submit(store, host),
    cancel: () => {
      const { run } = store.get();
      if (run.phase === 'running') {
        store.dispatch({ type: 'cancel' });
        host.post({ type: 'call/cancel', callId: run.callId });
      }
    },
    askExample: () =>
      host.post({ type: 'call/example', address: store.get().draft.address.trim() }),
    copy: (text) => host.post({ type: 'clipboard/copy', text }),
  };
}

function actionsOf(message: ToWebview): readonly CallAction[] {
  switch (message.type) {
    case 'call/show':
      return [{ type: 'show', model: message.model }];
    case 'call/exampleBody':
      return [{ type: 'edit', change: { body: message.body } }];
    case 'call/targets':
      return [{ type: 'targets', targets: message.targets }];
    case 'call/event':
      return [{ type: 'event', event: message.event, at: Date.now() }];
    case 'call/ended':
      return [{ type: 'ended', outcome: message.outcome }];
    case 'call/failed':
      return [{ type: 'failed', message: message.message }];
    case 'topology/update':
    case 'topology/updates':
    case 'topology/welcome':
    case 'topology/select':
    case 'topology/command':
    case 'views/list':
    case 'export/request':
    case 'methods/result':
    case 'methods/failed':
    case 'registration/result':
    case 'history/answer':
    case 'history/failed':
    case 'history/news':
      return [];
  }
}

function submit(store: CallStore, host: Host): void {
  const { draft, run, model } = store.get();
  const form = formOf(draft);
  if (model === undefined || form === undefined || form.address === '' || run.phase === 'running') {
    return;
  }
  const callId = newCallId();
  store.dispatch({ type: 'submit', callId, at: Date.now() });
  host.post({ type: 'call/submit', callId, form });
}

let calls = 0;

/** Unique among the calls that live at one time, also between two pages. */
function newCallId(): string {
  calls += 1;
  return `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}-${calls}`;
}

function keepSaved(store: CallStore, host: Host): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  store.subscribe(() => {
    timer ??= setTimeout(() => {
      timer = undefined;
      host.save(toSavedCall(store.get()));
    }, saveMs);
  });
}

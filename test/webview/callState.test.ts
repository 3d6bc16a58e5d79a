import { describe, expect, it } from 'vitest';
import type { CallOutcome } from '../../protocol/calls.ts';
import type { CallViewModel } from '../../protocol/webview.ts';
import { isPacked, isToWebview, unpacked } from '../../webview/src/messaging/incoming.ts';
import { gzipped } from './support/gzipped.ts';
import {
  type CallAction,
  type CallState,
  formOf,
  initialCall,
  maxKeptMessages,
  reduceCall,
} from '../../webview/src/state/callState.ts';
import { fromSavedCall, toSavedCall } from '../../webview/src/state/savedCall.ts';

function model(method: string, body = '{}'): CallViewModel {
  return {
    method: {
      service: 'shop.Orders',
      method,
      kind: 'serverStreaming',
      inputType: 'shop.In',
      outputType: 'shop.Out',
      deprecated: false,
    },
    schemaLabel: 'workspace',
    targets: [],
    form: { address: 'h:1', body, metadata: [], deadlineMs: 5000 },
  };
}

function outcome(callId: string): CallOutcome {
  return {
    callId,
    status: { code: 0, name: 'OK', message: '', details: [] },
    headers: [],
    trailers: [],
    messagesReceived: 0,
    timing: { totalMs: 3 },
  };
}

function message(callId: string): CallAction {
  const event = { kind: 'message', callId, json: '{}', wireBytes: 2, atMs: 1 } as const;
  return { type: 'event', event, at: 0 };
}

function after(...actions: readonly CallAction[]): CallState {
  return actions.reduce(reduceCall, initialCall);
}

const shown: CallAction = { type: 'show', model: model('Watch') };
const submitted: CallAction = { type: 'submit', callId: 'c1', at: 0 };

describe('a call', () => {
  it('runs, receives and ends', () => {
    const state = after(shown, submitted, message('c1'), message('c1'), {
      type: 'ended',
      outcome: outcome('c1'),
    });
    expect(state.run).toMatchObject({ phase: 'ended', received: 2, receivedBytes: 4 });
  });

  it('passes over what belongs to another call', () => {
    const state = after(shown, submitted, message('c0'), { type: 'ended', outcome: outcome('c0') });
    expect(state.run).toMatchObject({ phase: 'running', received: 0 });
  });

  it('keeps the latest messages of a long stream and counts all', () => {
    const many = Array.from({ length: maxKeptMessages + 10 }, () => message('c1'));
    const { run } = after(shown, submitted, ...many);
    expect(run).toMatchObject({ received: maxKeptMessages + 10 });
    expect(run.phase === 'running' && run.messages.length).toBe(maxKeptMessages);
    expect(run.phase === 'running' && run.messages[0]?.number).toBe(11);
  });

  it('that is being cancelled runs until the server has said how it ended', () => {
    expect(after(shown, submitted, { type: 'cancel' }).run).toMatchObject({
      phase: 'running',
      cancelling: true,
    });
  });

  it('that began before the page was hidden is taken on', () => {
    const back = after(shown, message('c7'));
    expect(back.run).toMatchObject({ phase: 'running', callId: 'c7', received: 1 });
    const ended = reduceCall(after(shown), { type: 'ended', outcome: outcome('c7') });
    expect(ended.run.phase).toBe('ended');
  });

  it('that could not be made says why', () => {
    const state = after(shown, submitted, { type: 'failed', message: 'line 1, column 2: no' });
    expect(state.run).toEqual({ phase: 'failed', message: 'line 1, column 2: no' });
  });
});

describe('the form', () => {
  it('becomes what is sent: trimmed, without nameless metadata', () => {
    const { draft } = after(shown);
    const metadata = [
      { name: ' x-a ', value: ' 1' },
      { name: ' ', value: 'lost' },
    ];
    expect(formOf({ ...draft, address: ' h:2 ', metadata, deadline: '' })).toEqual({
      address: 'h:2',
      body: '{}',
      metadata: [{ name: 'x-a', value: ' 1' }],
    });
    expect(formOf(draft)?.deadlineMs).toBe(5000);
    expect(formOf({ ...draft, deadline: 'soon' })).toBeUndefined();
  });

  it('keeps the reply when the same method is shown again, and drops it for another', () => {
    const ended = after(shown, submitted, { type: 'ended', outcome: outcome('c1') });
    expect(reduceCall(ended, shown).run.phase).toBe('ended');
    expect(reduceCall(ended, { type: 'show', model: model('Other') }).run.phase).toBe('idle');
  });

  it('is as it was after the page was hidden, for the same method alone', () => {
    const edited = after(shown, { type: 'edit', change: { body: '{"a": 1}' } });
    const saved: unknown = JSON.parse(JSON.stringify(toSavedCall(edited)));
    const again = reduceCall(fromSavedCall(saved), shown);
    expect(again.draft.body).toBe('{"a": 1}');
    expect(reduceCall(again, { type: 'show', model: model('Watch', '{"b": 2}') }).draft.body).toBe(
      '{"b": 2}',
    );
    const other = reduceCall(fromSavedCall(saved), { type: 'show', model: model('Other') });
    expect(other.draft.body).toBe('{}');
  });

  it('comes back with the reply, but not with a call that ran', () => {
    const again = (state: CallState) => {
      const saved: unknown = JSON.parse(JSON.stringify(toSavedCall(state)));
      return reduceCall(fromSavedCall(saved), shown).run;
    };
    const ended = after(shown, submitted, message('c1'), {
      type: 'ended',
      outcome: outcome('c1'),
    });
    expect(again(ended)).toEqual(ended.run);
    expect(again(after(shown, submitted))).toEqual({ phase: 'idle' });
  });

  it('comes back without a reply that cannot be read', () => {
    const ended = after(shown, submitted, { type: 'ended', outcome: outcome('c1') });
    const run = { ...ended.run, outcome: { ...outcome('c1'), status: { code: 'x' } } };
    const state = reduceCall(fromSavedCall({ ...toSavedCall(ended), run }), shown);
    expect(state.run).toEqual({ phase: 'idle' });
  });

  it('goes to a new address when the method was opened for one meanwhile', () => {
    const edited = after(shown, { type: 'edit', change: { address: 'typed:1', body: '{"a": 1}' } });
    const moved = { ...model('Watch'), form: { ...model('Watch').form, address: 'h:9' } };
    const open = (show: CallViewModel) =>
      reduceCall(fromSavedCall(toSavedCall(edited)), { type: 'show', model: show }).draft;
    expect(open(model('Watch')).address).toBe('typed:1');
    expect(open(moved)).toMatchObject({ address: 'h:9', body: '{"a": 1}' });
  });

  it.each([undefined, 'x', { method: 'm' }, { method: 'm', draft: { address: 1 } }])(
    'starts afresh from %j',
    (saved) => {
      expect(fromSavedCall(saved)).toEqual(initialCall);
    },
  );
});

describe('messages of the window', () => {
  it('are ours when their type and fields are', () => {
    expect(isToWebview({ type: 'call/failed', message: 'no' })).toBe(true);
    expect(isToWebview({ type: 'topology/update', update: { kind: 'delta' } })).toBe(true);
  });

  it.each([
    undefined,
    'ready',
    { type: 'toString' },
    { type: 'call/failed' },
    { type: 'topology/update', update: [] },
    { type: 'call/targets', targets: {} },
  ])('are passed over when they are %j', (data) => {
    expect(isToWebview(data)).toBe(false);
  });
});

describe('a message that comes as bytes', () => {
  const packed = async (text: string) => ({ type: 'packed', gzip: await gzipped(text) }) as const;

  it('is what its JSON says, whether they come as an array or as a buffer', async () => {
    const message = { type: 'call/failed', message: 'né' };
    const own = await packed(JSON.stringify(message));
    expect(isPacked(own)).toBe(true);
    expect(await unpacked(own)).toEqual(message);
    const asBuffer: unknown = { ...own, gzip: own.gzip.buffer };
    expect(isPacked(asBuffer) && (await unpacked(asBuffer))).toEqual(message);
  });

  it('is none of ours when they are no JSON, or were not compressed', async () => {
    expect(await unpacked(await packed('{'))).toBeUndefined();
    const plain = new TextEncoder().encode('{}');
    expect(await unpacked({ type: 'packed', gzip: plain })).toBeUndefined();
    expect(isPacked({ type: 'packed', gzip: 'text' })).toBe(false);
    expect(isPacked({ type: 'history/news' })).toBe(false);
  });
});

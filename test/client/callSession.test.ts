import { Emitter } from 'vscode-jsonrpc/node';
import { describe, expect, it } from 'vitest';
import { CallSession, type CallSessionOptions } from '../../client/src/invoke/callSession.ts';
import { FormMemory } from '../../client/src/invoke/formMemory.ts';
import { Reflections } from '../../client/src/invoke/reflections.ts';
import type { CallEvent, CallOutcome, CallRequest } from '../../protocol/calls.ts';
import type { TopologyRequests, TopologyUpdate } from '../../protocol/topology.ts';
import type { CallForm, ToWebview } from '../../protocol/webview.ts';
import { graphOf } from './graph.ts';

const method = {
  service: 'shop.OrderService',
  method: 'Get',
  kind: 'unary',
  inputType: 'A',
  outputType: 'B',
  deprecated: false,
} as const;
const form: CallForm = { address: 'o:1', body: '{"id":1}', metadata: [], deadlineMs: 100 };

function outcomeOf(callId: string, code: number): CallOutcome {
  const status = { code, name: code === 0 ? 'OK' : 'CANCELLED', message: '', details: [] };
  const rest = { headers: [], trailers: [], messagesReceived: 0, timing: { totalMs: 1 } };
  return { callId, status, ...rest };
}

/** A topology server of the test: calls wait until the test ends or cancels them. */
function harness(overrides: Partial<CallSessionOptions> = {}) {
  const updates = new Emitter<TopologyUpdate>();
  const events = new Emitter<CallEvent>();
  const calls: { request: CallRequest; end: (code: number) => void }[] = [];
  const posted: ToWebview[] = [];
  const values = new Map<string, unknown>();
  const server = {
    graph: graphOf({ orders: [{ address: 'o:1' }], other: [{ address: 'x:1' }] }),
    example: () => Promise.resolve({ json: '{"example":true}', method }),
  };
  const handlers: {
    [M in keyof TopologyRequests]?: (
      params: TopologyRequests[M]['params'],
    ) => Promise<TopologyRequests[M]['result']>;
  } = {
    'topology/get': () => Promise.resolve(server.graph),
    'call/example': () => server.example(),
    'call/start': (request) =>
      new Promise((resolve) => {
        const end = (code: number): void => {
          resolve(outcomeOf(request.callId, code));
        };
        calls.push({ request, end });
      }),
    'call/cancel': ({ callId }) => {
      calls.find(({ request }) => request.callId === callId)?.end(1);
      return Promise.resolve(null);
    },
  };
  const options: CallSessionOptions = {
    service: method.service,
    method: method.method,
    schema: () => Promise.resolve({ kind: 'descriptorSet', base64: 'AA==' }),
    schemaLabel: 'workspace',
    topology: {
      onUpdate: updates.event,
      onCallEvent: events.event,
      send: (name, params) =>
        handlers[name]?.(params) ?? Promise.reject(new Error(`no handler of ${name}`)),
    },
    reflections: new Reflections(),
    memory: new FormMemory({
      get: (key) => values.get(key),
      update: (key, value) => Promise.resolve(void values.set(key, value)),
    }),
    limits: () => ({ deadlineMs: 1_000, maxReceiveBytes: 4_096 }),
    post: (message) => posted.push(message),
    copy: () => undefined,
    ...overrides,
  };
  return { options, server, updates, events, calls, posted };
}

const shown = (posted: readonly ToWebview[]) =>
  posted.flatMap((message) => (message.type === 'call/show' ? [message.model] : []));

describe('a call session', () => {
  it('begins with an example for the likeliest target', async () => {
    const { options, posted } = harness();
    const session = await CallSession.open(options);
    await session.handle({ type: 'ready' });
    expect(shown(posted)[0]).toMatchObject({
      method,
      schemaLabel: 'workspace',
      form: { address: 'o:1', body: '{"example":true}', metadata: [], deadlineMs: 1_000 },
    });
    expect(shown(posted)[0]?.targets.map(({ address }) => address)).toEqual(['o:1', 'x:1']);
  });

  it('does not open without a schema', async () => {
    const { options } = harness({
      schema: () => Promise.reject(new Error('line 3: no such type')),
    });
    await expect(CallSession.open(options)).rejects.toThrow('line 3: no such type');
  });

  it('sends what was filled in, and shows how it ended', async () => {
    const { options, calls, posted } = harness();
    const session = await CallSession.open(options);
    const done = session.handle({ type: 'call/submit', callId: 'c1', form });
    await expect.poll(() => calls.length).toBe(1);
    expect(calls[0]?.request).toMatchObject({
      callId: 'c1',
      target: { address: 'o:1' },
      schema: { kind: 'descriptorSet' },
      messages: ['{"id":1}'],
      halfClose: true,
      deadlineMs: 100,
      maxReceiveBytes: 4_096,
    });
    calls[0]?.end(0);
    await done;
    expect(posted).toEqual([{ type: 'call/ended', outcome: outcomeOf('c1', 0) }]);
  });

  it('opens again with the form that was sent last', async () => {
    const { options, calls, posted } = harness();
    const session = await CallSession.open(options);
    const done = session.handle({ type: 'call/submit', callId: 'c1', form });
    await expect.poll(() => calls.length).toBe(1);
    calls[0]?.end(0);
    await done;
    session.dispose();
    const again = await CallSession.open({ ...options, address: 'inspector:9' });
    await again.handle({ type: 'ready' });
    expect(shown(posted).at(-1)?.form).toEqual({ ...form, address: 'inspector:9' });
  });

  it.each([
    ['that is registered still', { orders: [{ address: 'x:0' }, { address: 'o:1' }] }, 'o:1'],
    ['that has gone, the likeliest one', { orders: [{ address: 'n:1' }] }, 'n:1'],
    ['that has gone with all others', {}, 'o:1'],
  ])('opens again for the instance %s', async (_what, services, address) => {
    const { options, server, calls, posted } = harness();
    const session = await CallSession.open(options);
    const done = session.handle({ type: 'call/submit', callId: 'c1', form });
    await expect.poll(() => calls.length).toBe(1);
    calls[0]?.end(0);
    await done;
    server.graph = graphOf(services);
    const again = await CallSession.open(options);
    await again.handle({ type: 'ready' });
    expect(shown(posted).at(-1)?.form.address).toBe(address);
  });

  it('passes on the events of its own call alone', async () => {
    const { options, calls, events, posted } = harness();
    const session = await CallSession.open(options);
    const done = session.handle({ type: 'call/submit', callId: 'c1', form });
    await expect.poll(() => calls.length).toBe(1);
    const message = { kind: 'message', json: '{}', wireBytes: 0, atMs: 1 } as const;
    events.fire({ ...message, callId: 'other' });
    events.fire({ ...message, callId: 'c1' });
    calls[0]?.end(0);
    await done;
    events.fire({ ...message, callId: 'c1' });
    expect(posted.map(({ type }) => type)).toEqual(['call/event', 'call/ended']);
  });

  it('cancels at the server, and shows the outcome', async () => {
    const { options, calls, posted } = harness();
    const session = await CallSession.open(options);
    const done = session.handle({ type: 'call/submit', callId: 'c1', form });
    await expect.poll(() => calls.length).toBe(1);
    await session.handle({ type: 'call/cancel', callId: 'c1' });
    await done;
    expect(posted).toEqual([{ type: 'call/ended', outcome: outcomeOf('c1', 1) }]);
  });

  it('cancels a schema that takes its time, and says so', async () => {
    let schemas = 0;
    const { options, calls, posted } = harness({
      schema: (signal) => {
        schemas += 1;
        return schemas === 1
          ? Promise.resolve({ kind: 'reflection' })
          : new Promise((_resolve, reject) => {
              signal?.addEventListener('abort', () => {
                reject(new DOMException('aborted', 'AbortError'));
              });
            });
      },
    });
    const session = await CallSession.open(options);
    const done = session.handle({ type: 'call/submit', callId: 'c1', form });
    await expect.poll(() => schemas).toBe(2);
    await session.handle({ type: 'call/cancel', callId: 'c1' });
    await done;
    expect(calls).toEqual([]);
    expect(posted).toEqual([{ type: 'call/failed', message: 'The call was cancelled.' }]);
  });

  it('says why a call could not be made', async () => {
    const { options, posted } = harness();
    const session = await CallSession.open(options);
    const topology: CallSessionOptions['topology'] = options.topology;
    Object.assign(topology, {
      send: () => Promise.reject(new Error('body: line 1, column 2: a } is missing')),
    });
    await session.handle({ type: 'call/submit', callId: 'c1', form });
    expect(posted).toEqual([
      { type: 'call/failed', message: 'body: line 1, column 2: a } is missing' },
    ]);
  });

  it('tells the page of new targets, and only of new ones', async () => {
    const { options, server, updates, posted } = harness();
    const session = await CallSession.open(options);
    await session.handle({ type: 'ready' });
    posted.length = 0;
    server.graph = graphOf({ orders: [{ address: 'o:1' }, { address: 'o:2' }] }, 2);
    updates.fire({ kind: 'snapshot', graph: server.graph });
    updates.fire({ kind: 'snapshot', graph: server.graph });
    await expect.poll(() => posted.length).toBe(1);
    expect(posted[0]).toMatchObject({
      type: 'call/targets',
      targets: [{ address: 'o:1' }, { address: 'o:2' }],
    });
    session.dispose();
  });

  it('ends its call when the panel closes, and posts nothing more', async () => {
    const { options, calls, posted } = harness();
    const session = await CallSession.open(options);
    const done = session.handle({ type: 'call/submit', callId: 'c1', form });
    await expect.poll(() => calls.length).toBe(1);
    session.dispose();
    await done;
    expect(posted).toEqual([]);
  });
});

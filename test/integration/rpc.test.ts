import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CallEvent, CallOutcome, CallRequest } from '../../protocol/calls.ts';
import {
  CallError,
  type CallHandle,
  type Channels,
  createChannels,
  exampleRequest,
  listMethods,
  startCall,
} from '../../server/src/rpc/index.ts';
import { type Certificates, createCertificates } from '../support/certificates.ts';
import { echoService, startEchoServer } from '../support/echoServer.ts';
import type { GrpcServer } from '../support/grpcServer.ts';

let server: GrpcServer;
let channels: Channels;

beforeAll(async () => {
  server = await startEchoServer();
  channels = createChannels();
});

afterAll(() => {
  channels.dispose();
  server.stop();
});

/** A request of the echo service, with descriptors at hand. */
function request(parts: Partial<CallRequest> = {}): CallRequest {
  return {
    callId: 'c1',
    target: { address: server.address },
    schema: { kind: 'descriptorSet', base64: server.descriptorSet.toString('base64') },
    service: echoService,
    method: 'Say',
    messages: ['{"text":"hello"}'],
    halfClose: true,
    metadata: [],
    ...parts,
  };
}

interface Recorded {
  readonly handle: CallHandle;
  readonly events: CallEvent[];
  /** Resolves with the next message that has not been asked for yet. */
  readonly nextMessage: () => Promise<unknown>;
  readonly outcome: Promise<CallOutcome>;
}

function start(parts: Partial<CallRequest> = {}, signal?: AbortSignal): Recorded {
  const events: CallEvent[] = [];
  const unread: unknown[] = [];
  const waiting: ((message: unknown) => void)[] = [];
  const onEvent = (event: CallEvent) => {
    events.push(event);
    if (event.kind === 'message') {
      const message: unknown = JSON.parse(event.json);
      const waiter = waiting.shift();
      if (waiter === undefined) {
        unread.push(message);
      } else {
        waiter(message);
      }
    }
  };
  const handle = startCall(request(parts), { channels, onEvent, ...(signal && { signal }) });
  return {
    handle,
    events,
    nextMessage: () =>
      unread.length > 0
        ? Promise.resolve(unread.shift())
        : new Promise((resolve) => waiting.push(resolve)),
    outcome: handle.outcome,
  };
}

function messagesOf({ events }: Recorded): unknown[] {
  return events.flatMap((event): unknown[] =>
    event.kind === 'message' ? [JSON.parse(event.json)] : [],
  );
}

async function callErrorOf(promise: Promise<unknown>): Promise<CallError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof CallError)) {
    throw new Error(`expected a CallError, got ${String(error)}`);
  }
  return error;
}

const hiddenTwice = ['{"text":"hidden"}', '{"text":"hidden"}'];

const reflection = { kind: 'reflection' } as const;

describe('the four kinds of method', () => {
  it('unary', async () => {
    const call = start();
    const outcome = await call.outcome;
    expect(outcome.status).toEqual({ code: 0, name: 'OK', message: 'OK', details: [] });
    expect(messagesOf(call)).toEqual([{ text: 'hello' }]);
    expect(outcome.peer).toBe(server.address);
    expect(call.events.map(({ kind }) => kind)).toEqual(['headers', 'message']);
    const { headersMs = -1, firstMessageMs = -1, totalMs } = outcome.timing;
    expect(headersMs).toBeGreaterThan(0);
    expect(firstMessageMs).toBeGreaterThanOrEqual(headersMs);
    expect(totalMs).toBeGreaterThanOrEqual(firstMessageMs);
  });

  it('server streaming, messages in order and none lost', async () => {
    const call = start({ method: 'Repeat', messages: ['{"count":2000}'] });
    const outcome = await call.outcome;
    expect(outcome.messagesReceived).toBe(2000);
    expect(messagesOf(call).at(-1)).toEqual({ index: 1999 });
    expect(messagesOf(call)[1]).toEqual({ index: 1 });
  });

  it('client streaming', async () => {
    const call = start({ method: 'Collect', messages: ['{"text":"a"}', '{"text":"b"}'] });
    expect((await call.outcome).status.name).toBe('OK');
    expect(messagesOf(call)).toEqual([{ text: 'a+b' }]);
  });

  it('bidirectional: sends while it receives, and half-closes when told', async () => {
    const call = start({ method: 'Chat', messages: [], halfClose: false });
    await call.handle.send('{"text":"one"}');
    expect(await call.nextMessage()).toEqual({ text: 'one' });
    await call.handle.send('{"text":"two"}');
    expect(await call.nextMessage()).toEqual({ text: 'two', index: 1 });
    call.handle.halfClose();
    call.handle.halfClose();
    expect((await call.outcome).status.name).toBe('OK');
    expect((await callErrorOf(call.handle.send('{}'))).kind).toBe('state');
  });

  it('a malformed message of a stream is refused, and the call goes on', async () => {
    const call = start({ method: 'Chat', messages: [], halfClose: false });
    const error = await callErrorOf(call.handle.send('{"txt":1}'));
    expect(error.message).toContain('Did you mean "text"?');
    await call.handle.send('{"text":"fine"}');
    expect(await call.nextMessage()).toEqual({ text: 'fine' });
    call.handle.halfClose();
    expect((await call.outcome).status.name).toBe('OK');
  });

  it('a unary call takes no more messages, and exactly one', async () => {
    const call = start({ method: 'Hang', messages: ['{}'], halfClose: false });
    expect((await callErrorOf(call.handle.send('{}'))).kind).toBe('state');
    call.handle.cancel();
    await call.outcome;
    expect((await callErrorOf(start({ messages: [] }).outcome)).what).toContain(
      'takes one message',
    );
  });

  it('a slow reader holds up the stream and loses nothing', async () => {
    let open = 0;
    let most = 0;
    const handle = startCall(request({ method: 'Repeat', messages: ['{"count":50}'] }), {
      channels,
      onEvent: async (event) => {
        if (event.kind === 'message') {
          open += 1;
          most = Math.max(most, open);
          await new Promise((resolve) => setImmediate(resolve));
          open -= 1;
        }
      },
    });
    expect((await handle.outcome).messagesReceived).toBe(50);
    expect(most).toBe(1);
  });
});

describe('metadata', () => {
  it('goes there and back, bytes of -bin names whole', async () => {
    const call = start({
      metadata: [
        { name: 'X-Text', value: 'a' },
        { name: 'x-text', value: 'b' },
        { name: 'x-raw-bin', value: '/wD+gA==' },
      ],
    });
    const outcome = await call.outcome;
    expect(outcome.headers).toContainEqual({ name: 'x-text', value: 'a, b' });
    expect(outcome.trailers).toContainEqual({ name: 'x-raw-bin', value: '/wD+gA==' });
  });

  it('that cannot be sent is refused before anything is', async () => {
    const call = start({ metadata: [{ name: 'bad name', value: 'x' }] });
    expect((await callErrorOf(call.outcome)).kind).toBe('metadata');
  });
});

describe('reflection', () => {
  it.each(['both', 'v1', 'v1alpha'] as const)('lists and calls with %s', async (version) => {
    const other = await startEchoServer({ reflection: version });
    try {
      const target = { address: other.address };
      const listed = await listMethods({ channels, target });
      expect(listed.version).toBe(version === 'v1alpha' ? 'v1alpha' : 'v1');
      expect(listed.methods.map(({ method, kind }) => [method, kind])).toEqual([
        ['Say', 'unary'],
        ['Repeat', 'serverStreaming'],
        ['Collect', 'clientStreaming'],
        ['Chat', 'bidiStreaming'],
        ['Fail', 'unary'],
        ['Hang', 'serverStreaming'],
      ]);
      expect(listed.methods[4]).toMatchObject({
        service: echoService,
        deprecated: true,
        inputType: 'test.echo.EchoRequest',
        outputType: 'test.echo.EchoReply',
      });
      const call = start({ target, schema: reflection });
      expect((await call.outcome).timing.schemaMs).toBeGreaterThan(0);
      expect(messagesOf(call)).toEqual([{ text: 'hello' }]);
    } finally {
      other.stop();
    }
  });

  it('does without files that the server cannot give', async () => {
    const other = await startEchoServer({
      hiddenFiles: ['google/api/annotations.proto', 'test/echo/types.proto'],
    });
    try {
      const call = start({
        target: { address: other.address },
        schema: reflection,
        messages: ['{"text":"x","mood":1}'],
      });
      expect((await call.outcome).status.name).toBe('OK');
      expect(messagesOf(call)).toEqual([{ text: 'x', mood: 1 }]);
    } finally {
      other.stop();
    }
  });

  it('says so when the server has none', async () => {
    const other = await startEchoServer({ reflection: 'none' });
    try {
      const target = { address: other.address };
      for (const failing of [
        listMethods({ channels, target }),
        start({ target, schema: reflection }).outcome,
        exampleRequest({ channels, target, schema: reflection, service: 'a.B', method: 'C' }),
      ]) {
        const error = await callErrorOf(failing);
        expect(error.kind).toBe('schema');
        expect(error.message).toBe(
          `${other.address}: the server has no reflection service, neither v1 nor v1alpha. ` +
            'Open its .proto files in the workspace, or register reflection in the server.',
        );
      }
    } finally {
      other.stop();
    }
  });

  it('is asked for a type that only an Any names, in replies and in details', async () => {
    const reply = start({ schema: reflection, method: 'Chat', messages: hiddenTwice });
    expect((await reply.outcome).status.name).toBe('OK');
    const extra = { '@type': 'type.googleapis.com/test.echo.Hidden', note: 'found' };
    expect(messagesOf(reply)).toEqual([
      { text: 'hidden', extra },
      { text: 'hidden', extra, index: 1 },
    ]);
    const failing = start({
      schema: reflection,
      method: 'Fail',
      messages: ['{"text":"hidden","count":5}'],
    });
    const { details } = (await failing.outcome).status;
    expect(details.map(({ type, decoded }) => [type, decoded])).toEqual([
      ['google.rpc.BadRequest', true],
      ['test.echo.Extra', true],
      ['nobody.Knows', false],
      ['test.echo.Hidden', true],
    ]);
  });

  it('names what the server does not know', async () => {
    const error = await callErrorOf(start({ schema: reflection, service: 'no.Such' }).outcome);
    expect(error.kind).toBe('schema');
    expect(error.what).toContain('could not describe no.Such');
  });

  it('of a server that is not there fails as unreachable', async () => {
    const target = { address: `127.0.0.1:${await deadPort()}` };
    const error = await callErrorOf(listMethods({ channels, target }));
    expect(error.kind).toBe('unreachable');
    expect(error.status?.name).toBe('UNAVAILABLE');
    expect(error.next).toContain('Nothing listens at this address');
  });

  it('of a server that says nothing ends with the deadline', async () => {
    const silent = createTcpServer(() => undefined);
    const target = { address: await listenTcp(silent) };
    const error = await callErrorOf(listMethods({ channels, target, timeoutMs: 150 }));
    expect(error.status?.name).toBe('DEADLINE_EXCEEDED');
    channels.dispose();
    channels = createChannels();
    silent.close();
  });
});

describe('an example request', () => {
  it('is made from reflection and is taken as it stands', async () => {
    const target = { address: server.address };
    const { json, method } = await exampleRequest({
      channels,
      target,
      schema: reflection,
      service: echoService,
      method: 'Say',
    });
    expect(method.kind).toBe('unary');
    expect(JSON.parse(json)).toEqual({
      text: 'text',
      count: 1,
      mood: 'MOOD_GOOD',
      at: '2025-01-31T12:00:00Z',
      wide: '1',
    });
    expect((await start({ schema: reflection, messages: [json] }).outcome).status.code).toBe(0);
  });
});

describe('a call that fails', () => {
  it('shows status, decoded details and trailers', async () => {
    const call = start({ method: 'Fail', messages: ['{"count":9,"text":"not now"}'] });
    const { status, trailers } = await call.outcome;
    expect(status).toMatchObject({ code: 9, name: 'FAILED_PRECONDITION', message: 'not now' });
    expect(status.details.map(({ type, decoded }) => [type, decoded])).toEqual([
      ['google.rpc.BadRequest', true],
      ['test.echo.Extra', true],
      ['nobody.Knows', false],
    ]);
    expect(JSON.parse(status.details[0]?.json ?? '')).toEqual({
      fieldViolations: [{ field: 'text', description: 'long!' }],
    });
    expect(status.details[2]?.json).toBe('CAE=');
    expect(trailers.map(({ name }) => name)).toContain('grpc-status-details-bin');
  });

  it('a dead address', async () => {
    const call = start({ target: { address: `127.0.0.1:${await deadPort()}` } });
    const { status } = await call.outcome;
    expect(status.name).toBe('UNAVAILABLE');
    expect(status.message).toContain('ECONNREFUSED');
    expect(status.hint).toContain('Nothing listens at this address');
  });

  it('a server that starts again is reached at once', async () => {
    const first = await startEchoServer();
    const target = { address: first.address };
    expect((await start({ target }).outcome).status.name).toBe('OK');
    first.stop();
    expect((await start({ target }).outcome).status.name).toBe('UNAVAILABLE');
    const second = await startEchoServer({ port: first.port });
    expect((await start({ target }).outcome).status.name).toBe('OK');
    second.stop();
  });

  it('a server that is killed in mid-stream', async () => {
    const child = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { startEchoServer } from ${JSON.stringify(new URL('../support/echoServer.ts', import.meta.url).href)};
         console.log((await startEchoServer()).address);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const call = start({
      target: { address: line.toString().trim() },
      method: 'Hang',
      messages: ['{"count":3}'],
    });
    for (let index = 0; index < 3; index += 1) {
      await call.nextMessage();
    }
    child.kill('SIGKILL');
    const { status, messagesReceived } = await call.outcome;
    expect(status.name).toBe('UNAVAILABLE');
    expect(status.hint).toContain('went away during the call');
    expect(messagesReceived).toBe(3);
  });

  it('the deadline passes, before an answer and after one', async () => {
    const before = await start({ method: 'Hang', deadlineMs: 120 }).outcome;
    expect(before.status.name).toBe('DEADLINE_EXCEEDED');
    expect(before.status.hint).toContain('deadline of 120 ms');
    expect(before.timing.totalMs).toBeLessThan(2000);
    const after = await start({ method: 'Hang', deadlineMs: 120, messages: ['{"count":1}'] })
      .outcome;
    expect(after.status.hint).toContain('had begun to answer');
    expect(after.messagesReceived).toBe(1);
  });

  it('is cancelled by its handle, by its signal, and before it began', async () => {
    const byHandle = start({ method: 'Hang', messages: ['{"count":1}'] });
    await byHandle.nextMessage();
    byHandle.handle.cancel();
    const outcome = await byHandle.outcome;
    expect(outcome.status.name).toBe('CANCELLED');
    expect(outcome.status.hint).toBeUndefined();
    expect(outcome.messagesReceived).toBe(1);

    const abort = new AbortController();
    const bySignal = start({ method: 'Hang', messages: ['{"count":1}'] }, abort.signal);
    await bySignal.nextMessage();
    abort.abort();
    expect((await bySignal.outcome).status.name).toBe('CANCELLED');

    expect((await start({ schema: reflection }, abort.signal).outcome).status.name).toBe(
      'CANCELLED',
    );
    const atOnce = start({ schema: reflection });
    atOnce.handle.cancel();
    expect((await atOnce.outcome).status.name).toBe('CANCELLED');
  });

  it('a cancel is not held up by a reader that never answers', async () => {
    const handle = startCall(request({ method: 'Repeat', messages: ['{"count":100}'] }), {
      channels,
      onEvent: (event) => {
        if (event.kind === 'message') {
          handle.cancel();
          return new Promise(() => undefined);
        }
        return undefined;
      },
    });
    expect((await handle.outcome).status.name).toBe('CANCELLED');
  });

  it('a reply larger than the limit names the setting that raises it', async () => {
    const messages = [JSON.stringify({ text: 'x'.repeat(5000) })];
    const { status } = await start({ messages, maxReceiveBytes: 1000 }).outcome;
    expect(status.name).toBe('RESOURCE_EXHAUSTED');
    expect(status.hint).toContain('protoAtlas.call.maxReceiveMessageBytes');
    expect((await start({ messages }).outcome).status.name).toBe('OK');
  });

  it('a request that is malformed, with line and column', async () => {
    const error = await callErrorOf(start({ messages: ['{\n  "mood": "MOOD_GODO"\n}'] }).outcome);
    expect(error.message).toBe(
      'the request, line 2, column 11: enum test.echo.Mood has no value "MOOD_GODO". ' +
        'Did you mean "MOOD_GOOD"?',
    );
  });

  it.each(['', 'localhost', 'http://localhost:1', 'a b:1', ':1'])(
    'an address that is none: %j',
    async (address) => {
      expect((await callErrorOf(start({ target: { address } }).outcome)).kind).toBe('target');
    },
  );

  it('a method that the server lacks', async () => {
    const other = await startEchoServer();
    other.stop();
    const error = await callErrorOf(start({ method: 'Shout' }).outcome);
    expect(error.kind).toBe('method');
    expect(error.message).toContain('has no method Shout. It has Say');
  });

  it('a peer that is no gRPC server', async () => {
    const web = createServer((_, response) => response.end('hello'));
    const address = await listenTcp(web);
    const { status } = await start({ target: { address } }).outcome;
    expect(status.code).not.toBe(0);
    expect(status.hint).toContain('may not be a gRPC server');
    web.close();
  });

  it('a descriptor set that is none', async () => {
    const schema = { kind: 'descriptorSet', base64: '' } as const;
    expect((await callErrorOf(start({ schema }).outcome)).kind).toBe('schema');
  });
});

describe('TLS', () => {
  let certificates: Certificates;
  let secure: GrpcServer;
  let mutual: GrpcServer;

  beforeAll(async () => {
    certificates = await createCertificates();
    secure = await startEchoServer({ tls: { certificates } });
    mutual = await startEchoServer({ tls: { certificates, mutual: true } });
  });

  afterAll(async () => {
    secure.stop();
    mutual.stop();
    await certificates.remove();
  });

  const statusOf = async (target: CallRequest['target']) =>
    (await start({ target }).outcome).status;

  it('with the authority that signed the certificate', async () => {
    const tls = { caFile: certificates.caFile };
    expect((await statusOf({ address: secure.address, tls })).name).toBe('OK');
    const port = secure.address.split(':')[1] ?? '';
    expect((await statusOf({ address: `localhost:${port}`, tls })).name).toBe('OK');
  });

  it('without verification', async () => {
    const tls = { insecureSkipVerify: true };
    expect((await statusOf({ address: secure.address, tls })).name).toBe('OK');
  });

  it('with a client certificate', async () => {
    const tls = {
      caFile: certificates.caFile,
      certFile: certificates.clientCert,
      keyFile: certificates.clientKey,
    };
    expect((await statusOf({ address: mutual.address, tls })).name).toBe('OK');
  });

  it.each([
    [
      'TLS to a plaintext server',
      () => ({ address: server.address, tls: {} }),
      'does not speak TLS',
    ],
    ['plaintext to a TLS server', () => ({ address: secure.address }), 'may expect TLS'],
    ['an unknown authority', () => ({ address: secure.address, tls: {} }), 'is not trusted'],
    [
      'another name',
      () => ({
        address: secure.address,
        tls: { caFile: certificates.caFile, serverName: 'other.example' },
      }),
      'for another name',
    ],
    [
      'no client certificate',
      () => ({ address: mutual.address, tls: { caFile: certificates.caFile } }),
      'asks for a client certificate',
    ],
  ])('fails with a hint: %s', async (_, target, hint) => {
    const status = await statusOf(target());
    expect(status.name).toBe('UNAVAILABLE');
    expect(status.hint).toContain(hint);
  });

  it.each([
    ['a missing file', { caFile: '/no/such/file.pem' }, '/no/such/file.pem'],
    ['a file that is no PEM', { caFile: import.meta.filename }, import.meta.filename],
    ['a certificate without its key', { certFile: '/some/cert.pem' }, 'Give the key file too'],
  ])('names %s', async (_, tls, text) => {
    const error = await callErrorOf(start({ target: { address: secure.address, tls } }).outcome);
    expect(error.kind).toBe('tls');
    expect(error.message).toContain(text);
  });
});

describe('channels', () => {
  it('are shared by calls to one target, and closed with the pool', async () => {
    const pool = createChannels();
    const target = { address: server.address };
    const [one, two] = await Promise.all([pool.acquire(target), pool.acquire(target)]);
    expect(one.client).toBe(two.client);
    one.dispose();
    one.dispose();
    two.dispose();
    const three = await pool.acquire(target);
    expect(three.client).toBe(one.client);
    pool.dispose();
    pool.dispose();
    expect((await callErrorOf(pool.acquire(target))).kind).toBe('state');
  });
});

async function listenTcp(tcp: Server): Promise<string> {
  tcp.listen(0, '127.0.0.1');
  await once(tcp, 'listening');
  return `127.0.0.1:${(tcp.address() as AddressInfo).port}`;
}

/** A port that was free a moment ago. */
async function deadPort(): Promise<string> {
  const tcp = createTcpServer();
  const address = await listenTcp(tcp);
  tcp.close();
  return address.split(':')[1] ?? '';
}

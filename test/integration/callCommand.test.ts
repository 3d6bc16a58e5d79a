import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCall } from '../../server/src/commandLine/call.ts';
import { type Certificates, createCertificates } from '../support/certificates.ts';
import { temporaryFolder, writeFiles } from '../support/compileWithProtoc.ts';
import { echoProto, echoTypesProto, startEchoServer } from '../support/echoServer.ts';
import type { GrpcServer } from '../support/grpcServer.ts';

let server: GrpcServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  server = await startEchoServer();
  folder = await temporaryFolder();
  await writeFiles(folder.path, {
    'proto/test/echo/echo.proto': echoProto,
    'proto/test/echo/types.proto': echoTypesProto,
    'vendor/google/api/annotations.proto':
      'syntax = "proto3"; import "google/protobuf/descriptor.proto"; package google.api; message HttpRule { string get = 2; } extend google.protobuf.MethodOptions { HttpRule http = 72295728; }',
    'broken.proto': 'syntax = "proto3";\nmessage M { Missing x = 1; }\n',
  });
});

afterAll(async () => {
  server.stop();
  await folder.remove();
});

interface Run {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function call(args: readonly string[], stdin: readonly string[] = []): Promise<Run> {
  let stdout = '';
  let stderr = '';
  const io = {
    cwd: folder.path,
    signal: new AbortController().signal,
    stdout: (text: string) => (stdout += text),
    stderr: (text: string) => (stderr += text),
  };
  async function* input() {
    await Promise.resolve();
    yield* stdin.map((text) => Buffer.from(text));
  }
  return { code: await runCall(args, io, input()), stdout, stderr };
}

const say = () => [server.address, 'test.echo.Echo/Say', '--plaintext'];

describe('proto-atlas call', () => {
  it('prints the reply as one line of JSON, and the status on stderr', async () => {
    const run = await call([...say(), '-d', '{"text":"a\\nb","mood":"MOOD_BAD"}']);
    expect(run).toEqual({
      code: 0,
      stdout: '{"text":"a\\nb","mood":"MOOD_BAD"}\n',
      stderr: 'OK\n',
    });
  });

  it('sends an empty message when there is no data', async () => {
    expect((await call(say())).stdout).toBe('{}\n');
  });

  it.each(['-d', '-d=', '--data='])('takes several values for a stream: %s', async (option) => {
    const data = '{"text":"a"}\n{"text":"b"}';
    const given = option === '-d' ? [option, data] : [option + data];
    const { stdout } = await call([
      ...[server.address, 'test.echo.Echo/Chat', '-plaintext'],
      ...given,
    ]);
    expect(
      stdout
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as unknown),
    ).toEqual([{ text: 'a' }, { text: 'b', index: 1 }]);
  });

  it('reads standard input', async () => {
    const args = [server.address, '/test.echo.Echo/Collect', '--plaintext', '-d', '@'];
    const run = await call(args, ['{"te', 'xt":"a"}{"text":"', 'ü"}']);
    expect(run.stdout).toBe('{"text":"a+ü"}\n');
  });

  it('sends metadata and shows trailers', async () => {
    const run = await call([...say(), '-H', 'x-raw-bin: AAE=', '-H', 'X-Colon: a:b']);
    expect(run.stderr).toBe('OK\n  x-raw-bin: AAE=\n');
  });

  it('exits with 64 and the status, and shows details and a hint', async () => {
    const run = await call([
      ...[server.address, 'test.echo.Echo.Fail', '--plaintext'],
      ...['-d', '{"count":16,"text":"who are you"}'],
    ]);
    expect(run.code).toBe(64 + 16);
    expect(run.stdout).toBe('');
    expect(run.stderr).toContain('UNAUTHENTICATED: who are you\n');
    expect(run.stderr).toContain('  google.rpc.BadRequest: {"fieldViolations":[{"field":"text",');
    expect(run.stderr).toContain('Add the credentials');
  });

  it('keeps to the time', async () => {
    const args = [server.address, 'test.echo.Echo/Hang', '--plaintext', '--max-time', '0.2'];
    const run = await call(args);
    expect(run.code).toBe(64 + 4);
    expect(run.stderr).toContain('DEADLINE_EXCEEDED');
  });

  it('exits with 64 and the status when reflection is not reached', async () => {
    const run = await call(['127.0.0.1:1', 'a.B/C', '--plaintext']);
    expect(run.code).toBe(64 + 14);
    expect(run.stderr).toContain('Nothing listens at this address');
  });

  it('exits with 1 for a request that does not fit', async () => {
    const run = await call([...say(), '-d', '{"txt": 1}']);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('line 1, column 2');
    expect((await call([...say(), '-d', '{"text": '])).stderr).toContain('malformed JSON');
  });
});

describe('proto-atlas call with .proto files', () => {
  it('compiles them and their imports, and asks no reflection', async () => {
    const other = await startEchoServer({ reflection: 'none' });
    try {
      for (const proto of ['test/echo/echo.proto', 'proto/test/echo/echo.proto']) {
        const run = await call([
          ...[other.address, 'test.echo.Echo/Say', '--plaintext'],
          ...['-I', 'proto', '-Ivendor', '--proto', proto, '-d', '{"at":"2025-01-31T12:00:00Z"}'],
        ]);
        expect(run).toMatchObject({ code: 0, stdout: '{"at":"2025-01-31T12:00:00Z"}\n' });
      }
    } finally {
      other.stop();
    }
  });

  it('says where they do not compile', async () => {
    const run = await call([...say(), '--proto', 'broken.proto']);
    expect(run.code).toBe(1);
    expect(run.stderr).toMatch(/^broken\.proto:2:13: .*Missing/);
    const missing = await call([...say(), '--proto', 'no/such.proto']);
    expect(missing.code).toBe(1);
    expect(missing.stderr).toContain('no/such.proto: No such file or directory');
  });
});

describe('proto-atlas call over TLS, which is the default', () => {
  let certificates: Certificates;
  let secure: GrpcServer;
  beforeAll(async () => {
    certificates = await createCertificates();
    secure = await startEchoServer({ tls: { certificates, mutual: true } });
  });
  afterAll(async () => {
    secure.stop();
    await certificates.remove();
  });

  it('with certificates', async () => {
    const run = await call([
      ...[secure.address, 'test.echo.Echo/Say', '--cacert', certificates.caFile],
      ...['--cert', certificates.clientCert, '--key', certificates.clientKey],
    ]);
    expect(run).toMatchObject({ code: 0, stdout: '{}\n' });
  });

  it('and a hint where the server speaks plaintext', async () => {
    const run = await call([server.address, 'test.echo.Echo/Say']);
    expect(run.code).toBe(64 + 14);
    expect(run.stderr).toContain('does not speak TLS');
  });

  it('and a missing file is named', async () => {
    const args = [secure.address, 'test.echo.Echo/Say', '--cacert', 'none.pem'];
    const run = await call(args);
    expect(run.code).toBe(1);
    expect(run.stderr).toContain(join(folder.path, 'none.pem'));
  });
});

describe('wrong arguments exit with 2', () => {
  it.each([
    [[], 'give one address and one method'],
    [['localhost:1'], 'give one address and one method'],
    [['localhost:1', 'a.B/C', 'more'], 'give one address'],
    [['localhost:1', 'Greeter'], '"Greeter" is no method'],
    [['localhost:1', 'a.B/C', '--nope'], 'unknown option --nope'],
    [['localhost:1', 'a.B/C', '-d'], '-d needs a value'],
    [['localhost:1', 'a.B/C', '-H', 'novalue'], 'is no metadata'],
    [['localhost:1', 'a.B/C', '--max-time', 'soon'], '--max-time takes a number above zero'],
    [['localhost:1', 'a.B/C', '--plaintext', '--insecure'], '--insecure belongs to TLS'],
    [['localhost:1', 'a.B/C', '--reflection', '--proto', 'x.proto'], 'choose one of'],
  ])('%j', async (args, message) => {
    const run = await call(args);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain(message);
    expect(run.stdout).toBe('');
  });

  it('and --help is none', async () => {
    const run = await call(['--help']);
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('usage: proto-atlas call');
  });
});

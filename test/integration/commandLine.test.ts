import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildAll } from '../../scripts/build.ts';
import { temporaryFolder, writeFiles } from '../support/compileWithProtoc.ts';
import { echoProto, echoTypesProto, startEchoServer } from '../support/echoServer.ts';
import { type Etcd, etcdAvailable, startEtcd } from '../support/etcd.ts';
import type { GrpcServer } from '../support/grpcServer.ts';
import { runProtoc } from '../support/protoc.ts';

const cli = resolve(import.meta.dirname, '..', '..', 'dist', 'cli.js');
const hasEtcd = await etcdAvailable();

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** The program as people run it: the bundle, in a process of its own. */
describe('dist/cli.js', () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;
  let server: GrpcServer;
  beforeAll(async () => {
    await buildAll();
    folder = await temporaryFolder();
    server = await startEchoServer();
    await writeFiles(folder.path, {
      'proto/test/echo/echo.proto': echoProto,
      'proto/test/echo/types.proto': echoTypesProto,
      'good.proto': 'syntax = "proto3";\n// A note.\nmessage Note {\n  string text = 1;\n}\n',
      'bad.proto': 'syntax = "proto3";\nmessage A {\n  B b = 1;\n}\n',
    });
  });
  afterAll(async () => {
    server.stop();
    await folder.remove();
  });

  const start = (args: readonly string[]): ChildProcessWithoutNullStreams =>
    spawn(process.execPath, [cli, ...args], { cwd: folder.path });

  const run = async (args: readonly string[]): Promise<Run> => {
    const child = start(args);
    child.stdin.end();
    const [stdout, stderr] = [text(child.stdout), text(child.stderr)];
    await once(child, 'close');
    return { code: child.exitCode, stdout: await stdout, stderr: await stderr };
  };

  it('compiles to what protoc writes', async () => {
    const flags = ['-I', '.', '--include_imports', '--include_source_info'];
    const ours = await run(['compile', ...flags, '--descriptor_set_out=ours.binpb', 'good.proto']);
    const theirs = runProtoc(folder.path, [...flags.slice(2), 'good.proto']);
    expect(ours).toEqual({ code: 0, stdout: '', stderr: '' });
    const written = await readFile(join(folder.path, 'ours.binpb'));
    expect(new Uint8Array(written)).toEqual(theirs.output);
  });

  it('says where an error is', async () => {
    const { code, stderr } = await run(['compile', '-I', '.', 'bad.proto']);
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'bad.proto:3:3: "B" is not defined\n' });
  });

  it('answers the first request of an editor', async () => {
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'initialize',
      params: { processId: null, rootUri: null, capabilities: {} },
    });
    const child = start(['lsp', '--stdio']);
    child.stdin.write(`Content-Length: ${body.length}\r\n\r\n${body}`);
    const answer: unknown[] = await once(child.stdout, 'data');
    child.stdin.end();
    await once(child, 'exit');
    expect(answer.join('')).toContain('Content-Length: ');
  });

  it('calls a method by reflection', async () => {
    const { code, stdout } = await run([
      ...['call', server.address, 'test.echo.Echo/Say'],
      ...['-d', '{"text": "hello"}', '--plaintext'],
    ]);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ text: 'hello' });
  });

  it.runIf(hasEtcd)('prints what a registry holds', async () => {
    const etcd: Etcd = await startEtcd();
    try {
      await etcd.put('shop/one', '{"Op":0,"Addr":"10.0.0.1:80","Metadata":null}');
      const { code, stdout } = await run(['topology', '--registry', `etcd://${etcd.endpoint}`]);
      expect(code).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({
        services: [{ name: 'shop', instances: [{ address: '10.0.0.1:80' }] }],
      });
    } finally {
      await etcd.stop();
    }
  });

  it('tells its commands, and refuses others', async () => {
    expect((await run(['--help'])).stdout).toContain('topology');
    expect((await run(['constructor'])).code).toBe(2);
  });
});

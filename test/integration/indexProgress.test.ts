import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { googleProtoFiles } from '../support/protoFiles.ts';

const program = resolve(import.meta.dirname, '../../server/src/languageServer.ts');

interface Progress {
  readonly token: string;
  readonly value: {
    readonly kind: 'begin' | 'report' | 'end';
    readonly cancellable?: boolean;
    readonly message?: string;
    readonly percentage?: number;
  };
}

const ends: (() => void)[] = [];

afterEach(() => {
  ends.splice(0).forEach((end) => end());
});

/** A server that begins to read thousands of files. */
async function startServer(): Promise<MessageConnection> {
  const child = spawn(process.execPath, [program, '--stdio'], { stdio: 'pipe' });
  ends.push(() => child.kill('SIGKILL'));
  const connection = createMessageConnection(
    new StreamMessageReader(child.stdout),
    new StreamMessageWriter(child.stdin),
  );
  connection.onRequest('window/workDoneProgress/create', () => null);
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    rootUri: null,
    capabilities: { window: { workDoneProgress: true } },
    workspaceFolders: [{ uri: pathToFileURL(googleProtoFiles).href, name: 'all' }],
    initializationOptions: { importRoots: [] },
  });
  return connection;
}

it('shows how far the index has come, and stops when it is cancelled', async () => {
  const connection = await startServer();
  const seen: Progress['value'][] = [];
  const ended = new Promise<void>((done) => {
    connection.onNotification('$/progress', ({ token, value }: Progress) => {
      seen.push(value);
      if (value.kind === 'report') {
        void connection.sendNotification('window/workDoneProgress/cancel', { token });
      } else if (value.kind === 'end') {
        done();
      }
    });
  });
  await connection.sendNotification('initialized', {});
  await ended;
  expect(seen[0]).toMatchObject({ kind: 'begin', cancellable: true });
  expect(seen[1]?.message).toMatch(/^\d+ of 7243 \.proto files$/);
  expect(seen[1]?.percentage).toBeLessThan(100);
});

import { PassThrough } from 'node:stream';
import { onTestFinished } from 'vitest';
import {
  createMessageConnection,
  type MessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { silentLogger } from '../../server/src/base/index.ts';
import { serveTopology } from '../../server/src/live/index.ts';

/** A client of a topology server in this process, until the test ends; it finds no local registry. */
export function connectedClient(): MessageConnection {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const server = serveTopology({
    reader: new StreamMessageReader(up),
    writer: new StreamMessageWriter(down),
    ports: { logger: silentLogger, now: Date.now },
    localPorts: { etcd: '127.0.0.1:1', consul: '127.0.0.1:1' },
  });
  const client = createMessageConnection(
    new StreamMessageReader(down),
    new StreamMessageWriter(up),
  );
  client.listen();
  onTestFinished(() => {
    client.dispose();
    server.dispose();
  });
  return client;
}

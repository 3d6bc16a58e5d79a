/**
 * A program that serves channelz and holds a channel to another server. Prints its own `host:port`
 * once both are up. Usage: node callingServer.ts HOST:PORT
 */
import {
  Client,
  credentials,
  getChannelzHandlers,
  getChannelzServiceDefinition,
  Server,
  ServerCredentials,
} from '@grpc/grpc-js';

const client = new Client(process.argv[2] ?? '', credentials.createInsecure());
await new Promise<void>((done, fail) => {
  client.waitForReady(Date.now() + 10_000, (error) => {
    if (error === undefined) {
      done();
    } else {
      fail(error);
    }
  });
});
const server = new Server();
server.addService(getChannelzServiceDefinition(), getChannelzHandlers());
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) {
    throw error;
  }
  process.stdout.write(`127.0.0.1:${port}\n`);
});
// Anything on standard input closes the channel; the server goes on.
process.stdin.once('data', () => {
  client.close();
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** What a fake agent says to one request: `lost` closes the socket without an answer. */
export type AgentAnswer = 'lost' | { readonly status: number; readonly body: string };

/** Speaks HTTP as a Consul agent, for answers that a real one gives only in trouble. */
export interface FakeAgent {
  /** `host:port`. */
  readonly endpoint: string;
  /** Requests so far, such as `PUT session/destroy/x`, without their queries. */
  readonly asked: readonly string[];
}

/** Runs until the test ends. Paths that are not named are answered by 404. */
export async function startFakeAgent(
  answers: Readonly<Record<string, AgentAnswer>>,
): Promise<FakeAgent> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const [path = ''] = (request.url ?? '').replace('/v1/', '').split('?');
    const line = `${request.method ?? ''} ${path}`;
    request.resume().once('end', () => {
      asked.push(line);
      const answer = answers[line] ?? { status: 404, body: '' };
      if (answer === 'lost') {
        request.socket.destroy();
      } else {
        response.writeHead(answer.status).end(answer.body);
      }
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { endpoint: `127.0.0.1:${port}`, asked };
}

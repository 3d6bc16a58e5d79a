import { Agent, request } from 'node:http';

/** Sends JSON to an HTTP API. Rejects when the answer is no success. */
export type Send = (method: 'PUT' | 'POST', path: string, body: object) => Promise<void>;

/**
 * The plainest client that there is, with connections that are kept: a storm is to burden what is
 * measured, and `fetch` would take four times as much of the machine for itself.
 */
export function senderTo(endpoint: string): Send {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const [host, port] = endpoint.split(':');
  const send: Send = (method, path, body) =>
    new Promise((done, fail) => {
      const text = Buffer.from(JSON.stringify(body));
      const headers = { 'content-length': text.length };
      const asked = request({ agent, host, port, method, path, headers }, (answer) => {
        const { statusCode = 0 } = answer;
        answer.resume();
        answer.on('error', fail);
        answer.on('end', () => {
          if (statusCode < 300) {
            done();
          } else {
            fail(new Error(`${method} ${path}: HTTP ${statusCode}`));
          }
        });
      });
      asked.on('error', (error) => {
        // The server has closed a connection just as it was taken up again.
        (asked.reusedSocket ? send(method, path, body) : Promise.reject(error)).then(done, fail);
      });
      asked.end(text);
    });
  return send;
}

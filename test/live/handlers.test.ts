import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { connectedClient } from '../support/connectedServer.ts';

const protocol = join(resolve(import.meta.dirname, '../..'), 'protocol');

/** The names of `TopologyRequests` and of all that it extends, from the contracts' own text. */
function contractRequests(): string[] {
  const texts = readdirSync(protocol).map((name) => readFileSync(join(protocol, name), 'utf8'));
  const bodies = new Map(
    texts
      .flatMap((text) => [...text.matchAll(/^export interface (\w+Requests)\b([\s\S]*?)^\}/gm)])
      .map(([, name = '', body = '']) => [name, body] as const),
  );
  const whole = bodies.get('TopologyRequests') ?? '';
  const [heads = ''] = whole.split('{');
  const parts = [...heads.matchAll(/\w+Requests/g)].map(([name]) => bodies.get(name) ?? '');
  return [whole, ...parts].flatMap((body) =>
    [...body.matchAll(/^ {2}'([^']+)'/gm)].map((match) => match[1] ?? ''),
  );
}

describe('the endpoint of the topology server', () => {
  it.each(contractRequests())('has a handler for %s', async (name) => {
    const client = connectedClient();
    // Params of no use: whatever the answer, it must not be that the method is unknown.
    const answer = await client
      .sendRequest(name, { connections: [], target: { address: '127.0.0.1:1' }, callId: 'x' })
      .catch((error: unknown) => error);
    expect(String(answer)).not.toMatch(/Unhandled method/);
  });

  it('knows the whole contract', () => {
    expect(contractRequests().length).toBeGreaterThanOrEqual(10);
  });

  it('finds no registry where none is', async () => {
    expect(await connectedClient().sendRequest('connections/detectLocal', {})).toEqual({
      found: [],
    });
  });

  it('refuses connections that are none, and goes on', async () => {
    const client = connectedClient();
    const connections = [{ kind: 'etcd', id: 'x' }];
    await expect(client.sendRequest('connections/set', { connections })).rejects.toThrow();
    expect(await client.sendRequest('topology/get', {})).toMatchObject({ services: [] });
  });
});

import { describe, expect, it, onTestFinished } from 'vitest';
import type { ConsulConnection } from '../../protocol/connections.ts';
import { Pace } from '../../server/src/discovery/cluster/pace.ts';
import { consulClient } from '../../server/src/discovery/consul/http.ts';
import { openCluster, openHoldings, openKeys } from '../../server/src/discovery/index.ts';
import { type AgentAnswer, startFakeAgent } from '../support/fakeAgent.ts';

const never = new AbortController().signal;
const inDoubt = /It may have been done all the same: look before doing it again$/;

function connectionTo(endpoint: string): ConsulConnection {
  return { kind: 'consul', id: 'c', name: 'staging', endpoints: [endpoint] };
}

function ok(value: unknown): AgentAnswer {
  return { status: 200, body: JSON.stringify(value) };
}

/** What a change of the catalog fails with. */
async function changing(endpoint: string, method: 'PUT' | 'POST' = 'PUT'): Promise<string> {
  const client = await consulClient({ endpoint: { address: endpoint }, scope: {} });
  onTestFinished(() => {
    client.close();
  });
  const change = client.change({ method, path: 'catalog/deregister', json: {} }, never);
  return change.then(
    () => 'done',
    (error: unknown) => String(error),
  );
}

describe('a change in Consul that gets no clear answer', () => {
  it('may have been done, and says so', async () => {
    const lost = await startFakeAgent({ 'PUT catalog/deregister': 'lost' });
    expect(await changing(lost.endpoint)).toMatch(inDoubt);
    const body = 'leadership lost while committing log';
    const deposed = await startFakeAgent({ 'PUT catalog/deregister': { status: 500, body } });
    expect(await changing(deposed.endpoint)).toMatch(inDoubt);
    expect(lost.asked).toHaveLength(1);
  });

  it('was not done when nothing was sent, or when it was refused', async () => {
    expect(await changing('127.0.0.1:1')).toMatch(/ECONNREFUSED.*whether it wants TLS$/);
    const body = 'Unknown service "a"';
    const refusing = await startFakeAgent({ 'PUT catalog/deregister': { status: 500, body } });
    expect(await changing(refusing.endpoint)).toMatch(/HTTP 500 \(Unknown service "a"\)$/);
  });

  it('is no change at all when it is a question', async () => {
    const agent = await startFakeAgent({ 'POST catalog/deregister': 'lost' });
    expect(await changing(agent.endpoint, 'POST')).not.toMatch(inDoubt);
  });

  it('is told of keys in the same words', async () => {
    const agent = await startFakeAgent({ 'DELETE kv/a': 'lost' });
    const keys = openKeys(connectionTo(agent.endpoint));
    onTestFinished(() => {
      keys.close();
    });
    const removed = keys.remove({ key: Buffer.from('a'), expected: 3 }, never);
    await expect(removed).rejects.toThrow(inDoubt);
  });
});

describe('the servers of Consul that nobody looks at', () => {
  it('are asked for their leader each time, and for the rest once a minute', async () => {
    const agent = await startFakeAgent({ 'GET status/leader': ok('10.0.0.1:8300') });
    const clock = { now: 1_000 };
    const pace = new Pace();
    const stop = new AbortController();
    let seen: () => void = () => undefined;
    const source = openCluster(connectionTo(agent.endpoint), { now: () => clock.now });
    const look = async (after: number): Promise<string[]> => {
      const before = agent.asked.length;
      clock.now += after;
      const told = new Promise<void>((done) => (seen = done));
      // Somebody who looks ends the pause, and is gone before the question.
      pace.set('near');
      pace.set('far');
      await told;
      return agent.asked.slice(before).map((line) => line.replace('GET ', ''));
    };
    const first = new Promise<void>((done) => (seen = done));
    const watching = source.watch({ pace, onStatus: () => seen() }, stop.signal);
    onTestFinished(async () => {
      stop.abort();
      await watching;
    });
    await first;
    expect(agent.asked).toContain('GET agent/members');
    expect(await look(5_000)).toEqual(['status/leader']);
    expect(await look(54_000)).toEqual(['status/leader']);
    expect(await look(2_000)).toContain('agent/members');
    expect(await look(5_000)).toEqual(['status/leader']);
  });
});

describe('sessions of a Consul that answers otherwise', () => {
  async function holding(answers: Readonly<Record<string, AgentAnswer>>) {
    const agent = await startFakeAgent(answers);
    const holds = openHoldings(connectionTo(agent.endpoint));
    onTestFinished(() => {
      holds.close();
    });
    return holds;
  }
  const session = { ID: 's-1', Name: 'nightly', Node: 'n' };

  it.each([404, 409, 500, 403])('are not taken for none (HTTP %i)', async (status) => {
    const holds = await holding({ 'GET session/list': { status, body: 'why not' } });
    await expect(holds.holdings(10, never)).rejects.toThrow(/why not/);
  });

  it('are shown without locks when the keys can not be read', async () => {
    const refused = { status: 403, body: 'Permission denied' };
    const holds = await holding({ 'GET session/list': ok([session]), 'GET kv/': refused });
    const { holds: shown, locks, notes } = await holds.holdings(10, never);
    expect([shown.map(({ label }) => label), locks]).toEqual([['nightly'], []]);
    expect(notes).toEqual([
      expect.stringMatching(/^locks can't be shown: .*Permission denied.*key:list$/),
    ]);
  });

  it('hold no keys when there are none', async () => {
    const holds = await holding({ 'GET session/list': ok([session]) });
    expect((await holds.holdings(10, never)).notes).toEqual([]);
  });

  it('are not ended by an answer that does not say so', async () => {
    const holds = await holding({ 'PUT session/destroy/a': ok(false) });
    await expect(holds.end('a', never)).rejects.toThrow(/the session was not ended: .*\(false\)/);
    await expect(holds.end('b', never)).rejects.toThrow(/the session was not ended: .*HTTP 404/);
  });

  it('keep a lock whose key can not be read', async () => {
    const holds = await holding({ 'GET kv/a': { status: 409, body: 'busy' } });
    const released = holds.release({ key: Buffer.from('a'), holdId: 's-1' }, never);
    await expect(released).rejects.toThrow(/the lock was not released.*busy/);
  });
});

import {
  getChannelzHandlers,
  getChannelzServiceDefinition,
  Server,
  ServerCredentials,
} from '@grpc/grpc-js';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Service, ServiceInstance, TopologyGraph } from '../../protocol/topology.ts';
import { silentLogger } from '../../server/src/base/index.ts';
import { OpenConnectionPoll } from '../../server/src/live/openConnectionPoll.ts';
import { createChannels } from '../../server/src/rpc/index.ts';
import { placed } from '../topology/sketch.ts';

/** The address of a server that tells of its connections. */
async function startChannelz(): Promise<string> {
  const server = new Server();
  server.addService(getChannelzServiceDefinition(), getChannelzHandlers());
  const port = await new Promise<number>((done, fail) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) {
        done(bound);
      } else {
        fail(error);
      }
    });
  });
  onTestFinished(() => {
    server.forceShutdown();
  });
  return `127.0.0.1:${port}`;
}

function instance(id: string, address: string): ServiceInstance {
  return placed(id, { id, address }).instance;
}

function graphOf(instances: readonly ServiceInstance[]): TopologyGraph {
  const service: Service = { id: 'orders', name: 'orders', health: 'passing', instances };
  return { revision: 1, services: [service], edges: [], connections: [], unplaced: [] };
}

/** A poll that is on, and a way to wait for the end of its next round. */
function polling(graph: () => TopologyGraph) {
  const channels = createChannels();
  const poll = new OpenConnectionPoll({ channels, logger: silentLogger, graph, periodMs: 5 });
  onTestFinished(() => {
    poll.dispose();
    channels.dispose();
  });
  poll.switch(true);
  const round = () =>
    new Promise<void>((done) => {
      const listening = poll.onDidChange(() => {
        listening.dispose();
        done();
      });
    });
  return { poll, round };
}

describe('the poll of open connections', () => {
  it('asks each of more instances than fit into a round, in turn', async () => {
    const address = await startChannelz();
    const instances = Array.from({ length: 700 }, (_, index) => instance(`i${index}`, address));
    const { poll, round } = polling(() => graphOf(instances));
    await round();
    expect(poll.held.size).toBe(300);
    await round();
    expect(poll.held.size).toBe(600);
    await round();
    expect(poll.held.size).toBe(700);
  }, 30_000);

  it('asks those that came last too while many do not answer', async () => {
    const address = await startChannelz();
    const dead = Array.from({ length: 400 }, (_, index) => instance(`dead${index}`, '127.0.0.1:1'));
    const { poll, round } = polling(() => graphOf([...dead, instance('last', address)]));
    await round();
    expect([...poll.held.keys()]).toEqual([]);
    await round();
    expect([...poll.held.keys()]).toEqual(['last']);
  }, 30_000);

  it('forgets an instance that left, and asks it anew when it is back', async () => {
    const address = await startChannelz();
    let instances = [instance('a', address), instance('b', address)];
    const { poll, round } = polling(() => graphOf(instances));
    await round();
    instances = [instance('b', address)];
    await round();
    await round();
    expect([...poll.held.keys()]).toEqual(['b']);
    instances = [instance('a', address), instance('b', address)];
    await round();
    await round();
    expect([...poll.held.keys()].sort()).toEqual(['a', 'b']);
  });
});

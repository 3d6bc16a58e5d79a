import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { setTimeout as delay } from 'node:timers/promises';
import { etcdAvailable } from '../support/etcd.ts';
import { type EtcdCluster, type EtcdMember, startEtcdCluster } from '../support/etcdCluster.ts';
import {
  connectionTo,
  naming,
  reasonOf,
  registered,
  expectEqualTo,
  watching,
} from '../support/etcdConnection.ts';
import { isLive, stateOf } from '../support/registries.ts';

const hasEtcd = await etcdAvailable();

describe.skipIf(!hasEtcd)('an etcd of three members', { timeout: 60_000 }, () => {
  let cluster: EtcdCluster;
  beforeEach(async () => {
    cluster = await startEtcdCluster();
  });
  afterEach(() => cluster.stop());

  /** Endpoints with this member first, which is the one that is connected to. */
  function endpointsFrom(member: EtcdMember): readonly string[] {
    const others = cluster.endpoints.filter((endpoint) => endpoint !== member.endpoint);
    return [member.endpoint, ...others];
  }

  it('loses no change when the leader is killed while changes go on', async () => {
    const leader = await cluster.leader();
    const [writer] = await cluster.followers();
    const watched = watching(connectionTo(...endpointsFrom(leader)));
    await watched.until(isLive);
    const changes = changeUntilToldTo(writer);
    await delay(300);
    await leader.kill();
    await cluster.leader();
    await watched.until(isLive, { milliseconds: 20_000 });
    await delay(300);
    await vi.waitFor(() => expect(changes.done()).toBeGreaterThan(50), { timeout: 30_000 });
    await changes.stop();
    await expectEqualTo(watched, writer ?? leader);
    await leader.restart();
    await (writer ?? leader).put('late/1', naming('10.9.9.9:1'));
    await expectEqualTo(watched, leader);
  });

  it('goes on with the others when the follower that it is connected to is killed', async () => {
    const [follower, other] = await cluster.followers();
    const leader = await cluster.leader();
    await leader.put('a/1', naming('10.0.0.1:80'));
    const watched = watching(connectionTo(...endpointsFrom(follower ?? leader)));
    await watched.until(isLive);
    await follower?.kill();
    const killedAt = performance.now();
    await leader.put('a/2', naming('10.0.0.2:80'));
    await watched.until((graph) => registered(graph).length === 2 && isLive(graph));
    console.warn(`etcd cluster: right ${Math.round(performance.now() - killedAt)} ms after a kill`);
    await expectEqualTo(watched, other ?? leader);
  });

  it('notices a frozen member and goes on with the others', async () => {
    const [follower] = await cluster.followers();
    const leader = await cluster.leader();
    await leader.put('a/1', naming('10.0.0.1:80'));
    const watched = watching(connectionTo(...endpointsFrom(follower ?? leader)));
    await watched.until(isLive);
    follower?.freeze();
    await leader.put('a/2', naming('10.0.0.2:80'));
    const frozenAt = performance.now();
    await watched.until((graph) => registered(graph).length === 2, { milliseconds: 15_000 });
    console.warn(
      `etcd cluster: right ${Math.round(performance.now() - frozenAt)} ms after a freeze`,
    );
    follower?.thaw();
    await expectEqualTo(watched, leader);
  });

  it('leaves a member that is cut off from its cluster, though it answers', async () => {
    const leader = await cluster.leader();
    const followers = await cluster.followers();
    const [own] = followers;
    await leader.put('a/1', naming('10.0.0.1:80'));
    const watched = watching(connectionTo(own?.endpoint ?? ''));
    await watched.until(isLive);
    for (const member of cluster.members.filter((one) => one !== own)) {
      await member.kill();
    }
    const lostAt = Date.now();
    const stale = await watched.until(
      (graph) => reasonOf(stateOf(graph)).includes('has no leader'),
      {
        milliseconds: 15_000,
      },
    );
    const state = stateOf(stale);
    expect(reasonOf(state)).toMatch(/start the members that are down, until a majority runs/);
    expect(state.phase === 'stale' && Math.abs(state.since - lostAt)).toBeLessThan(15_000);
    expect(registered(stale)).toEqual(['a a/1 10.0.0.1:80']);
    await Promise.all(
      cluster.members.filter((one) => one !== own).map((member) => member.restart()),
    );
    await (await cluster.leader()).put('a/2', naming('10.0.0.2:80'));
    await expectEqualTo(watched, leader);
    expect(registered(watched.graph).length).toBe(2);
  });

  it('without a majority says at the first connect who is there and what to do', async () => {
    const [own, ...others] = cluster.members;
    await Promise.all(others.map((member) => member.kill()));
    const startedAt = performance.now();
    const alone = watching(connectionTo(own?.endpoint ?? ''));
    const all = watching(connectionTo(...[...cluster.endpoints].reverse()));
    for (const watched of [alone, all]) {
      const graph = await watched.until((now) => reasonOf(stateOf(now)).includes('members these'));
      expect(reasonOf(stateOf(graph))).toMatch(
        /its cluster has no leader .*start the members that are down, until a majority runs/,
      );
      expect(reasonOf(stateOf(graph))).toContain(
        `Of its 3 members these answer: ${nameOf(own)}; and from here these do not: `,
      );
      others.forEach((member) => {
        expect(reasonOf(stateOf(graph)).split('do not: ')[1]).toContain(nameOf(member));
      });
    }
    const took = Math.round(performance.now() - startedAt);
    console.warn(`etcd cluster: no leader said with its members after ${took} ms`);
    await Promise.all(others.map((member) => member.restart()));
    await alone.until(isLive, { milliseconds: 20_000 });
    await all.until(isLive, { milliseconds: 20_000 });
  });

  it('without a majority says so to a user that would sign in', async () => {
    const leader = await cluster.leader();
    await leader.request('auth/user/add', { name: 'root', password: 'r' });
    await leader.request('auth/user/grant', { user: 'root', role: 'root' });
    await leader.request('auth/enable', {});
    const [own, ...others] = cluster.members;
    await Promise.all(others.map((member) => member.kill()));
    const user = { username: 'root', password: 'r' };
    const watched = watching({ ...connectionTo(own?.endpoint ?? ''), ...user });
    const graph = await watched.until((now) => reasonOf(stateOf(now)).includes('members these'));
    expect(reasonOf(stateOf(graph))).toMatch(/no leader .*until a majority runs/);
  });

  it('that starts without a majority is told from one behind a firewall', async () => {
    const [own, ...others] = cluster.members;
    await Promise.all(cluster.members.map((member) => member.kill()));
    const restarted = own?.restart();
    const watched = watching(connectionTo(...[...cluster.endpoints].reverse()));
    const graph = await watched.until((now) => reasonOf(stateOf(now)).includes('says nothing'));
    expect(reasonOf(stateOf(graph))).toMatch(
      /says nothing until most members of its cluster run: start those that are down/,
    );
    await Promise.all(others.map((member) => member.restart()));
    await restarted;
    await watched.until(isLive, { milliseconds: 20_000 });
  });

  it('says the same trouble once, however many members fail in turn', async () => {
    const leader = await cluster.leader();
    const watched = watching(connectionTo(...endpointsFrom(leader)));
    await watched.until(isLive);
    const states = new Set<string>();
    await Promise.all(cluster.members.map((member) => member.kill()));
    const end = Date.now() + 4_000;
    while (Date.now() < end) {
      states.add(JSON.stringify(stateOf(watched.graph)));
      await delay(20);
    }
    const last = [...states].at(-1) ?? '';
    expect(last).toMatch(/can't be reached .*2 other endpoints fail too, none is left/);
    // Live, then one, two and three members down.
    expect(states.size).toBeLessThanOrEqual(5);
    await Promise.all(cluster.members.map((member) => member.restart()));
    await expectEqualTo(watched, leader);
  });
});

/** As messages name it. */
function nameOf(member: EtcdMember | undefined): string {
  return `${member?.name ?? ''} (${member?.endpoint ?? ''})`;
}

/** Puts and removes keys one after another, by one member, as fast as it answers. */
function changeUntilToldTo(member: EtcdMember | undefined): {
  /** How many changes were accepted. */
  readonly done: () => number;
  readonly stop: () => Promise<void>;
} {
  let isStopped = false;
  let done = 0;
  const run = async (): Promise<void> => {
    for (let step = 0; !isStopped; step++) {
      const key = `s${step % 7}/${(step * 11) % 29}`;
      try {
        await (step % 4 === 3
          ? member?.remove(key)
          : member?.put(key, naming(`10.0.0.1:${(step % 60_000) + 1}`)));
        done++;
      } catch {
        // Without a leader no change is accepted for a while.
        await delay(20);
      }
    }
  };
  const running = run();
  return {
    done: () => done,
    async stop() {
      isStopped = true;
      await running;
    },
  };
}

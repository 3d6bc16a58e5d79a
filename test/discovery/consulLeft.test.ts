import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { checkPlace } from '../../server/src/discovery/consul/checkNews.ts';
import type { ConsulAnswer, ConsulClient } from '../../server/src/discovery/consul/http.ts';
import { LeftChecks } from '../../server/src/discovery/consul/leftChecks.ts';
import { TaskGroup } from '../../server/src/discovery/taskGroup.ts';

function check(service: number, id = 1): object {
  return { Node: 'n', CheckID: `${service}-${id}`, ServiceName: `s${service}`, ModifyIndex: 7 };
}

/** Asks about checks; `answer` says what the agent has for a path. */
function asking(answer: (path: string) => readonly object[], isSightFollowed = false) {
  const asked: string[] = [];
  const told: unknown[] = [];
  let open = 0;
  let mostOpen = 0;
  let unclear = 0;
  const client: Pick<ConsulClient, 'get'> = {
    async get({ path }): Promise<ConsulAnswer> {
      asked.push(path);
      mostOpen = Math.max(mostOpen, ++open);
      await new Promise(setImmediate);
      open -= 1;
      return { index: 7, digest: '', json: answer(path), isFiltered: false, cost: 0, size: 0 };
    },
  };
  const stop = new AbortController();
  onTestFinished(() => {
    stop.abort();
  });
  const group = new TaskGroup(stop.signal);
  const left = new LeftChecks({
    client: { ...client, change: () => Promise.resolve(), close: () => undefined },
    group,
    isSightFollowed: () => isSightFollowed,
    onChecks: (checks) => told.push(...checks),
    onUnclear: () => {
      unclear += 1;
    },
  });
  return { left, group, asked, told, counts: () => ({ mostOpen, unclear }) };
}

describe('checks that left a state', () => {
  it('are asked about by their service, each once, a few at a time', async () => {
    const { left, group, asked, told, counts } = asking((path) => [
      check(Number(/\d+$/.exec(path)?.[0])),
    ]);
    const services = Array.from({ length: 40 }, (_, service) => service);
    left.ask(services.map((service) => checkPlace(check(service))));
    left.ask([checkPlace(check(39))]);
    await group.done();
    expect(asked).toEqual(services.map((service) => `health/checks/s${service}`));
    expect(told.length).toBe(40);
    expect(counts()).toEqual({ mostOpen: 8, unclear: 0 });
  });

  it('are asked about again when they leave while an answer is on its way', async () => {
    const { left, group, asked } = asking(() => [check(1)]);
    left.ask([checkPlace(check(1))]);
    left.ask([checkPlace(check(1))]);
    await group.done();
    expect(asked.length).toBe(2);
  });

  it('are unclear when the agent does not have them', async () => {
    const { left, group, counts } = asking(() => [check(1)]);
    left.ask([checkPlace(check(1, 2))]);
    await group.done();
    expect(counts().unclear).toBe(1);
  });

  it('are looked for among all that passes when there are too many', async () => {
    const crowd = Array.from({ length: 65 }, (_, service) => check(service));
    const { left, group, asked, told, counts } = asking(() => crowd);
    left.ask(crowd.map(checkPlace));
    await group.done();
    expect(asked).toEqual(['health/state/passing']);
    expect(told).toEqual(crowd);
    expect(counts().unclear).toBe(0);
    left.ask([...crowd, check(65)].map(checkPlace));
    await group.done();
    expect(counts().unclear).toBe(1);
    expect(asked).toHaveLength(3);
  });

  it('are not unclear when they fail again before all that passes was asked for', async () => {
    const crowd = Array.from({ length: 65 }, (_, service) => check(service));
    const { left, group, asked, counts } = asking(() => crowd.slice(1));
    left.ask(crowd.map(checkPlace));
    await vi.waitFor(() => {
      expect(asked).toHaveLength(1);
    });
    await new Promise((done) => setTimeout(done, 20));
    left.returned([check(0)]);
    await group.done();
    expect(counts().unclear).toBe(0);
  });

  it('are too many sooner when what somebody looks at is followed elsewhere', async () => {
    const crowd = Array.from({ length: 9 }, (_, service) => check(service));
    const { left, group, asked } = asking(() => crowd, true);
    left.ask(crowd.map(checkPlace));
    await group.done();
    expect(asked).toEqual(['health/state/passing']);
  });

  it('are told no more once it is stopped', async () => {
    const { left, group, told } = asking(() => [check(1)]);
    left.ask([checkPlace(check(1))]);
    left.stop();
    await group.done();
    expect(told).toEqual([]);
  });
});

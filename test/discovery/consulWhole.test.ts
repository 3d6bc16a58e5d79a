import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import type {
  ConsulAnswer,
  ConsulClient,
  ConsulRequest,
} from '../../server/src/discovery/consul/http.ts';
import { WholeCatalog } from '../../server/src/discovery/consul/wholeCatalog.ts';
import { SightWatches } from '../../server/src/discovery/consul/sightWatches.ts';
import { ServiceSight } from '../../server/src/discovery/sight.ts';
import { list, text } from '../../server/src/discovery/json.ts';
import { RegistryError } from '../../server/src/discovery/registryError.ts';
import { TaskGroup } from '../../server/src/discovery/taskGroup.ts';

const dump = 'internal/ui/nodes';
const critical = 'health/state/critical';
const anyCheck = 'health/state/any';

/** An agent whose answers come in the order that a test wants: real ones do not let it choose. */
class ScriptedAgent implements ConsulClient {
  readonly #waiting = new Map<string, (answer: ConsulAnswer) => void>();
  readonly #refused: readonly string[];
  #digest = 0;

  constructor(...refused: string[]) {
    this.#refused = refused;
  }

  async get({ path, elements }: ConsulRequest, signal: AbortSignal): Promise<ConsulAnswer> {
    if (this.#refused.includes(path)) {
      throw new RegistryError('refused', path);
    }
    const answer = new Promise<ConsulAnswer>((done) =>
      this.#waiting.set(path, (scripted) => {
        const reading = elements?.reading();
        reading?.push(Buffer.from(JSON.stringify(scripted.json)));
        done({ ...scripted, ...reading?.finish() });
      }),
    );
    const aborted = once(signal, 'abort').then(() => {
      throw new RegistryError('unreachable', 'aborted');
    });
    return Promise.race([answer, aborted]);
  }

  /** Resolves when it was asked for that, and answers. */
  async answer(path: string, json: unknown, index: number): Promise<void> {
    let done = this.#waiting.get(path);
    while (done === undefined) {
      await new Promise(setImmediate);
      done = this.#waiting.get(path);
    }
    this.#waiting.delete(path);
    const digest = String(this.#digest++);
    done({ index, json, digest, isFiltered: false, cost: 0, size: 0 });
    await new Promise(setImmediate);
  }

  isAsked(path: string): boolean {
    return this.#waiting.has(path);
  }

  change(): Promise<unknown> {
    return Promise.reject(new Error('nothing is changed'));
  }

  close(): void {
    this.#waiting.clear();
  }
}

function check(Status: string, ModifyIndex: number): object {
  const ids = { Node: 'n', CheckID: 'c', ServiceID: 'i', ServiceName: 's' };
  return { ...ids, Status, ModifyIndex };
}

function nodes(one: object): object[] {
  return [{ Node: 'n', Services: [{ ID: 'i', Service: 's' }], Checks: [one] }];
}

interface Followed {
  /** Statuses of the one check, as they are told. */
  readonly told: readonly string[];
  readonly whole: WholeCatalog;
}

function followed(agent: ScriptedAgent, sight = new ServiceSight()): Followed {
  const told: string[] = [];
  const stop = new AbortController();
  onTestFinished(() => {
    stop.abort();
  });
  const group = new TaskGroup(stop.signal);
  const whole = new WholeCatalog({
    client: agent,
    group,
    sight,
    namesOf: (services) => ['s'].filter((name) => services.has(name)),
    onService: (_, { entries }) => {
      told.push(text(list(entries[0], 'Checks')[0], 'Status') ?? 'none');
    },
    onRead: () => undefined,
    onNames: () => undefined,
    isHidden: () => false,
  });
  group.start((signal) => whole.follow(signal));
  return { told, whole };
}

describe('the whole catalog with its failing checks', () => {
  it('shows a failure before it was read again, and not an older state after that', async () => {
    const agent = new ScriptedAgent();
    const { told, whole } = followed(agent);
    await agent.answer(dump, nodes(check('passing', 5)), 5);
    await agent.answer(critical, [check('critical', 9)], 9);
    whole.servicesAt(8);
    await agent.answer(dump, [...nodes(check('passing', 5)), { Node: 'm' }], 8);
    whole.servicesAt(10);
    await agent.answer(dump, nodes(check('passing', 10)), 10);
    expect(told).toEqual(['passing', 'critical', 'critical', 'passing']);
  });

  it('takes a failure that was told first', async () => {
    const agent = new ScriptedAgent();
    const { told } = followed(agent);
    await agent.answer(critical, [check('critical', 9)], 9);
    await agent.answer(dump, nodes(check('passing', 5)), 8);
    expect(told).toEqual(['critical']);
  });

  it('believes a recovery only when it is told of it', async () => {
    const agent = new ScriptedAgent();
    const { told } = followed(agent);
    await agent.answer(dump, nodes(check('critical', 5)), 5);
    await agent.answer(critical, [check('critical', 5)], 5);
    await agent.answer(critical, [], 7);
    expect(told).toEqual(['critical']);
    await agent.answer('health/checks/s', [check('passing', 7)], 7);
    expect(told).toEqual(['critical', 'passing']);
  });

  it('reads the whole at once when nobody tells what became of a failing check', async () => {
    const agent = new ScriptedAgent();
    const { told } = followed(agent);
    await agent.answer(dump, nodes(check('critical', 5)), 5);
    await agent.answer(critical, [check('critical', 5)], 5);
    await agent.answer(critical, [], 7);
    await agent.answer('health/checks/s', [], 7);
    await agent.answer(dump, [{ Node: 'n', Services: [{ ID: 'i', Service: 's' }] }], 7);
    expect(told).toEqual(['critical', 'none']);
  });

  it('reads the whole at once for a failing check that it did not have', async () => {
    const agent = new ScriptedAgent();
    const { told } = followed(agent);
    await agent.answer(dump, [{ Node: 'n', Services: [{ ID: 'i', Service: 's' }] }], 5);
    await agent.answer(critical, [check('critical', 6)], 6);
    await agent.answer(dump, nodes(check('critical', 6)), 6);
    expect(told.at(-1)).toBe('critical');
  });

  it('reads the whole some time after a check changed that goes on to pass', async () => {
    const agent = new ScriptedAgent();
    const { told } = followed(agent);
    await agent.answer(dump, nodes(check('passing', 5)), 5);
    await agent.answer(anyCheck, [], 6);
    await agent.answer(dump, nodes(check('warning', 6)), 6);
    expect(told).toEqual(['passing', 'warning']);
  });

  it('reads nothing again for what the last reading has', async () => {
    const agent = new ScriptedAgent();
    const { whole } = followed(agent);
    await agent.answer(dump, nodes(check('passing', 5)), 9);
    whole.servicesAt(8);
    await agent.answer(anyCheck, [], 9);
    await new Promise((done) => setTimeout(done, 700));
    expect(agent.isAsked(dump)).toBe(false);
  });

  it('counts anew when the registry does', async () => {
    const agent = new ScriptedAgent();
    const { told } = followed(agent);
    await agent.answer(dump, nodes(check('passing', 50)), 50);
    await agent.answer(critical, [check('critical', 60)], 60);
    await agent.answer(critical, [], 3);
    await agent.answer('health/checks/s', [], 3);
    await agent.answer(dump, nodes(check('passing', 2)), 3);
    await agent.answer(critical, [check('critical', 4)], 4);
    expect(told.slice(-2)).toEqual(['passing', 'critical']);
  });

  it('goes without them where the agent does not tell', async () => {
    const agent = new ScriptedAgent(critical, 'health/state/warning', anyCheck);
    const { told, whole } = followed(agent);
    await agent.answer(dump, nodes(check('passing', 5)), 5);
    whole.servicesAt(6);
    await agent.answer(dump, nodes(check('critical', 6)), 6);
    expect(told).toEqual(['passing', 'critical']);
  });
});

describe('services that somebody looks at', () => {
  it('are followed by queries of their own, from the first reading on', async () => {
    const agent = new ScriptedAgent();
    const sight = new ServiceSight();
    const { told } = followed(agent, sight);
    sight.see(new Set(['s', 'elsewhere']));
    await agent.answer(dump, nodes(check('passing', 5)), 5);
    await agent.answer('health/service/s', [{ Checks: [check('passing', 5)] }], 5);
    await agent.answer('health/service/s', [{ Checks: [check('critical', 9)] }], 9);
    expect(told).toEqual(['passing', 'critical']);
  });

  function looking(sight: ServiceSight, names: readonly string[]) {
    const agent = new ScriptedAgent();
    const stop = new AbortController();
    onTestFinished(() => {
      stop.abort();
    });
    const watches = new SightWatches({
      client: agent,
      group: new TaskGroup(stop.signal),
      sight,
      namesOf: (services) => names.filter((name) => services.has(name)),
      onChecks: () => undefined,
    });
    const isAsked = (name: string): boolean => agent.isAsked(`health/service/${name}`);
    return { watches, isAsked };
  }

  it('are known to be followed only when they are few', () => {
    const names = Array.from({ length: 80 }, (_, at) => `s${at}`);
    const sight = new ServiceSight();
    const { watches, isAsked } = looking(sight, names);
    watches.update();
    expect(watches.isWhole).toBe(false);
    sight.see(new Set(names));
    watches.update();
    expect(watches.isWhole).toBe(false);
    expect(isAsked('s0')).toBe(false);
    sight.see(new Set(['s0', 's79', 'not in this catalog']));
    watches.update();
    expect(watches.isWhole).toBe(true);
    expect([isAsked('s0'), isAsked('s1'), isAsked('s79')]).toEqual([true, false, true]);
  });
});

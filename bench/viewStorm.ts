/**
 * What a storm of changes costs the page of the explorer: the page as it ships in a headless browser
 * without a graphics card, 1,000 services with 10,000 instances, and 500 changed instances a second.
 *
 *     node bench/viewStorm.ts [--seconds 8] [--updates 25] [--profile FILE]
 *
 * The profile is one of Chromium's, for its developer tools.
 */
import { writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { CDPSession, Page } from 'playwright-core';
import type { InstancePatch, ServiceInstance, TopologyGraph } from '../protocol/topology.ts';
import { createRandom } from '../test/support/random.ts';
import { company } from '../test/webview/support/company.ts';
import { laidOut, mapPages, sendGraph } from './view/mapPage.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '8' },
    updates: { type: 'string', default: '25' },
    profile: { type: 'string' },
  },
});
const seconds = Number(values.seconds);
const perSecond = Number(values.updates);
const random = createRandom(41);

/** The messages of a storm: in each some instances get another health, or another version. */
function stormOf(graph: TopologyGraph, count: number): readonly object[] {
  const changed = Math.round(500 / perSecond);
  return Array.from({ length: count }, (_, index) => {
    const changes = Array.from({ length: changed }, () => {
      const service = graph.services[random.below(graph.services.length)];
      const instance = service?.instances[random.below(service.instances.length)];
      return service === undefined || instance === undefined
        ? []
        : [
            {
              id: service.id,
              health: random.below(2) === 0 ? 'passing' : 'warning',
              upsertedInstances: [],
              patchedInstances: [patch(instance, index)],
              removedInstances: [],
            },
          ];
    });
    const delta = {
      revision: graph.revision + 1 + index,
      upsertedServices: [],
      changedServices: changes.flat(),
      removedServices: [],
      upsertedEdges: [],
      removedEdges: [],
    };
    return { type: 'topology/update', update: { kind: 'delta', delta } };
  });
}

function patch({ id, address, metadata }: ServiceInstance, index: number): InstancePatch {
  const health = random.below(2) === 0 ? 'passing' : 'critical';
  return { id, address, health, metadata: { ...metadata, change: String(index) } };
}

/**
 * Sends all messages evenly, and answers what the page asks of the history, as the server would.
 * Answers the lengths of the frames meanwhile.
 */
const send = `new Promise((done) => {
  const messages = window.storm;
  const startedAt = Date.now();
  let answered = 0;
  const changesOf = (step) => (messages[step - 1]?.update.delta.changedServices ?? []).map((one) => ({
    subject: 'instance', what: 'health', step, at: startedAt + step * 1000 / ${perSecond}, serviceId: one.id,
    instanceId: one.patchedInstances[0].id, address: one.patchedInstances[0].address,
    health: one.patchedInstances[0].health, before: 'passing', parts: [],
  }));
  const answer = ({ id, query }) => {
    const after = query.params.after ?? 0;
    const steps = Array.from({ length: Math.max(0, sent - after) }, (_, index) => after + 1 + index);
    const extent = { startedAt, knownSince: startedAt, step: sent, now: Date.now() };
    const result = { extent, changes: steps.flatMap(changesOf), omitted: 0 };
    window.postMessage({ type: 'history/answer', id, answer: { name: query.name, result } });
  };
  const lengths = [];
  const begin = performance.now();
  let before = begin;
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.min(messages.length, Math.floor((performance.now() - begin) / 1000 * ${perSecond}));
    while (sent < due) window.postMessage(messages[sent++]);
    for (; answered < window.posted.length; answered++) {
      const asked = window.posted[answered];
      if (asked.type === 'history/ask' && asked.query.name === 'history/changes') answer(asked);
    }
    if (sent === messages.length) { clearInterval(timer); setTimeout(() => done(lengths), 300); }
  }, 4);
  const frame = (now) => { lengths.push(now - before); before = now; requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
})`;

async function busy(session: CDPSession): Promise<{ tasks: number; scripts: number }> {
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string): number =>
    1000 * (metrics.find((one) => one.name === name)?.value ?? 0);
  return { tasks: of('TaskDuration'), scripts: of('ScriptDuration') };
}

async function measure(page: Page, graph: TopologyGraph): Promise<Record<string, unknown>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const messages = stormOf(graph, Math.round(seconds * perSecond));
  await page.evaluate(`window.storm = ${JSON.stringify(messages)}`);
  if (values.profile !== undefined) {
    await session.send('Profiler.enable');
    await session.send('Profiler.start');
  }
  const before = await busy(session);
  const lengths = (await page.evaluate<number[]>(send)).toSorted((one, next) => one - next);
  const after = await busy(session);
  if (values.profile !== undefined) {
    const { profile } = await session.send('Profiler.stop');
    await writeFile(values.profile, JSON.stringify(profile));
  }
  const revision = await page.locator('[data-testid="topology-map"]').getAttribute('data-revision');
  return {
    'computing ms an update': ((after.tasks - before.tasks) / messages.length).toFixed(2),
    'of that scripts': ((after.scripts - before.scripts) / messages.length).toFixed(2),
    'frames a second': (lengths.length / seconds).toFixed(0),
    'longest frame ms': Math.round(lengths.at(-1) ?? 0),
    'all taken in': revision === String(graph.revision + messages.length),
  };
}

/** Goes to a service as a person does who knows its name. */
async function lookAt(page: Page, service: string): Promise<void> {
  await page.getByRole('button', { name: /zoom in/i }).click();
  const filter = page.locator('[data-testid="filter"]');
  await filter.fill(service);
  await filter.press('Enter');
  await filter.fill('');
  await page.locator(`[data-testid="service-node"][data-service="${service}"]`).waitFor();
  await page.waitForTimeout(500);
}

const pages = await mapPages();
const table: Record<string, unknown> = {};
for (const look of ['whole map', 'near'] as const) {
  const page = await pages.open();
  const graph = company({ services: 1000, instances: 10_000, edges: 2500 });
  await sendGraph(page, graph);
  await laidOut(page);
  if (look === 'near') {
    await lookAt(page, graph.services[Math.floor(graph.services.length / 2)]?.name ?? '');
  }
  table[look] = await measure(page, graph);
  await page.context().close();
}
await pages.close();
console.table(table);

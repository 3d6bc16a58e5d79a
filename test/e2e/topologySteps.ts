import type { Frame } from 'playwright-core';
import type { DemoStage } from '../../scripts/demoStage.ts';
import type { TourContext, TourStep } from './tour.ts';
import { eventually } from './workbench.ts';

/** Seconds for which a lease of the demo's services lives without being kept alive. */
const leaseSeconds = 5;
/** Seconds between two gRPC checks of Consul in the demo. */
const checkSeconds = 1;

/** The topology explorer over the real registries, and what happens when those are hurt. */
export const topologySteps: readonly TourStep[] = [
  {
    name: 'topology',
    title: 'the graph shows every registered service and instance of both registries',
    run: wholeGraph,
  },
  { name: 'inspector', title: 'the inspector shows an instance and its methods', run: inspect },
  {
    name: 'hostile-registration',
    title: 'a name made of HTML stays text, and a key that no layout fits is listed',
    needs: ['etcd'],
    run: hostileKeys,
  },
  {
    name: 'etcd-instance-killed',
    title: 'a killed instance leaves with its lease',
    needs: ['etcd'],
    run: killInEtcd,
  },
  { name: 'instance-started', title: 'a started instance comes in', needs: ['etcd'], run: start },
  {
    name: 'consul-instance-killed',
    title: 'a killed instance fails its check',
    needs: ['consul'],
    run: killInConsul,
  },
  {
    name: 'etcd-down',
    title: 'with etcd killed the graph says since when it is stale',
    needs: ['etcd'],
    run: etcdDown,
  },
  {
    name: 'etcd-back',
    title: 'with etcd back the graph is right again',
    needs: ['etcd'],
    run: etcdBack,
  },
  {
    name: 'consul-down',
    title: 'with Consul killed the graph says since when it is stale',
    needs: ['consul'],
    run: consulDown,
  },
  {
    name: 'consul-back',
    title: 'with Consul back the graph is right again',
    needs: ['consul'],
    run: consulBack,
  },
];

/** Opens the topology, or comes back to it, and answers its frame. */
export async function showTopology({ workbench }: TourContext): Promise<Frame> {
  await workbench.run('Proto Atlas: Open Topology');
  return workbench.webview('[data-testid="service-map"]');
}

/** Waits until the layout has come and the cards have glided to their places. */
export async function laidOut(graph: Frame): Promise<void> {
  await graph.locator('[data-testid="service-node"]').first().waitFor();
  await graph.locator('[data-testid="rearrange"]:not([aria-busy="true"])').waitFor();
  await graph.waitForTimeout(600);
}

async function wholeGraph(tour: TourContext): Promise<void> {
  await tour.workbench.closeAllEditors();
  await tour.workbench.closeSidebar();
  await tour.workbench.run('Notifications: Clear All Notifications');
  const graph = await showTopology(tour);
  await graph.locator('[data-testid="service-node"]').first().waitFor();
  tour.measured(`${await rightGraph(graph, tour.stage, 10_000)} ms`);
  await eventually(
    'edges are drawn',
    async () => (await graph.locator('[data-testid="edge"]').count()) >= 8,
    5_000,
  );
  await laidOut(graph);
  await graph.locator('[data-testid="close-inspector"]').click();
  await graph.locator('[data-testid="fit"]').click();
  await tour.workbench.page.waitForTimeout(300);
}

async function inspect(tour: TourContext): Promise<void> {
  const graph = await showTopology(tour);
  await selectService(graph, 'inventory');
  const addresses = await shownAddresses(graph);
  const [first] = addresses;
  if (first === undefined || addresses.length !== 3) {
    throw new Error(`inventory should show three instances, not ${addresses.join(', ')}`);
  }
  await graph.locator(`[data-testid="instance-row"][data-address="${first}"]`).first().click();
  await graph.locator('[data-testid="method-row"]').first().waitFor();
  await graph
    .locator('[data-testid="method-row"][data-method$="CheckStock"], [data-testid="method-row"]')
    .first()
    .waitFor();
}

async function hostileKeys(tour: TourContext): Promise<void> {
  const { etcd } = tour.stage;
  const graph = await showTopology(tour);
  const name = '<img src=x onerror="document.title=1">';
  const keys = [`/microservices/${name}/1`, 'notes/todo'] as const;
  const endpoints = ['grpc://127.0.0.1:1?isSecure=false'];
  await etcd?.put(
    keys[0],
    JSON.stringify({ id: '1', name, version: 'v1', metadata: {}, endpoints }),
  );
  await etcd?.put(keys[1], 'buy milk');
  const node = graph.locator('[data-testid="service-node"]').filter({ hasText: 'onerror' });
  await node.waitFor();
  await node.press('Enter');
  await graph.locator('[data-testid="unplaced-chip"]').click();
  await graph.locator('[data-testid="unplaced-key"]').filter({ hasText: 'notes/todo' }).waitFor();
  if ((await graph.locator('img').count()) !== 0) {
    throw new Error('the name of a service became an element of the page');
  }
  await tour.workbench.picture('hostile-registration');
  for (const key of keys) {
    await etcd?.remove(key);
  }
  await node.waitFor({ state: 'detached' });
}

async function killInEtcd(tour: TourContext): Promise<void> {
  const { stage } = tour;
  const graph = await showTopology(tour);
  const victim = stage.shop.instances.find(({ service }) => service === 'inventory');
  if (victim === undefined) {
    throw new Error('no instance of inventory runs');
  }
  await stage.shop.kill(victim.id, 'SIGKILL');
  await selectService(graph, 'inventory');
  const ms = await eventually(
    `${victim.address} is off the graph`,
    async () => !(await shownAddresses(graph)).includes(victim.address),
    (leaseSeconds + 2) * 1000,
  );
  tour.measured(`gone after ${ms} ms, lease ${leaseSeconds} s`);
}

async function start(tour: TourContext): Promise<void> {
  const graph = await showTopology(tour);
  const { address } = await tour.stage.shop.start('inventory');
  await selectService(graph, 'inventory');
  const ms = await eventually(
    `${address} is on the graph`,
    async () => (await shownAddresses(graph)).includes(address),
    2_000,
  );
  tour.measured(`there after ${ms} ms`);
}

async function killInConsul(tour: TourContext): Promise<void> {
  const { stage } = tour;
  const graph = await showTopology(tour);
  const victim = stage.shop.instances.find(({ service }) => service === 'recommendations');
  if (victim === undefined) {
    throw new Error('no instance of recommendations runs');
  }
  await stage.shop.kill(victim.id, 'SIGKILL');
  const node = graph.locator('[data-testid="service-node"][data-service="recommendations"]');
  const ms = await eventually(
    'recommendations is critical or gone',
    async () => {
      const health = (await node.count()) === 0 ? 'gone' : await node.getAttribute('data-health');
      return health === 'gone' || health === 'critical';
    },
    (checkSeconds + 2) * 1000,
  );
  tour.measured(`after ${ms} ms, check every ${checkSeconds} s`);
  await selectService(graph, 'recommendations');
  await tour.workbench.page.waitForTimeout(300);
  await tour.workbench.picture('consul-critical');
  await stage.shop.start('recommendations');
}

async function etcdDown(tour: TourContext): Promise<void> {
  await registryDown(tour, 'etcd', async () => tour.stage.etcd?.kill());
}

async function etcdBack(tour: TourContext): Promise<void> {
  await registryBack(tour, 'etcd', async () => tour.stage.etcd?.restart());
}

async function consulDown(tour: TourContext): Promise<void> {
  await registryDown(tour, 'consul', async () => tour.stage.consul?.kill());
}

async function consulBack(tour: TourContext): Promise<void> {
  await registryBack(tour, 'consul', async () => tour.stage.consul?.restart());
}

async function registryDown(
  tour: TourContext,
  kind: 'etcd' | 'consul',
  kill: () => Promise<void>,
): Promise<void> {
  const graph = await showTopology(tour);
  await kill();
  const chip = graph.locator(`[data-testid="connection-chip"][data-kind="${kind}"]`);
  const ms = await eventually(
    `the connection to ${kind} is stale`,
    async () => (await chip.getAttribute('data-phase')) === 'stale',
    15_000,
  );
  tour.measured(`stale after ${ms} ms`);
  if (!/stale since/i.test(await chip.innerText())) {
    throw new Error(`the chip does not say since when: ${await chip.innerText()}`);
  }
}

async function registryBack(
  tour: TourContext,
  kind: 'etcd' | 'consul',
  restart: () => Promise<void>,
): Promise<void> {
  const graph = await showTopology(tour);
  await restart();
  const chip = graph.locator(`[data-testid="connection-chip"][data-kind="${kind}"]`);
  const live = await eventually(
    `the connection to ${kind} is live`,
    async () => (await chip.getAttribute('data-phase')) === 'live',
    5_000,
  );
  const right = await rightGraph(graph, tour.stage, 5_000 - live);
  tour.measured(`right ${live + right} ms after the return`);
}

/**
 * Waits until the graph shows exactly the instances that run and those that Consul still lists, each
 * once for each of its registrations. Answers how long it took, in ms.
 */
export async function rightGraph(
  graph: Frame,
  stage: DemoStage,
  timeoutMs: number,
): Promise<number> {
  const wanted = new Map<string, Set<string>>();
  const listed = [...stage.shop.instances, ...(await instancesInConsul(stage))];
  for (const { service, address } of listed) {
    wanted.set(service, (wanted.get(service) ?? new Set()).add(address));
  }
  let shown = '';
  const isRight = async (): Promise<boolean> => {
    shown = await describeGraph(graph);
    return shown === describe(wanted);
  };
  return eventually(
    () => `the graph shows\n${shown}\ninstead of\n${describe(wanted)}`,
    isRight,
    timeoutMs,
  );
}

/** What Consul itself answers: a killed instance stays in it, critical. */
async function instancesInConsul({
  consul,
}: DemoStage): Promise<readonly { service: string; address: string }[]> {
  const services = await consul?.request('GET', 'agent/services');
  return Object.values(services ?? {})
    .filter((service: Registered) => service.Kind === undefined || service.Kind === '')
    .map((service: Registered) => ({
      service: service.Service,
      address: `${service.Address}:${service.Port}`,
    }));
}

interface Registered {
  readonly Kind?: string;
  readonly Service: string;
  readonly Address: string;
  readonly Port: number;
}

function describe(services: ReadonlyMap<string, ReadonlySet<string>>): string {
  return [...services]
    .map(([name, addresses]) => `${name}: ${[...addresses].sort().join(' ')}`)
    .sort()
    .join('\n');
}

async function describeGraph(graph: Frame): Promise<string> {
  const names = await attributesOf(graph, 'service-node', 'data-service');
  const services = new Map<string, Set<string>>();
  for (const name of names) {
    if (services.has(name)) {
      throw new Error(`${name} is on the graph twice`);
    }
    await selectService(graph, name);
    const rows = await shownRows(graph);
    if (new Set(rows).size !== rows.length) {
      throw new Error(`${name} shows a registration twice: ${rows.join(', ')}`);
    }
    services.set(name, new Set(await shownAddresses(graph)));
  }
  return describe(services);
}

/** Selects a service on the graph; the inspector shows it. */
export async function selectService(graph: Frame, service: string): Promise<void> {
  await graph.locator(`[data-testid="service-node"][data-service="${service}"]`).press('Enter');
  await graph.locator(`[data-testid="inspector"][data-shown="${service}"]`).waitFor();
}

/** The addresses of the instances in the inspector. */
export function shownAddresses(graph: Frame): Promise<string[]> {
  return attributesOf(graph, 'instance-row', 'data-address');
}

function shownRows(graph: Frame): Promise<string[]> {
  return attributesOf(graph, 'instance-row', 'data-instance');
}

/** In one look, so that an update can't fall between two elements. */
function attributesOf(graph: Frame, testId: string, attribute: string): Promise<string[]> {
  const elements = `document.querySelectorAll('[data-testid="${testId}"]')`;
  return graph.evaluate<string[]>(
    `[...${elements}].map((element) => element.getAttribute('${attribute}') ?? '')`,
  );
}

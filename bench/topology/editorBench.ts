import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { RegistryConnection } from '../../protocol/connections.ts';
import { startEditor } from '../../scripts/editor.ts';
import { vsixPath } from '../../scripts/package.ts';
import { chromiumBinary } from '../../scripts/realParts.ts';
import { exportTopology } from '../../test/e2e/explorerSteps.ts';
import { Workbench } from '../../test/e2e/workbench.ts';
import type { LargeInstance, SystemSize } from './largeSystem.ts';
import { atLeast, atMost, line, pause, percentile } from './measures.ts';
import { delays, registryNotice } from './notices.ts';
import { PageProbe } from './pageProbe.ts';
import type { Registries } from './registries.ts';
import type { Storm } from './storm.ts';

export interface EditorBenchOptions {
  readonly registries: Registries;
  readonly connections: readonly RegistryConnection[];
  readonly instances: readonly LargeInstance[];
  /** A service of each registry that the storm leaves alone. */
  readonly probes: readonly LargeInstance[];
  readonly size: SystemSize;
  readonly storm: Storm;
  readonly stormSeconds: number;
}

const root = resolve(import.meta.dirname, '../..');
const home = join(root, '.cache', 'bench-topology');
const commandLine = join(root, 'dist', 'cli.js');
const map = '[data-testid="topology-map"]';
const say = (message: string): void => {
  console.log(`  ${message}`);
};

/** The explorer in a real VS Code: how soon it shows, how smoothly it moves, how soon it follows. */
export async function benchEditor(options: EditorBenchOptions): Promise<void> {
  const workspace = await prepareWorkspace(options.connections);
  // With the first start after an installation the editor reads and notes what was installed.
  await withWindow(workspace, () => pause(3_000));
  await withWindow(workspace, (workbench) => benchWindow(workbench, options));
}

async function withWindow(
  workspace: string,
  run: (workbench: Workbench) => Promise<void>,
): Promise<void> {
  const editor = await startEditor({
    vsix: vsixPath,
    workspace,
    home,
    progress: say,
    log: () => undefined,
  });
  try {
    const workbench = await Workbench.open({
      url: editor.url,
      executablePath: await chromiumBinary(say),
      pictures: join(home, 'pictures'),
    });
    try {
      await run(workbench);
    } finally {
      await workbench.close();
    }
  } finally {
    await editor.stop();
  }
}

async function prepareWorkspace(connections: readonly RegistryConnection[]): Promise<string> {
  const workspace = join(home, 'workspace');
  await rm(workspace, { recursive: true, force: true });
  await mkdir(join(workspace, '.vscode'), { recursive: true });
  const settings = { 'protoAtlas.connections': connections };
  await writeFile(join(workspace, '.vscode', 'settings.json'), JSON.stringify(settings, null, 2));
  await writeFile(join(workspace, 'a.proto'), 'syntax = "proto3";\n');
  return workspace;
}

async function benchWindow(workbench: Workbench, options: EditorBenchOptions): Promise<void> {
  const { size } = options;
  await workbench.closeSidebar();
  // The server reads the registries from activation on, as for somebody who works in the window.
  await pause(8_000);
  const openedAt = await workbench.run('Open Topology');
  const probe = await PageProbe.install(await workbench.webview(map));
  const painted = await probe.until('services', size.services);
  line('from opening to a readable first paint', (painted - openedAt) / 1000, atMost(1.5, 's'));
  const began = await probe.frame.evaluate<number>('performance.timeOrigin');
  say(`of that, until the page began: ${((began - openedAt) / 1000).toFixed(1)} s`);
  const arranged = await probe.until('arrangement', 1);
  line('from opening to laid out', (arranged - openedAt) / 1000, atMost(3, 's'));
  await workbench.picture(`${size.services}-laid-out`);
  await benchMoving(workbench, probe);
  await benchLayout(probe, size);
  await benchPixels(probe, options);
  if (options.stormSeconds > 0) {
    await benchStorm(workbench, probe, options);
  }
  const withGarbage = await probe.heapMb();
  await probe.collectGarbage(workbench.page);
  line('heap of the window, workbench included', await probe.heapMb(), atMost(250, 'MB'));
  say(`with what was not collected yet: ${withGarbage.toFixed(0)} MB`);
  await workbench.picture(`${size.services}-end`);
}

async function benchMoving(workbench: Workbench, probe: PageProbe): Promise<void> {
  const { mouse } = workbench.page;
  const box = await (await probe.frame.$(map))?.boundingBox();
  if (!box) {
    throw new Error('the map has no size');
  }
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await mouse.move(x, y);
  const zooming = await probe.framesWhile(async () => {
    for (let step = 0; step < 60; step++) {
      await mouse.wheel(0, step < 30 ? -60 : 60);
      await pause(12);
    }
  });
  line('frames a second while zooming', zooming.perSecond, atLeast(50, '/s'));
  await mouse.down();
  const panning = await probe.framesWhile(async () => {
    for (let step = 0; step < 120; step++) {
      await mouse.move(x + 200 * Math.sin(step / 10), y + 150 * Math.cos(step / 14));
      await pause(8);
    }
  });
  await mouse.up();
  line('frames a second while panning', panning.perSecond, atLeast(50, '/s'));
}

/** The promise is for 200 services; at any other size it is printed and not judged. */
async function benchLayout(probe: PageProbe, { services }: SystemSize): Promise<void> {
  const took: number[] = [];
  let longest = 0;
  for (let round = 0; round < 4; round++) {
    const before = await probe.count('arrangement');
    const frames = await probe.framesWhile(async () => {
      const startedAt = Date.now();
      await probe.frame.getByRole('button', { name: /re-?arrange/i }).click();
      took.push((await probe.until('arrangement', before + 1)) - startedAt);
    });
    longest = round === 0 ? 0 : Math.max(longest, frames.longest);
  }
  const median = percentile(took.slice(1), 0.5);
  if (services <= 200) {
    line('full layout, worker warm (median)', median, atMost(500, 'ms'));
    line('longest frame during a layout', longest, atMost(50, 'ms'));
  } else {
    say(
      `full layout, worker warm: ${median.toFixed(0)} ms, longest frame ${longest.toFixed(0)} ms`,
    );
  }
}

async function benchPixels(
  probe: PageProbe,
  { registries, instances }: EditorBenchOptions,
): Promise<void> {
  const found = await delays(instances, (instance) => pixelDelay(probe, registries, instance));
  for (const [registry, beyond] of found) {
    const late = percentile(beyond, 0.95);
    line(`${registry}: change to pixels, p95 beyond its notice`, late, atMost(100, 'ms'));
  }
}

async function pixelDelay(
  probe: PageProbe,
  registries: Registries,
  instance: LargeInstance,
): Promise<number> {
  const { noticed } = await registryNotice(instance, registries);
  const before = await probe.drawings();
  await instance.change(1);
  const noticedAt = performance.timeOrigin + (await noticed);
  const at = await probe.drawnAt(before);
  await instance.change(2);
  await probe.drawnAt(before + 1);
  return at - noticedAt;
}

/** Half of the storm with the probe of one registry chosen, half with that of the other. */
async function benchStorm(
  workbench: Workbench,
  probe: PageProbe,
  { storm, probes, registries, connections, stormSeconds }: EditorBenchOptions,
): Promise<void> {
  for (const each of probes) {
    await choose(probe, each.service);
    await probe.watch(each.service);
    const measure = async (version: number): Promise<number> => {
      const { noticed } = await registryNotice(each, registries);
      await each.change(version);
      return (await probe.saidAt(version - 1)) - performance.timeOrigin - (await noticed);
    };
    const options = { seconds: stormSeconds / probes.length, perSecond: 500 };
    const [{ delays, ...done }, frames] = await Promise.all([
      storm.measured(options, measure),
      framesAtTheEnd(probe, options.seconds),
    ]);
    say(`${done.changes} changes in ${done.seconds.toFixed(1)} s`);
    const [median, late] = [percentile(delays, 0.5), percentile(delays, 0.95)];
    line(`${each.registry}: change to pixels in the storm, p95`, late, atMost(100, 'ms'));
    say(`median ${median.toFixed(0)} ms of ${delays.length}`);
    line('frames a second in the storm', frames.perSecond, atLeast(30, '/s'));
    say(`longest frame in the storm: ${frames.longest.toFixed(0)} ms`);
  }
  await compareWithListing(workbench, registries, connections);
}

/** Of the last seconds only: who counts frames has the window make one each time, needed or not. */
async function framesAtTheEnd(
  probe: PageProbe,
  seconds: number,
): Promise<Awaited<ReturnType<PageProbe['framesWhile']>>> {
  await pause((seconds - 5) * 1000);
  return probe.framesWhile(() => pause(4_000));
}

/**
 * By the filter, which is emptied again. A map that was moved by hand goes to the service, and shows
 * it open, so that its card is among those that tell.
 */
async function choose({ frame }: PageProbe, service: string): Promise<void> {
  await frame.getByRole('button', { name: /zoom in/i }).click();
  const filter = frame.locator('[data-testid="filter"]');
  await filter.fill(service);
  await filter.press('Enter');
  await frame.locator(`[data-testid="inspector"][data-shown="${service}"]`).waitFor();
  await filter.fill('');
  await frame.locator(`[data-testid="service-node"][data-service="${service}"]`).waitFor();
}

/** What the page holds after all, by its own export, against what the command line reads afresh. */
async function compareWithListing(
  workbench: Workbench,
  { etcd, consul }: Registries,
  connections: readonly RegistryConnection[],
): Promise<void> {
  const endedAt = performance.now();
  const registry = [`etcd://${etcd.endpoint}`, `consul://${consul.endpoint}`];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [commandLine, 'topology', ...registry.flatMap((each) => ['--registry', each])],
    { maxBuffer: 256 * 1024 * 1024 },
  );
  const file = join(home, 'workspace', 'graph.json');
  await exportTopology(workbench, { format: 'JSON', file });
  // To the command line a connection is called as it is reached.
  const listed = registry.reduce(
    (text, url, at) => text.replaceAll(url, connections[at]?.id ?? url),
    stdout,
  );
  const isEqual = (await readFile(file, 'utf8')) === listed;
  const seconds = ((performance.now() - endedAt) / 1000).toFixed(1);
  line('graph of the page equals a fresh listing', isEqual ? 1 : 0, atLeast(1, ''));
  say(`compared ${seconds} s after the storm, ${(stdout.length / 1024).toFixed(0)} kB`);
  if (!isEqual) {
    await writeFile(join(home, 'listed.json'), listed);
  }
}

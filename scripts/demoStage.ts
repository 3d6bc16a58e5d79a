import { rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { type Shop, startShop } from '../demo/system/supervisor.ts';
import { prepareWorkspace } from '../demo/system/workspace.ts';
import { type Consul, startConsul } from '../test/support/consul.ts';
import { type Etcd, startEtcd } from '../test/support/etcd.ts';
import { startEditor } from './editor.ts';
import { vsixPath } from './package.ts';
import { MissingPartError, type Progress } from './realParts.ts';

const root = resolve(import.meta.dirname, '..');

/** Everything that the demo runs, and the handles to hurt it with. */
export interface DemoStage {
  /** Address of VS Code. */
  readonly url: string;
  /** The folder that is open in it: a copy, free to be written to. */
  readonly workspace: string;
  readonly shop: Shop;
  /** Absent where it can't be had; the static registry serves then. */
  readonly etcd: Etcd | undefined;
  readonly consul: Consul | undefined;
  stop(): Promise<void>;
}

export interface DemoStageOptions {
  readonly progress: Progress;
  readonly log: Progress;
  readonly port?: number;
}

/** Starts registries, shop and editor; when one fails, the others are stopped before it throws. */
export async function startDemo({ progress, log, port }: DemoStageOptions): Promise<DemoStage> {
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (let next = stops.pop(); next !== undefined; next = stops.pop()) {
      await next();
    }
  };
  try {
    progress('starting etcd and Consul …');
    const [etcd, consul] = await Promise.all([
      registry('etcd', startEtcd, progress),
      registry('Consul', startConsul, progress),
    ]);
    stops.push(async () => {
      await Promise.all([etcd?.stop(), consul?.stop()]);
    });
    progress('starting the shop …');
    const addresses = { etcd: etcd?.endpoint, consul: consul?.endpoint };
    const shop = await startShop({ ...addresses, log });
    stops.push(() => shop.stop());
    const home = join(root, '.cache', 'demo');
    const workspace = join(home, 'shop');
    await rm(workspace, { recursive: true, force: true });
    await prepareWorkspace({ ...addresses, folder: workspace, instances: shop.instances });
    const editor = await startEditor({
      vsix: vsixPath,
      workspace,
      home,
      progress,
      log,
      ...(port === undefined ? {} : { port }),
    });
    stops.push(() => editor.stop());
    return { url: editor.url, workspace, shop, etcd, consul, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A registry that can't be had on this machine is left out, and the demo says so. */
async function registry<T>(
  name: string,
  start: () => Promise<T>,
  progress: Progress,
): Promise<T | undefined> {
  try {
    return await start();
  } catch (error) {
    if (error instanceof MissingPartError && process.env.CI !== 'true') {
      progress(`without ${name}: ${error.message}; its services move elsewhere, and without any`);
      progress('registry the built-in static one (services.yaml) serves');
      return undefined;
    }
    throw error;
  }
}

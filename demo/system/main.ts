/**
 * Runs the shop until it is interrupted:
 * `node demo/system/main.ts [--etcd host:port] [--consul host:port] [--workspace folder]`.
 *
 * `--workspace` also puts a copy of the demo workspace there, with connections to what runs here.
 */
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startShop } from './supervisor.ts';
import { prepareWorkspace } from './workspace.ts';

const { values } = parseArgs({
  options: {
    etcd: { type: 'string' },
    consul: { type: 'string' },
    workspace: { type: 'string' },
  },
});
const registries = { etcd: values.etcd, consul: values.consul };

const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
const startedAt = performance.now();
const opening = startShop({
  ...registries,
  log: (line) => {
    console.log(line);
  },
}).catch((error: unknown) => leave(error instanceof Error ? error.message : String(error)));
const shop = await Promise.race([opening, interrupted.then(() => undefined)]);
if (shop === undefined) {
  leave('interrupted before the shop was open');
}
const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
console.log(`\nthe shop is open after ${seconds} s:`);
for (const { id, address, pid } of shop.instances) {
  console.log(`  ${id.padEnd(20)} ${address.padEnd(18)} pid ${pid}`);
}
if (values.workspace !== undefined) {
  await prepareWorkspace({
    folder: values.workspace,
    ...registries,
    instances: shop.instances,
  });
  console.log(`\nworkspace: ${values.workspace}`);
}
console.log('\nctrl+c closes it');
await interrupted;
await shop.stop();

/** Instances that run already end by themselves when this process is gone. */
function leave(message: string): never {
  console.error(message);
  process.exit(1);
}

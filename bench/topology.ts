/**
 * The topology at size: 1,000 services with 10,000 instances and 2,500 edges, half in a real etcd and
 * half in a real Consul, seen by the packaged topology server and by the explorer in a real editor.
 * Prints each measured value beside what is promised.
 *
 * `npm run package` first. Usage: node bench/topology.ts [--services N] [--storm SECONDS]
 *     [--only server,editor]
 */
import { parseArgs } from 'node:util';
import { machineLine } from './machine.ts';
import { benchEditor } from './topology/editorBench.ts';
import { registerSystem } from './topology/largeSystem.ts';
import { registerProbes } from './topology/probes.ts';
import { connectionsTo, startRegistries } from './topology/registries.ts';
import { benchServer } from './topology/serverBench.ts';
import { Storm } from './topology/storm.ts';

const { values } = parseArgs({
  options: {
    services: { type: 'string', default: '1000' },
    storm: { type: 'string', default: '60' },
    only: { type: 'string', default: 'server,editor' },
  },
});

const services = Number(values.services);
const size = { services, instances: services * 10, edges: Math.round(services * 2.5) };
const parts = values.only.split(',');

console.log(machineLine('before'));
console.log('starting etcd and Consul …');
const registries = await startRegistries();
try {
  const startedAt = performance.now();
  const instances = await registerSystem(registries, size);
  const probes = await registerProbes(registries);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${size.services} services, ${size.instances} instances, ${size.edges} edges`);
  console.log(`registered in ${seconds} s`);
  const connections = connectionsTo(registries);
  const stormSeconds = Number(values.storm);
  const storm = new Storm(instances);
  const common = { registries, connections, instances, probes, storm, stormSeconds };
  if (parts.includes('server')) {
    console.log('topology server');
    await benchServer(common);
  }
  if (parts.includes('editor')) {
    console.log('explorer in VS Code');
    await benchEditor({ ...common, size });
  }
} finally {
  await registries.stop();
}
console.log(machineLine('after'));

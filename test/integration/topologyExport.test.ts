import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { silentLogger } from '../../server/src/base/index.ts';
import { runTopology } from '../../server/src/commandLine/topology.ts';
import { RegistryHub } from '../../server/src/discovery/index.ts';
import { buildGraph } from '../../server/src/topology/index.ts';
import { jsonOf } from '../../webview/src/export/json.ts';

const services = {
  services: [
    {
      name: 'orders',
      instances: [
        { address: '10.0.0.7:50051', tags: ['pci'], metadata: { zone: 'a', '<b>': '"' } },
        { address: '10.0.0.8:50051' },
      ],
      dependsOn: ['payments', 'fraud'],
    },
    { name: 'payments', instances: [{ address: 'payments.internal:443' }] },
  ],
};

describe('the topology as JSON', () => {
  let folder = '';
  let file = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proto-atlas-export-'));
    file = join(folder, 'services.json');
    await writeFile(file, JSON.stringify(services));
  });

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('of the map is what the command line prints', async () => {
    let printed = '';
    const code = await runTopology(['--registry', `static:${file}`], {
      cwd: folder,
      stdout: (text) => {
        printed += text;
      },
      stderr: () => undefined,
      signal: new AbortController().signal,
    });
    expect(code).toBe(0);
    const graph = await graphOfFile(file);
    expect(jsonOf(graph.services, graph.edges)).toBe(printed);
    expect(printed).toContain('fraud');
  });
});

async function graphOfFile(file: string): Promise<ReturnType<typeof buildGraph>> {
  const id = `static:${file}`;
  const hub = new RegistryHub({ logger: silentLogger, now: Date.now });
  try {
    const live = new Promise<void>((done) => {
      hub.onDidChange(() => {
        if (hub.reports().every(({ status }) => status.state.phase === 'live')) {
          done();
        }
      });
    });
    hub.set([{ kind: 'static', id, name: id, file }]);
    await live;
    return buildGraph(hub.reports());
  } finally {
    hub.dispose();
  }
}

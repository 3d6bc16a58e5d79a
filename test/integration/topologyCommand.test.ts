import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandIo } from '../../server/src/commandLine/command.ts';
import { runTopology } from '../../server/src/commandLine/topology.ts';
import { type Consul, consulAvailable, startConsul } from '../support/consul.ts';
import { type Etcd, etcdAvailable, startEtcd } from '../support/etcd.ts';

const hasBoth = (await etcdAvailable()) && (await consulAvailable());

interface Recorded extends CommandIo {
  readonly out: () => string;
  readonly err: () => string;
  readonly abort: () => void;
  /** Resolves when so many lines were printed. */
  lines(count: number): Promise<readonly string[]>;
}

describe('proto-atlas topology', () => {
  let folder: string;
  let io: Recorded;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proto-atlas-command-'));
    io = recordedIo(folder);
  });
  afterEach(async () => {
    io.abort();
    await rm(folder, { recursive: true, force: true });
  });

  it('prints the services and edges of a file', async () => {
    const web = `name: web, instances: [{address: '127.0.0.1:80', metadata: {zone: a}}], dependsOn: [orders]`;
    await writeFile(join(folder, 'services.yaml'), `services: [{${web}}]`);
    const code = await runTopology(['--registry', 'static:services.yaml'], io, {});
    expect(code).toBe(0);
    expect(JSON.parse(io.out())).toEqual({
      services: [
        { name: 'orders', instances: [] },
        {
          name: 'web',
          instances: [
            {
              id: 'static:services.yaml/web/127.0.0.1:80',
              address: '127.0.0.1:80',
              health: 'unknown',
              registry: 'static',
              metadata: { zone: 'a' },
            },
          ],
        },
      ],
      edges: [
        {
          from: 'web',
          to: 'orders',
          sources: [
            {
              kind: 'declared',
              connectionId: 'static:services.yaml',
              detail: 'dependsOn in services.yaml',
            },
          ],
        },
      ],
    });
    expect(io.err()).toBe('');
  });

  it('says which registry does not answer, and prints what the others know', async () => {
    await writeFile(join(folder, 'services.yaml'), 'services: [{name: web}]');
    const registries = ['--registry', 'static:services.yaml', '--registry=etcd://127.0.0.1:1'];
    const code = await runTopology([...registries, '--timeout', '0.5'], io, {});
    expect(code).toBe(1);
    expect(JSON.parse(io.out())).toMatchObject({ services: [{ name: 'web' }] });
    expect(io.err()).toMatch(
      /^etcd:\/\/127\.0\.0\.1:1: etcd at 127\.0\.0\.1:1 can't be reached.*\n$/,
    );
  });

  it.each([
    [[], /no registry is given/],
    [['--registry'], /--registry needs a value/],
    [['--registry', 'zookeeper://h:1'], /"zookeeper:\/\/h:1" is no registry: write etcd:/],
    [['--registry', 'static:x', '--loud'], /unknown argument --loud/],
    [['--registry', 'static:x', '--timeout', 'soon'], /--timeout needs a number/],
  ])('refuses the arguments %j', async (args, message) => {
    expect(await runTopology(args, io, {})).toBe(2);
    expect(io.err()).toMatch(message);
    expect(io.out()).toBe('');
  });

  describe.skipIf(!hasBoth)('with etcd and Consul', () => {
    let etcd: Etcd;
    let consul: Consul;
    beforeEach(async () => {
      [etcd, consul] = await Promise.all([startEtcd(), startConsul()]);
    });
    afterEach(() => Promise.all([etcd.stop(), consul.stop()]));

    it('joins a service of both registries', async () => {
      const lease = await etcd.grant(60);
      await etcd.put('orders/1', '{"Op":0,"Addr":"10.0.0.1:80","Metadata":null}', lease);
      await consul.register({ Name: 'orders', ID: 'orders-1', Address: '10.0.0.2', Port: 80 });
      const startedAt = performance.now();
      const args = [
        '--registry',
        `etcd://${etcd.endpoint}`,
        '--registry',
        `consul://${consul.endpoint}`,
      ];
      expect(await runTopology(args, io, {})).toBe(0);
      console.warn(`topology command: ${Math.round(performance.now() - startedAt)} ms`);
      expect(JSON.parse(io.out())).toMatchObject({
        services: [
          {
            name: 'orders',
            instances: [
              { address: '10.0.0.2:80', health: 'passing', registry: 'consul' },
              { address: '10.0.0.1:80', health: 'passing', registry: 'etcd' },
            ],
          },
        ],
      });
    });

    it('prints a line for each change until it is interrupted', async () => {
      const running = runTopology(['--registry', `etcd://${etcd.endpoint}`, '--watch'], io, {});
      await io.lines(1);
      await etcd.put('orders/1', '10.0.0.1:80');
      await io.lines(2);
      await etcd.remove('orders/1');
      const lines = await io.lines(3);
      const counts = lines.map((line) => {
        const parsed = JSON.parse(line) as { readonly services: readonly unknown[] };
        return parsed.services.length;
      });
      expect(counts).toEqual([0, 1, 0]);
      io.abort();
      expect(await running).toBe(0);
    });
  });
});

function recordedIo(cwd: string): Recorded {
  const abort = new AbortController();
  let out = '';
  let err = '';
  let check = (): void => undefined;
  return {
    cwd,
    signal: abort.signal,
    stdout(text) {
      out += text;
      check();
    },
    stderr(text) {
      err += text;
    },
    out: () => out,
    err: () => err,
    abort: () => {
      abort.abort();
    },
    lines: (count) =>
      new Promise((done) => {
        check = () => {
          const lines = out.split('\n').filter((line) => line !== '');
          if (lines.length >= count) {
            done(lines);
          }
        };
        check();
      }),
  };
}

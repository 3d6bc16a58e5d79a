import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { readStaticFile } from '../../server/src/discovery/static/staticFile.ts';
import {
  addressesOf,
  isLive,
  stateOf,
  watchRegistries,
  type WatchedRegistries,
} from '../support/registries.ts';

const options = { connectionId: 'c', fileName: 'services.yaml' };

describe('a static file', () => {
  it('is YAML or JSON', () => {
    const yaml = `
services:
  - name: web
    instances:
      - address: 127.0.0.1:80
        tags: [blue]
        metadata: { zone: a, weight: 3 }
    dependsOn: [orders]
`;
    const json = JSON.stringify({
      services: [
        {
          name: 'web',
          instances: [
            { address: '127.0.0.1:80', tags: ['blue'], metadata: { zone: 'a', weight: 3 } },
          ],
          dependsOn: ['orders'],
        },
      ],
    });
    const facts = readStaticFile(yaml, options);
    expect(readStaticFile(json, options)).toEqual(facts);
    expect(facts.services).toEqual(['web']);
    expect(facts.instances[0]?.instance).toMatchObject({
      id: 'c/web/127.0.0.1:80',
      health: 'unknown',
      tags: ['blue'],
      metadata: { zone: 'a', weight: '3' },
    });
    expect(facts.edges).toEqual([
      {
        from: 'web',
        to: 'orders',
        source: { kind: 'declared', connectionId: 'c', detail: 'dependsOn in services.yaml' },
      },
    ]);
  });

  it.each([
    ['services: [', /^services\.yaml:1:12: /],
    ['', /^services\.yaml:1:1: the file needs a list "services"$/],
    ['[]', /the file needs a list "services"$/],
    ['services: none', /^services\.yaml:1:11: services must be a list$/],
    ['services:\n  - instances: []', /^services\.yaml:2:5: name must be a text/],
    ['services:\n  - name: 5', /^services\.yaml:2:11: name must be a text/],
    [
      'services:\n  - name: a\n    instances:\n      - address: here',
      /^services\.yaml:4:18: an address is host:port/,
    ],
    [
      'services: [{name: a, dependsOn: [b, {}]}]',
      /^services\.yaml:1:37: an entry of dependsOn must be a text/,
    ],
    ['services: [{name: a, dependsOn: b}]', /^services\.yaml:1:33: dependsOn must be a list$/],
    ['services: [null]', /^services\.yaml:1:12: name must be a text/],
    [`a: &a [x]\n${bomb()}services: *z`, /^services\.yaml:.*alias/i],
  ])('says where it is wrong: %s', (source, message) => {
    expect(() => readStaticFile(source, options)).toThrow(message);
  });
});

describe('a watched static file', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'proto-atlas-static-'));
    file = join(folder, 'services.yaml');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  function watching(): WatchedRegistries {
    const watched = watchRegistries([{ kind: 'static', id: 'c', name: 'file', file }]);
    onTestFinished(() => {
      watched.dispose();
    });
    return watched;
  }

  const web = (port: number): string =>
    `services: [{name: web, instances: [{address: 'h:${port}'}]}]`;

  it('is read again when it is written, replaced, broken and repaired', async () => {
    await writeFile(file, web(1));
    const watched = watching();
    await watched.until((graph) => isLive(graph) && addressesOf(graph, 'web').join() === 'h:1');
    await writeFile(file, web(2));
    await watched.until((graph) => addressesOf(graph, 'web').join() === 'h:2');
    await writeFile(`${file}.new`, web(3));
    await rename(`${file}.new`, file);
    await watched.until((graph) => addressesOf(graph, 'web').join() === 'h:3');
    await writeFile(file, 'services: 5');
    const broken = await watched.until((graph) => stateOf(graph).phase === 'stale');
    expect(stateOf(broken)).toMatchObject({
      reason: 'services.yaml:1:11: services must be a list',
    });
    expect(addressesOf(broken, 'web')).toEqual(['h:3']);
    await writeFile(file, web(4));
    await watched.until((graph) => isLive(graph) && addressesOf(graph, 'web').join() === 'h:4');
  });

  it('may appear later', async () => {
    const watched = watching();
    const failed = await watched.until((graph) => stateOf(graph).phase === 'failed');
    expect(stateOf(failed)).toMatchObject({
      reason: expect.stringMatching(/^services\.yaml can't be read/) as unknown,
    });
    await writeFile(file, web(1));
    await watched.until(isLive);
  });
});

/** Aliases that would unfold to more than memory holds. */
function bomb(): string {
  const names = [...'abcdefghijklmnopqrstuvwxyz'];
  return names
    .slice(1)
    .map((name, index) => `${name}: &${name} [${`*${names[index]},`.repeat(9)}]\n`)
    .join('');
}

describe('services in the settings', () => {
  it('are there at once', async () => {
    const services = [
      { name: 'web', instances: [{ address: 'grpc://127.0.0.1:80' }], dependsOn: ['orders'] },
    ];
    const watched = watchRegistries([{ kind: 'static', id: 's', name: 's', services }]);
    onTestFinished(() => {
      watched.dispose();
    });
    const graph = await watched.until(isLive);
    expect(addressesOf(graph, 'web')).toEqual(['127.0.0.1:80']);
    expect(graph.edges.map(({ from, to }) => [from, to])).toEqual([['web', 'orders']]);
    expect(graph.connections[0]?.endpoint).toBe('settings');
  });

  it('say what is wrong with them', async () => {
    const services = [{ name: 'web', instances: [{ address: 'nowhere' }] }];
    const watched = watchRegistries([{ kind: 'static', id: 's', name: 's', services }]);
    onTestFinished(() => {
      watched.dispose();
    });
    const graph = await watched.until((now) => stateOf(now).phase === 'failed');
    expect(stateOf(graph)).toMatchObject({
      reason: 'in the settings: an address is host:port, such as 127.0.0.1:9000',
    });
  });
});

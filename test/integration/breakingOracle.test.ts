import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../server/src/base/index.ts';
import { breakingRules } from '../../server/src/breaking/index.ts';
import { breaking } from '../../server/src/features/breaking.ts';
import { folderInstead } from '../../server/src/lsp/baselineFolder.ts';
import { nodeFileSystem } from '../../server/src/lsp/nodeFileSystem.ts';
import { canonicalUri } from '../../server/src/lsp/uris.ts';
import { type FileSystem, type Snapshot, Workspace } from '../../server/src/workspace/index.ts';
import { bufRecords, bufRules, runBuf } from '../support/buf.ts';
import { googleProtoFiles, protoFiles } from '../support/protoFiles.ts';
import { mutated, soundFiles } from '../support/protoMutations.ts';
import { createRandom, type Random } from '../support/random.ts';
import {
  breakingCases,
  breakingConfigs,
  configuredFiles,
  everyBreakingRule,
} from './breakingCases.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'breaking-oracle-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** File, line, column and rule of each finding, sorted. */
async function theirs(): Promise<readonly string[]> {
  const args = ['breaking', '--against', '../old', '--error-format=json'];
  const found = bufRecords(await runBuf(join(folder, 'new'), ...args));
  return found
    .map(
      ({ path = '', start_line: line, start_column: column, type }) =>
        `${String(path)}:${String(line)}:${String(column)} ${String(type)}`,
    )
    .sort();
}

async function open(fileSystem: FileSystem): Promise<Workspace> {
  const scheduler = { pause: () => setImmediate(), now: () => performance.now() };
  const workspace = new Workspace({ fileSystem, scheduler, logger: silentLogger });
  workspace.setLayout({ folders: [uriOf('new')], importRoots: [] });
  await workspace.loadAll();
  return workspace;
}

function uriOf(name: string): string {
  return canonicalUri(pathToFileURL(join(folder, name)).href);
}

async function ours(): Promise<readonly string[]> {
  const [now, past] = await Promise.all([
    open(nodeFileSystem),
    open(folderInstead({ from: uriOf('old'), as: uriOf('new') })),
  ]);
  now.setBaseline({ name: 'old', snapshot: past.snapshot() });
  const snapshot = now.snapshot();
  const uris = new Set([...snapshot.uris(), ...past.snapshot().uris()]);
  const found = [...uris].flatMap((uri) => findingsIn(snapshot, uri));
  now.dispose();
  past.dispose();
  return found.sort();
}

function findingsIn(snapshot: Snapshot, uri: string): readonly string[] {
  const source = snapshot.source(uri);
  return breaking(snapshot, uri).map(({ code, place }) => {
    const path = place === 'nowhere' ? '' : decodeURIComponent(uri.slice(uriOf('new').length + 1));
    const position = typeof place === 'string' ? undefined : source?.lines.positionAt(place.start);
    return `${path}:${(position?.line ?? 0) + 1}:${(position?.column ?? 0) + 1} ${code}`;
  });
}

function write(name: string, files: Readonly<Record<string, string>>): void {
  mkdirSync(join(folder, name), { recursive: true });
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name, path)), { recursive: true });
    writeFileSync(join(folder, name, path), text);
  }
}

describe('breaking changes', () => {
  it.each(['v2', 'v1', 'v1beta1'] as const)('are told by the rules of %s', async (version) => {
    const args = ['config', 'ls-breaking-rules', '--version', version, '--format', 'json'];
    const theirRules = [...bufRules(await runBuf(folder, ...args))];
    const ourRules = breakingRules.flatMap(({ id, categories }) => {
      const own = categories[version];
      return own === undefined ? [] : [`${id} ${[...own].sort().join(' ')}`];
    });
    expect(ourRules.sort()).toEqual(theirRules.sort());
  });

  it.each(breakingCases)('are those of buf: $name', async ({ old, now }) => {
    write('old', { 'buf.yaml': everyBreakingRule, ...old });
    write('new', { 'buf.yaml': everyBreakingRule, ...now });
    expect(await ours()).toEqual(await theirs());
  });

  it.each(breakingConfigs)('are those of buf with %s', async (_, config) => {
    write('old', { 'buf.yaml': config, ...configuredFiles.old });
    write('new', { 'buf.yaml': config, ...configuredFiles.now });
    expect(await ours()).toEqual(await theirs());
  });

  it('are those of buf by the module of a file', async () => {
    const config = [
      'version: v2',
      'modules:',
      '  - path: a',
      '    breaking:',
      '      use: [WIRE]',
      '      ignore: [a/skipped]',
      '  - path: b',
      '    excludes: [b/left_out]',
      'breaking:',
      '  use: [FILE]',
      '  except: [FIELD_SAME_JSON_NAME]',
      '',
    ].join('\n');
    const text = (name: string, field: string): string =>
      `syntax = "proto3";\npackage ${name};\nmessage M_${name} { ${field} }\n`;
    const files = (field: string): Readonly<Record<string, string>> => ({
      'buf.yaml': config,
      'a/x.proto': text('ax', field),
      'a/skipped/y.proto': text('ay', field),
      'b/z.proto': text('bz', field),
      'b/left_out/w.proto': text('bw', field),
    });
    write('old', files('int32 one = 1; int32 two = 2;'));
    write('new', files('string uno = 1;'));
    expect(await ours()).toEqual(await theirs());
  });

  it.each([1, 2, 3, 4, 5, 6])('are those of buf in real files, seed %i', async (seed) => {
    const random = createRandom(seed);
    const texts = soundFiles(withImports(someFiles(random, 5)));
    write('old', { 'buf.yaml': everyBreakingRule, ...Object.fromEntries(texts) });
    const changed = mutated(texts, random, 10);
    write('new', { 'buf.yaml': everyBreakingRule, ...Object.fromEntries(changed) });
    const expected = await theirs();
    expect(expected.length).toBeGreaterThan(5);
    expect(await ours()).toEqual(expected);
  });
});

/** Files from all over the collection, and all of protobuf's own tests that buf takes. */
function someFiles(random: Random, count: number): readonly string[] {
  const all = protoFiles(googleProtoFiles);
  const ofTests = all.filter((path) => testFiles.test(path));
  const others = all.filter((path) => !/^google\/(?:protobuf|ads)\//.test(path));
  return [
    ...Array.from({ length: count }, () => random.pick(others)),
    ...Array.from({ length: 3 }, () => random.pick(ofTests)),
  ];
}

/** Of proto2 and of editions, with no feature that is unknown elsewhere. */
const testFiles =
  /^google\/protobuf\/(?:sample_messages_edition|late_loaded_option(?:_user)?|util\/json_format|json\/.*|test_protos\/(?!recursive).*)\.proto$/;

/** Of a file, so that changing it many times takes no long time. */
const maximumLength = 60_000;

function withImports(paths: readonly string[]): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const pending = [...paths];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    const file = join(googleProtoFiles, path);
    const text = texts.has(path) || !existsSync(file) ? '' : readFileSync(file, 'utf8');
    if (text !== '' && text.length < maximumLength) {
      texts.set(path, text);
      pending.push(
        ...[...text.matchAll(/^import\s+(?:public\s+)?"([^"]+)"/gm)].map(([, one = '']) => one),
      );
    }
  }
  return texts;
}

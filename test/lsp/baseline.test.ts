import { afterEach, describe, expect, it } from 'vitest';
import type { BreakingSettings } from '../../protocol/language.ts';
import { BaselineSync } from '../../server/src/lsp/baseline.ts';
import type { History } from '../../server/src/lsp/history.ts';
import { readSettings, Settings } from '../../server/src/lsp/settings.ts';
import type { Workspace } from '../../server/src/workspace/index.ts';
import { folder, MemoryFileSystem, openWorkspace, uriOf } from '../workspace/memoryWorkspace.ts';

const files = {
  'a.proto': 'syntax = "proto3";\nimport "b.proto";\nmessage A { B b = 1; }\n',
  'b.proto': 'syntax = "proto3";\nmessage B {}\n',
  'c.proto': 'syntax = "proto3";\nmessage C {}\n',
};
const layout = { folders: [folder], importRoots: [], breakingUse: ['WIRE_JSON'] };

/** A history of one commit, which counts what it is asked. */
class FakeHistory implements History {
  readonly disk = new MemoryFileSystem(Object.entries(files));
  readonly asked: string[] = [];
  commit: string | undefined = '1111111';
  changedPaths: readonly string[] = [];

  revision(_: string, against: string): ReturnType<History['revision']> {
    this.asked.push(`revision ${against}`);
    const { commit } = this;
    return Promise.resolve(
      commit === undefined ? { reason: 'there is no git' } : { commit, name: `main (${commit})` },
    );
  }

  files(): ReturnType<History['files']> {
    this.asked.push('files');
    return Promise.resolve(this.disk);
  }

  changed(): ReturnType<History['changed']> {
    return Promise.resolve(this.changedPaths.map(uriOf));
  }
}

let sync: BaselineSync | undefined;

afterEach(() => sync?.dispose());

async function start({ history, breaking }: { history?: History; breaking?: BreakingSettings }) {
  const workspace = await openWorkspace(new MemoryFileSystem(Object.entries(files)));
  const settings = new Settings();
  settings.replace({ breaking });
  const told: string[] = [];
  const tell = (message: string): void => void told.push(message);
  const logger = { debug: tell, info: tell, warn: tell, error: tell };
  const open = new Set<string>();
  const host = history === undefined ? {} : { history };
  const context = { workspace, settings, logger, host };
  sync = new BaselineSync({ context, documents: () => [...open].map((uri) => ({ uri })) });
  sync.setLayout(layout);
  const edit = (path: string, text: string, version = 1): void => {
    open.add(uriOf(path));
    workspace.setDocument({ uri: uriOf(path), version, text });
  };
  return { workspace, told, edit, sync };
}

/** Waits until a state is reached; each change of the workspace is looked at. */
function until(workspace: Workspace, isReached: () => boolean): Promise<void> {
  return new Promise((done) => {
    const look = (): void => {
      if (isReached()) {
        done();
      }
    };
    workspace.onDidChange(look);
    look();
  });
}

function nameIn(workspace: Workspace): string | undefined {
  return workspace.snapshot().baseline?.name;
}

describe('the baseline', () => {
  it('is there once a document is open, with what it imports', async () => {
    const history = new FakeHistory();
    const { workspace, edit } = await start({ history });
    edit('a.proto', files['a.proto']);
    await until(workspace, () => nameIn(workspace) !== undefined);
    const past = workspace.snapshot().baseline?.snapshot;
    expect(nameIn(workspace)).toBe('main (1111111)');
    expect(past?.linked(uriOf('a.proto'))?.diagnostics).toEqual([]);
    expect(past?.source(uriOf('c.proto'))).toBeUndefined();
  });

  it('has the files that have changed since', async () => {
    const history = new FakeHistory();
    history.changedPaths = ['c.proto'];
    const { workspace, edit } = await start({ history });
    edit('b.proto', files['b.proto']);
    const past = () => workspace.snapshot().baseline?.snapshot;
    await until(workspace, () => past()?.source(uriOf('c.proto')) !== undefined);
    expect(past()?.source(uriOf('a.proto'))).toBeUndefined();
  });

  it('does not ask again while one types, and reads the next document', async () => {
    const history = new FakeHistory();
    const { workspace, edit } = await start({ history });
    edit('a.proto', files['a.proto']);
    await until(workspace, () => nameIn(workspace) !== undefined);
    const asked = history.asked.length;
    for (let version = 2; version < 50; version++) {
      edit('a.proto', `${files['a.proto']}// ${version}`, version);
    }
    edit('c.proto', files['c.proto']);
    const past = () => workspace.snapshot().baseline?.snapshot;
    await until(workspace, () => past()?.source(uriOf('c.proto')) !== undefined);
    expect(history.asked.slice(asked)).toEqual([]);
  });

  it('is another one after another commit, and the same after none', async () => {
    const history = new FakeHistory();
    const { workspace, edit, sync: running } = await start({ history });
    edit('a.proto', files['a.proto']);
    await until(workspace, () => nameIn(workspace) !== undefined);
    running.filesChanged();
    history.commit = '2222222';
    await until(workspace, () => nameIn(workspace) === 'main (2222222)');
    expect(history.asked.filter((one) => one === 'files')).toHaveLength(2);
  });

  it('is none without git, which is told once', async () => {
    const history = new FakeHistory();
    history.commit = undefined;
    const { workspace, edit, told, sync: running } = await start({ history });
    edit('a.proto', files['a.proto']);
    await expect.poll(() => history.asked.length).toBe(1);
    running.filesChanged();
    await expect.poll(() => history.asked.length).toBe(2);
    expect(told).toEqual([`${folder} is compared with no earlier state: there is no git`]);
    expect(nameIn(workspace)).toBeUndefined();
  });

  it('is never looked for when the settings say off, or where there is no history', async () => {
    const history = new FakeHistory();
    const { workspace, edit } = await start({ history, breaking: { against: 'off' } });
    edit('a.proto', files['a.proto']);
    const without = await start({});
    without.edit('a.proto', files['a.proto']);
    await new Promise((done) => setTimeout(done, 600));
    expect(history.asked).toEqual([]);
    expect([nameIn(workspace), nameIn(without.workspace)]).toEqual([undefined, undefined]);
  });

  it('is that of the revision in the settings', async () => {
    const history = new FakeHistory();
    const { workspace, edit } = await start({ history, breaking: { against: ' v1.0 ' } });
    edit('a.proto', files['a.proto']);
    await until(workspace, () => nameIn(workspace) !== undefined);
    expect(history.asked[0]).toBe('revision v1.0');
  });
});

describe('the settings of breaking changes', () => {
  it.each([
    [{ breaking: { against: 'main', use: ['FILE', 1] } }, { against: 'main', use: ['FILE'] }],
    [{ breaking: { against: 1, use: 'FILE' } }, {}],
    [{ protoAtlas: { breaking: { use: [] } } }, { use: [] }],
    [{ breaking: 'off' }, undefined],
  ])('of %j are %j', (value, breaking) => {
    expect(readSettings(value).breaking).toEqual(breaking);
  });
});

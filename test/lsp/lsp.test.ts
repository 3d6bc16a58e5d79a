import { mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CancellationTokenSource, ErrorCodes, LSPErrorCodes } from 'vscode-languageserver/node';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LanguageRequests } from '../../protocol/language.ts';
import { silentLogger } from '../../server/src/base/index.ts';
import { RequestError } from '../../server/src/features/index.ts';
import { customRequests } from '../../server/src/lsp/customRequests.ts';
import { guard } from '../../server/src/lsp/guard.ts';
import { LongWork } from '../../server/src/lsp/longWork.ts';
import { nodeFileSystem } from '../../server/src/lsp/nodeFileSystem.ts';
import { nodeHost } from '../../server/src/lsp/nodeHost.ts';
import { readSettings } from '../../server/src/lsp/settings.ts';
import { canonicalUri, importRootUris } from '../../server/src/lsp/uris.ts';
import { joinUri, throwIfCancelled } from '../../server/src/workspace/index.ts';
import { MemoryFileSystem, openWorkspace } from '../workspace/memoryWorkspace.ts';

describe('URIs', () => {
  it.each([
    ['file:///c:/Users/a b/x.proto', 'file:///c%3A/Users/a%20b/x.proto'],
    ['file:///C%3A/Users/x.proto', 'file:///c%3A/Users/x.proto'],
    ['file:///ws/%c3%bc(1).proto', 'file:///ws/%C3%BC%281%29.proto'],
    ['file:///ws/', 'file:///ws'],
    ['file:///', 'file://'],
    ['memfs:/', 'memfs:'],
    ['memfs:/a.proto', 'memfs:/a.proto'],
    ['vscode-vfs://github/owner/repo/', 'vscode-vfs://github/owner/repo'],
    ['vscode-test-web://mount/', 'vscode-test-web://mount'],
    ['untitled:Untitled-1', 'untitled:Untitled-1'],
    ['proto-atlas-wkt:/google/protobuf/any.proto', 'proto-atlas-wkt:/google/protobuf/any.proto'],
  ])('%s is %s', (uri, canonical) => {
    expect(canonicalUri(uri)).toBe(canonical);
    expect(canonicalUri(canonical)).toBe(canonical);
  });

  it('that the workspace joins are canonical', () => {
    for (const name of ["a b!'()*.proto", 'ü/[x]#?&=+,;:@$.proto', '😀.proto', '~-_.proto']) {
      const joined = joinUri('file:///ws', name) ?? '';
      expect(canonicalUri(joined)).toBe(joined);
    }
    expect(joinUri('file:///ws', '\ud800.proto')).toBeUndefined();
    expect(joinUri(canonicalUri('memfs:/'), 'a.proto')).toBe('memfs:/a.proto');
    expect(joinUri(canonicalUri('file:///'), 'a.proto')).toBe('file:///a.proto');
  });

  it('of import roots follow the folders, the home and the disk', () => {
    const folders = ['file:///one', 'file:///two'];
    const roots = (path: string) => importRootUris(path, folders, '/home/me');
    expect(roots('proto/')).toEqual(['file:///one/proto', 'file:///two/proto']);
    expect(roots('../x')).toEqual(['file:///x', 'file:///x']);
    expect(roots('${workspaceFolder}/p')).toEqual(['file:///one/p', 'file:///two/p']);
    expect(roots('~/p')).toEqual(['file:///home/me/p']);
    expect(roots('/usr/include')).toEqual(['file:///usr/include']);
    expect(roots('vscode-vfs://github/a/b/')).toEqual(['vscode-vfs://github/a/b']);
    expect(importRootUris('~/p', folders)).toEqual(['file:///one/~/p', 'file:///two/~/p']);
    expect(roots(' ')).toEqual([]);
  });
});

describe('settings', () => {
  it.each([
    [undefined, []],
    [null, []],
    ['x', []],
    [{ importRoots: 'x' }, []],
    [{ importRoots: ['a', 1, null, 'b'] }, ['a', 'b']],
    [{ protoAtlas: { importRoots: ['a'] } }, ['a']],
  ])('%j has the import roots %j', (value, importRoots) => {
    expect(readSettings(value)).toEqual({ importRoots });
  });
});

describe('the file system', () => {
  let folder: string;
  const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;

  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'proto-atlas-fs-')));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('reads UTF-8 with and without a byte order mark', async () => {
    await writeFile(join(folder, 'a'), '\ufeffü');
    await writeFile(join(folder, 'b'), 'ü');
    for (const name of ['a', 'b']) {
      expect(await nodeFileSystem.read(uriOf(name))).toEqual({ kind: 'text', text: 'ü' });
    }
  });

  it('tells where bytes are not UTF-8', async () => {
    await writeFile(join(folder, 'a'), Buffer.from([0x61, 0xe9, 0x62]));
    expect(await nodeFileSystem.read(uriOf('a'))).toEqual({
      kind: 'notUtf8',
      text: 'a\ufffdb',
      offset: 1,
    });
  });

  it('takes folders, other schemes and paths through files for missing', async () => {
    await writeFile(join(folder, 'a'), '');
    for (const uri of [uriOf(''), uriOf('none'), uriOf('a/b'), 'untitled:x']) {
      expect(await nodeFileSystem.read(uri)).toEqual({ kind: 'missing' });
    }
  });

  it('shows a linked folder as a link', async () => {
    await symlink(folder, join(folder, 'loop'));
    expect(await nodeFileSystem.readDirectory(uriOf('.'))).toEqual([
      { name: 'loop', kind: 'link' },
    ]);
    expect(await nodeFileSystem.readDirectory(uriOf('none'))).toEqual([]);
  });
});

describe('the guard of requests', () => {
  const ask = (handler: (signal: AbortSignal) => unknown, source = new CancellationTokenSource()) =>
    guard({ method: 'test', logger: silentLogger }, (_: null, signal) => handler(signal))(
      null,
      source.token,
    );

  it('passes results on', async () => {
    expect(await ask(() => 1)).toBe(1);
  });

  it.each([
    ['a bug', new TypeError('oops'), ErrorCodes.InternalError, /could not answer test: oops/],
    ['a refusal', new RequestError('mend it'), LSPErrorCodes.RequestFailed, /^mend it$/],
  ])('answers %s as an error', async (_, error, code, message) => {
    const answer = await ask(() => {
      throw error;
    });
    expect(answer).toMatchObject({ code, message: expect.stringMatching(message) as string });
  });

  it('answers a cancelled request as such, without running it', async () => {
    const source = new CancellationTokenSource();
    let ran = false;
    const answer = ask(() => (ran = true), source);
    source.cancel();
    expect(await answer).toMatchObject({ code: LSPErrorCodes.RequestCancelled });
    expect(ran).toBe(false);
  });

  it('tells a running handler of its cancellation', async () => {
    const source = new CancellationTokenSource();
    const answer = ask((signal) => {
      source.cancel();
      throwIfCancelled(signal);
    }, source);
    expect(await answer).toMatchObject({ code: LSPErrorCodes.RequestCancelled });
  });
});

describe('the requests beside LSP', () => {
  it('each have a handler', async () => {
    const names: Readonly<Record<keyof LanguageRequests, true>> = {
      'protoAtlas/descriptorSet': true,
      'protoAtlas/methods': true,
      'protoAtlas/generateCode': true,
      'protoAtlas/wellKnownText': true,
      'protoAtlas/earlierText': true,
    };
    const workspace = await openWorkspace(new MemoryFileSystem());
    const handlers = customRequests({
      workspace,
      logger: silentLogger,
      longWork: new LongWork(),
      host: nodeHost({ programFolder: '.' }),
    });
    expect(Object.keys(handlers).sort()).toEqual(Object.keys(names).sort());
  });
});

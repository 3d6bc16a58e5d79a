import { beforeEach, describe, expect, it, vi } from 'vitest';
import { URI, Utils } from 'vscode-uri';

const { fs, FileSystemError } = vi.hoisted(() => {
  class FileSystemError extends Error {
    readonly code: string;

    constructor(code: string) {
      super(`no: ${code}`);
      this.code = code;
    }
  }
  return { fs: { readFile: vi.fn(), readDirectory: vi.fn() }, FileSystemError };
});

vi.mock('vscode', () => ({
  Uri: { parse: (text: string) => URI.parse(text, true), joinPath: Utils.joinPath.bind(Utils) },
  Disposable: { from: () => ({ dispose: () => undefined }) },
  FileType: { File: 1, Directory: 2, SymbolicLink: 64 },
  FileSystemError,
  workspace: { fs },
}));

const { answerFileRequests } = await import('../../client/src/language/clientFiles.ts');
const { decodeText } = await import('../../client/src/language/decodeText.ts');
const { rootPathOf } = await import('../../client/src/language/rootPaths.ts');
const { rootUriOf } = await import('../../client/src/language/rootUris.ts');

type Answer = (params: { readonly uri: string }) => Promise<unknown>;

const answers = new Map<string, Answer>();
answerFileRequests({
  onRequest: (method: unknown, answer: unknown) => {
    answers.set(String(method), answer as Answer);
    return { dispose: () => undefined };
  },
});

const read = (uri: string): Promise<unknown> | undefined =>
  answers.get('protoAtlas/fs/readFile')?.({ uri });
const list = (uri: string): Promise<unknown> | undefined =>
  answers.get('protoAtlas/fs/readDirectory')?.({ uri });

beforeEach(() => {
  fs.readFile.mockReset();
  fs.readDirectory.mockReset();
});

describe('files that the editor reads for the server', () => {
  it('are read as text, without a byte order mark', async () => {
    fs.readFile.mockResolvedValue(Buffer.from('\ufeffsyntax'));
    expect(await read('memfs:/a.proto')).toEqual({ kind: 'text', text: 'syntax' });
    expect(String(fs.readFile.mock.calls[0]?.[0])).toBe('memfs:/a.proto');
  });

  it('say where they are not UTF-8', () => {
    const bytes = Uint8Array.from([...Buffer.from('\ufeffüx'), 0xe9, 0x79]);
    expect(decodeText(bytes)).toEqual({ kind: 'notUtf8', text: 'üx\ufffdy', offset: 2 });
  });

  it.each(['FileNotFound', 'FileIsADirectory', 'FileNotADirectory'])(
    'are missing after %s',
    async (code) => {
      fs.readFile.mockRejectedValue(new FileSystemError(code));
      expect(await read('memfs:/a.proto')).toEqual({ kind: 'missing' });
    },
  );

  it('say why they cannot be read', async () => {
    fs.readFile.mockRejectedValue(new FileSystemError('NoPermissions'));
    expect(await read('memfs:/a.proto')).toEqual({ kind: 'failed', message: 'no: NoPermissions' });
  });

  it('stand in folders, links among them by what they lead to', async () => {
    fs.readDirectory.mockResolvedValue([
      ['a.proto', 1],
      ['sub', 2],
      ['linked.proto', 65],
      ['linkedFolder', 66],
      ['deadLink', 64],
    ]);
    expect(await list('memfs:')).toEqual({
      entries: [
        { name: 'a.proto', kind: 'file' },
        { name: 'sub', kind: 'folder' },
        { name: 'linked.proto', kind: 'file' },
        { name: 'linkedFolder', kind: 'link' },
        { name: 'deadLink', kind: 'link' },
      ],
    });
    expect(String(fs.readDirectory.mock.calls[0]?.[0])).toBe('memfs:/');
  });

  it('are none in a folder that cannot be read', async () => {
    fs.readDirectory.mockRejectedValue(new FileSystemError('Unavailable'));
    expect(await list('memfs:/x')).toEqual({ entries: [] });
  });
});

/** The real class, which the editor's own is like. */
const folder = URI.parse('vscode-vfs://github/owner/repo');

describe('import roots of the settings in a virtual folder', () => {
  it.each([
    ['proto', 'vscode-vfs://github/owner/repo/proto'],
    ['./proto/../api', 'vscode-vfs://github/owner/repo/api'],
    ['${workspaceFolder}/proto', 'vscode-vfs://github/owner/repo/proto'],
    ['/owner/other', 'vscode-vfs://github/owner/other'],
    ['memfs://x/y', 'memfs://x/y'],
    ['~/proto', undefined],
    ['${userHome}/proto', undefined],
  ])('%s is %s', (text, uri) => {
    expect(rootUriOf(text, folder)).toBe(uri);
    expect(rootPathOf(text, folder)).toBe(uri);
  });

  it('need the folder when they are relative', () => {
    expect(rootUriOf('proto', undefined)).toBeUndefined();
    expect(rootUriOf('memfs://x/y', undefined)).toBe('memfs://x/y');
  });
});

describe('import roots of the settings in a folder of the disk', () => {
  it('are paths', () => {
    const disk = URI.file('/w');
    expect(rootPathOf('proto', disk)).toBe('/w/proto');
    expect(rootPathOf('/abs', undefined)).toBe('/abs');
  });

  it('may be URIs of other file systems', () => {
    const disk = URI.file('/w');
    expect(rootPathOf('memfs://x/y', disk)).toBe('memfs://x/y');
  });
});

import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakeEditor, textDocuments } from './fakeEditor.ts';

vi.mock('vscode', () => fakeEditor);

const { KeyFileSystem } = await import('../../client/src/keys/keyFileSystem.ts');
const { KeyBases } = await import('../../client/src/keys/keyBases.ts');
const { KeyClient } = await import('../../client/src/keys/keyClient.ts');
const { RevisionDocuments } = await import('../../client/src/keys/revisionDocuments.ts');
const { keyUri, folderUri, placeOf } = await import('../../client/src/keys/keyUri.ts');

/** A registry of one store: each change has the next revision. */
class FakeRegistry {
  readonly values = new Map<string, { value: string; revision: number }>();
  #revision = 0;

  put(key: string, value: string | Buffer): number {
    this.#revision++;
    this.values.set(base64(key), { value: base64(value), revision: this.#revision });
    return this.#revision;
  }

  send(method: string, params: Record<string, unknown>): unknown {
    const id = String(params.key ?? params.prefix);
    const current = this.values.get(id);
    if (method === 'keys/read') {
      return current ?? null;
    }
    if (method === 'keys/list') {
      return { entries: [...this.values.keys()].map((key) => ({ kind: 'key', key })) };
    }
    if ((current?.revision ?? 0) !== params.expected) {
      return current === undefined ? { kind: 'conflict' } : { kind: 'conflict', current };
    }
    if (method === 'keys/write') {
      const value = Buffer.from(String(params.value), 'base64');
      return { kind: 'done', revision: this.put(Buffer.from(id, 'base64').toString(), value) };
    }
    this.values.delete(id);
    return { kind: 'done', revision: 0 };
  }

  text(key: string): string | undefined {
    const found = this.values.get(base64(key));
    return found && Buffer.from(found.value, 'base64').toString();
  }
}

function base64(text: string | Buffer): string {
  return Buffer.from(text).toString('base64');
}

function setUp() {
  const registry = new FakeRegistry();
  const bases = new KeyBases();
  const conflicts: unknown[] = [];
  const client = new KeyClient({
    send: (method, params) =>
      Promise.resolve(registry.send(method, params as Record<string, unknown>)) as never,
  });
  const files = new KeyFileSystem({
    client,
    bases,
    onConflict: (conflict) => conflicts.push(conflict.current?.revision),
  });
  const uri = keyUri({ connectionId: 'My Registry', key: Buffer.from('a/b') });
  /** Opens the document as an editor does. */
  const open = async () => {
    const value = await files.readFile(uri);
    bases.settled(uri.toString(), Buffer.from(value).toString());
    const document = { uri: uri as never, isDirty: false };
    textDocuments.push(document);
    return document;
  };
  return { registry, bases, conflicts, files, uri, open };
}

const mine = Buffer.from('mine');

describe('the file system of keys', () => {
  afterEach(() => {
    textDocuments.length = 0;
  });

  it('reads a key back from its address', () => {
    const { uri } = setUp();
    expect(placeOf(uri)).toEqual({
      kind: 'key',
      connectionId: 'My Registry',
      key: Buffer.from('a/b'),
    });
  });

  it('saves what nobody else has changed, twice in a row', async () => {
    const { registry, files, uri, open } = setUp();
    registry.put('a/b', 'base');
    await open();
    await files.writeFile(uri, mine);
    await files.writeFile(uri, Buffer.from('mine too'));
    expect(registry.text('a/b')).toBe('mine too');
    expect(await files.stat(uri)).toMatchObject({ mtime: 3, size: 8 });
  });

  it('does not save over the change of somebody else, even after a search has read it', async () => {
    const { registry, files, uri, open, conflicts } = setUp();
    registry.put('a/b', 'base');
    const document = await open();
    document.isDirty = true;
    const theirs = registry.put('a/b', 'them');
    await files.readFile(uri);
    await expect(files.writeFile(uri, mine)).rejects.toThrow(/somebody else \(revision 2\)/);
    expect([registry.text('a/b'), conflicts]).toEqual(['them', [theirs]]);
  });

  it('saves over a heartbeat, which changes nothing', async () => {
    const { registry, files, uri, open } = setUp();
    registry.put('a/b', 'base');
    await open();
    registry.put('a/b', 'base');
    await files.writeFile(uri, mine);
    expect(registry.text('a/b')).toBe('mine');
  });

  it('tells the editor of a change elsewhere before it saves, even of the same length', async () => {
    const { registry, files, uri, open } = setUp();
    registry.put('a/b', 'base');
    const document = await open();
    const before = await files.stat(uri);
    document.isDirty = true;
    registry.put('a/b', 'base');
    expect(await files.stat(uri)).toEqual(before); // A heartbeat is no change.
    registry.put('a/b', 'them');
    const after = await files.stat(uri);
    expect(after.mtime).toBeGreaterThan(before.mtime);
    expect(after.size).not.toBe(before.size);
    files.forget(uri);
    expect(await files.stat(uri)).toMatchObject({ mtime: 3, size: 4 });
  });

  it('saves over what a person was told of, and over nothing newer', async () => {
    const { registry, files, uri, open, conflicts } = setUp();
    registry.put('a/b', 'base');
    const document = await open();
    await files.stat(uri);
    document.isDirty = true;
    registry.put('a/b', 'them');
    await files.stat(uri); // The save that the editor stops, and asks about.
    registry.put('a/b', 'more');
    await files.stat(uri); // The save that the person insists on.
    await expect(files.writeFile(uri, mine)).rejects.toThrow(/somebody else \(revision 3\)/);
    expect([registry.text('a/b'), conflicts]).toEqual(['more', [3]]);
    await files.stat(uri);
    await files.stat(uri);
    await files.writeFile(uri, mine);
    expect(registry.text('a/b')).toBe('mine');
  });

  it('does not save over a change that the editor never asked about', async () => {
    const { registry, files, uri, open } = setUp();
    registry.put('a/b', 'base');
    const document = await open();
    await files.stat(uri);
    document.isDirty = true;
    registry.put('a/b', 'them');
    await files.stat(uri);
    await expect(files.writeFile(uri, mine)).rejects.toThrow(/somebody else/);
  });

  it('does not write again what a transaction has written', async () => {
    const { registry, files, uri, open } = setUp();
    registry.put('a/b', 'base');
    await open();
    const revision = registry.put('a/b', mine);
    files.written(uri, { revision, value: mine });
    await files.writeFile(uri, mine);
    expect(registry.put('a/b', mine)).toBe(revision + 1);
    files.written(uri, { revision: revision + 1, value: mine });
    await files.writeFile(uri, Buffer.from('typed meanwhile'));
    expect(registry.text('a/b')).toBe('typed meanwhile');
  });

  it('does not bring back a key that was deleted, until that is asked for', async () => {
    const { registry, bases, files, uri, open, conflicts } = setUp();
    registry.put('a/b', 'base');
    await open();
    registry.values.clear();
    await expect(files.writeFile(uri, mine)).rejects.toThrow(/deleted by somebody else/);
    expect(conflicts).toEqual([undefined]);
    bases.moved(uri.toString(), { revision: 0, value: new Uint8Array() });
    await files.writeFile(uri, mine);
    expect(registry.text('a/b')).toBe('mine');
  });

  it('creates a key only where there is none', async () => {
    const { registry, files, uri } = setUp();
    await files.writeFile(uri, mine);
    expect(registry.text('a/b')).toBe('mine');
    const other = setUp();
    other.registry.put('a/b', 'theirs');
    await expect(other.files.writeFile(other.uri, mine)).rejects.toThrow(/somebody else/);
    expect([other.registry.text('a/b'), other.conflicts]).toEqual(['theirs', []]);
  });

  it('keeps an editor from changing bytes that are no text', async () => {
    const { registry, files, uri } = setUp();
    registry.put('a/b', Buffer.from([0xff, 0xfe]));
    expect(await files.stat(uri)).toMatchObject({ permissions: 1 });
    expect(Buffer.from(await files.readFile(uri))).toEqual(Buffer.from([0xff, 0xfe]));
  });

  it('has folders always, files when they are there, and refuses to change folders', async () => {
    const { registry, files, uri } = setUp();
    const folder = folderUri({ connectionId: 'My Registry', key: Buffer.from('a/') });
    expect(await files.stat(folder)).toMatchObject({ type: 2 });
    await expect(files.stat(uri)).rejects.toThrow(/^no /);
    await expect(files.delete(folder)).rejects.toThrow(/folders never/);
    registry.put('a/b', 'x');
    expect(await files.readDirectory(folder)).toEqual([['b', 1]]);
    await files.delete(uri);
    expect(registry.text('a/b')).toBeUndefined();
  });
});

describe('the documents of values at hand', () => {
  it('show the newest value that was handed over under their address', async () => {
    const client = new KeyClient({ send: () => Promise.reject(new Error('nobody is asked')) });
    const documents = new RevisionDocuments(client);
    const place = { connectionId: 'c', key: Buffer.from('a') };
    const show = (text: string) =>
      documents.show(place, { revision: -1, value: Buffer.from(text) });
    const uri = show('one file');
    show('one file');
    expect(documents.onDidChange).toEqual([]);
    show('another');
    expect(documents.onDidChange).toEqual([uri]);
    expect(await documents.provideTextDocumentContent(uri)).toBe('another');
  });
});

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { TransactionOutcome } from '../../protocol/keys.ts';
import { fakeEditor } from './fakeEditor.ts';

const asked: string[] = [];
/** What the person answers to a warning, in order. */
const answers: (string | undefined)[] = [];
const shown: unknown[][] = [];

vi.mock('vscode', () => ({
  ...fakeEditor,
  window: {
    showQuickPick: (items: readonly { readonly picked?: boolean }[]) =>
      Promise.resolve(items.filter(({ picked }) => picked === true)),
    showWarningMessage: (text: string) => {
      asked.push(text);
      return Promise.resolve(answers.shift());
    },
    setStatusBarMessage: (text: string) => asked.push(text),
  },
  commands: { executeCommand: (...args: unknown[]) => shown.push(args) },
}));

const { discardKeyChanges, saveKeysTogether, showPendingKeys } =
  await import('../../client/src/keys/saveTogether.ts');
const { KeyBases } = await import('../../client/src/keys/keyBases.ts');
const { KeyClient } = await import('../../client/src/keys/keyClient.ts');
const { keyUri } = await import('../../client/src/keys/keyUri.ts');

interface Sent {
  readonly changes: readonly {
    readonly key: string;
    /** Absent of a deletion. */
    readonly value?: string;
    readonly expected: number;
  }[];
}

/** Unsaved documents `a`, `b` … and keys marked for deletion, over revision 1, and a registry that answers as it is told. */
function setUp(
  texts: readonly string[],
  outcomes: readonly TransactionOutcome[],
  { limit = 10, marked = [] }: { limit?: number; marked?: readonly string[] } = {},
) {
  const base = { revision: 1, value: Buffer.from('base') };
  const left = [...outcomes];
  const sent: [string, string | undefined, number][][] = [];
  const client = new KeyClient({
    send: ((method: string, params: unknown) => {
      if (method === 'keys/limits') {
        return Promise.resolve({ changes: limit });
      }
      const { changes } = params as Sent;
      sent.push(
        changes.map(({ key, value, expected }) => [plain(key), value && plain(value), expected]),
      );
      return Promise.resolve(left.shift());
    }) as never,
  });
  const saved: string[] = [];
  const written: [string, number][] = [];
  const unmarked: string[] = [];
  const gone: string[] = [];
  const lists: string[] = [];
  const edits = texts.map((text, index) => {
    const name = String.fromCharCode(97 + index);
    const place = { connectionId: 'c', key: Buffer.from(name) };
    const document = {
      uri: keyUri(place),
      getText: () => text,
      save: () => Promise.resolve(saved.push(name)),
    };
    return { kind: 'edit', document, place, base };
  });
  const deletions = marked.map((name) => {
    return { kind: 'delete', place: { connectionId: 'c', key: Buffer.from(name) }, base };
  });
  const pending = [...edits, ...deletions];
  const parts = {
    client,
    bases: new KeyBases(),
    files: {
      written: (uri: { path: string }, base: { revision: number }) =>
        written.push([uri.path, base.revision]),
      gone: (uri: { path: string }) => gone.push(uri.path),
    },
    revisions: { show: (_: unknown, { revision }: { revision: number }) => `at ${revision}` },
    pending: {
      list: () => new Map([['c', pending]]),
      connectionOf: () => undefined,
      original: (key: { base: { revision: number } }) => `at ${key.base.revision}`,
      unmark: (uri: { path: string }) =>
        marked.includes(uri.path.slice(1)) && unmarked.push(uri.path),
    },
    nameOf: () => 'shop',
    onListChanged: () => lists.push('changed'),
  };
  return { parts: parts as never, sent, saved, written, pending, unmarked, gone, lists };
}

function plain(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}

function conflict(key: string, text: string | undefined, revision = 5): TransactionOutcome {
  const value = text === undefined ? {} : { current: { value: base64(text), revision } };
  return { kind: 'conflict', keys: [{ key: base64(key), ...value }] };
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

describe('changed keys together', () => {
  beforeEach(() => {
    [asked, answers, shown].forEach((list) => list.splice(0));
  });

  it('go out in one transaction over what each text was made from, and are saved after it', async () => {
    const { parts, sent, saved, written } = setUp(
      ['1', '2'],
      [{ kind: 'done', revisions: [7, 7] }],
    );
    await saveKeysTogether(undefined, parts);
    expect(sent).toEqual([
      [
        ['a', '1', 1],
        ['b', '2', 1],
      ],
    ]);
    expect([saved, written]).toEqual([
      ['a', 'b'],
      [
        ['/a', 7],
        ['/b', 7],
      ],
    ]);
  });

  it('stay unsaved, all of them, when one was changed by somebody else', async () => {
    const { parts, sent, saved } = setUp(['1', '2'], [conflict('b', 'theirs')]);
    await saveKeysTogether(undefined, parts);
    expect([sent.length, saved]).toEqual([1, []]);
    expect(asked.join()).toMatch(/^b was changed by somebody else\. Nothing was written/);
  });

  it('can be compared with what somebody else has written', async () => {
    const { parts } = setUp(['1', '2'], [conflict('b', 'theirs')]);
    answers.push('Compare');
    await saveKeysTogether(undefined, parts);
    const [[command, , changes] = []] = shown;
    expect(command).toBe('vscode.changes');
    expect(changes).toMatchObject([[{ path: '/b' }, 'at 5', { path: '/b' }]]);
  });

  it('are written over what the person was told of, and nothing newer', async () => {
    const { parts, sent, saved } = setUp(
      ['1', '2'],
      [conflict('b', 'theirs'), conflict('b', 'more', 6)],
    );
    answers.push('Overwrite');
    await saveKeysTogether(undefined, parts);
    expect(sent[1]).toEqual([
      ['a', '1', 1],
      ['b', '2', 5],
    ]);
    expect([sent.length, saved, asked.length]).toEqual([2, [], 2]);
  });

  it('go over a heartbeat, which has changed nothing', async () => {
    const { parts, sent, saved } = setUp(
      ['1'],
      [conflict('a', 'base'), { kind: 'done', revisions: [8] }],
    );
    await saveKeysTogether(undefined, parts);
    expect([sent[1], saved]).toEqual([[['a', '1', 5]], ['a']]);
  });

  it('bring nothing back that somebody else has deleted, until that is wanted', async () => {
    const { parts, sent } = setUp(
      ['1'],
      [conflict('a', undefined), { kind: 'done', revisions: [8] }],
    );
    answers.push('Overwrite');
    await saveKeysTogether(undefined, parts);
    expect([sent[1], asked[0]]).toEqual([
      [['a', '1', 0]],
      expect.stringMatching(/^a \(deleted\) was changed/),
    ]);
  });

  it('are chosen only as far as the registry takes them', async () => {
    const { parts, sent } = setUp(['1', '2', '3'], [{ kind: 'done', revisions: [7, 7] }], {
      limit: 2,
    });
    await saveKeysTogether(undefined, parts);
    expect(sent[0]?.map(([key]) => key)).toEqual(['a', 'b']);
  });

  it('keep the byte order mark that the editor does not show', async () => {
    const { parts, sent, pending } = setUp(['1'], [{ kind: 'done', revisions: [7] }]);
    const [first] = pending;
    Object.assign(first ?? {}, { base: { revision: 1, value: Buffer.from('\ufeffbase') } });
    await saveKeysTogether(undefined, parts);
    expect(sent[0]?.[0]?.[1]).toBe('\ufeff1');
  });

  it('are saved and deleted in the same transaction', async () => {
    const { parts, sent, saved, unmarked, gone, lists } = setUp(
      ['1'],
      [{ kind: 'done', revisions: [7, 0] }],
      { marked: ['x'] },
    );
    await saveKeysTogether(undefined, parts);
    expect(sent).toEqual([
      [
        ['a', '1', 1],
        ['x', undefined, 1],
      ],
    ]);
    expect([saved, unmarked, gone, lists]).toEqual([['a'], ['/x'], ['/x'], ['changed']]);
    expect(asked).toEqual(['$(check) 1 key was saved and 1 key was deleted in one transaction']);
  });

  it('keep their marks when somebody else has changed one that was to be deleted', async () => {
    const { parts, sent, unmarked } = setUp(['1'], [conflict('x', 'theirs')], { marked: ['x'] });
    answers.push('Compare');
    await saveKeysTogether(undefined, parts);
    expect([sent.length, unmarked]).toEqual([1, []]);
    expect(asked[0]).toMatch(/^x was changed by somebody else\. Nothing was written/);
    expect(shown[0]?.[2]).toMatchObject([[{ path: '/x' }, 'at 5', undefined]]);
  });

  it('need no deletion of what somebody else has deleted already', async () => {
    const { parts, sent, unmarked } = setUp(
      ['1'],
      [conflict('x', undefined), { kind: 'done', revisions: [8] }],
      { marked: ['x'] },
    );
    await saveKeysTogether(undefined, parts);
    expect([sent[1], unmarked]).toEqual([[['a', '1', 1]], ['/x']]);
    const alone = setUp([], [conflict('x', undefined)], { marked: ['x'] });
    await saveKeysTogether(undefined, alone.parts);
    expect([alone.sent.length, alone.unmarked]).toEqual([1, ['/x']]);
  });

  it('are shown side by side, a deletion against nothing', async () => {
    const { parts } = setUp(['1'], [], { marked: ['x'] });
    await showPendingKeys(undefined, parts);
    expect(shown[0]?.[2]).toMatchObject([
      [{ path: '/a' }, 'at 1', { path: '/a' }],
      [{ path: '/x' }, 'at 1', undefined],
    ]);
  });

  it('stay when their deletion is discarded, without a question', async () => {
    const { parts, unmarked } = setUp([], [], { marked: ['x'] });
    const resourceUri = keyUri({ connectionId: 'c', key: Buffer.from('x') });
    await discardKeyChanges({ resourceUri }, parts);
    expect([unmarked, asked]).toEqual([['/x'], []]);
  });
});

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

const { saveKeysTogether } = await import('../../client/src/keys/saveTogether.ts');
const { KeyBases } = await import('../../client/src/keys/keyBases.ts');
const { KeyClient } = await import('../../client/src/keys/keyClient.ts');
const { keyUri } = await import('../../client/src/keys/keyUri.ts');

interface Sent {
  readonly changes: readonly {
    readonly key: string;
    readonly value: string;
    readonly expected: number;
  }[];
}

/** Unsaved documents `a`, `b` … over revision 1, and a registry that answers as it is told. */
function setUp(texts: readonly string[], outcomes: readonly TransactionOutcome[], limit = 10) {
  const left = [...outcomes];
  const sent: [string, string, number][][] = [];
  const client = new KeyClient({
    send: ((method: string, params: unknown) => {
      if (method === 'keys/limits') {
        return Promise.resolve({ changes: limit });
      }
      const { changes } = params as Sent;
      sent.push(changes.map(({ key, value, expected }) => [plain(key), plain(value), expected]));
      return Promise.resolve(left.shift());
    }) as never,
  });
  const saved: string[] = [];
  const written: [string, number][] = [];
  const pending = texts.map((text, index) => {
    const name = String.fromCharCode(97 + index);
    const place = { connectionId: 'c', key: Buffer.from(name) };
    const document = {
      uri: keyUri(place),
      getText: () => text,
      save: () => Promise.resolve(saved.push(name)),
    };
    return { document, place, base: { revision: 1, value: Buffer.from('base') } };
  });
  const parts = {
    client,
    bases: new KeyBases(),
    files: {
      written: (uri: { path: string }, base: { revision: number }) =>
        written.push([uri.path, base.revision]),
    },
    revisions: { show: (_: unknown, { revision }: { revision: number }) => `at ${revision}` },
    pending: { list: () => new Map([['c', pending]]), connectionOf: () => undefined },
    nameOf: () => 'shop',
  };
  return { parts: parts as never, sent, saved, written, pending };
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
    const { parts, sent } = setUp(['1', '2', '3'], [{ kind: 'done', revisions: [7, 7] }], 2);
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
});

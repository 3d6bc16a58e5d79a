import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fakeEditor, textDocuments } from './fakeEditor.ts';

interface FakeGroup {
  readonly id: string;
  readonly label: string;
  resourceStates: readonly { readonly contextValue: string; readonly resourceUri: unknown }[];
}

interface FakeControl {
  readonly label: string;
  readonly groups: FakeGroup[];
  count: number;
  isDisposed: boolean;
}

const controls: FakeControl[] = [];
const said: string[] = [];
let touched: (event: unknown) => void = () => undefined;
const ignored = () => ({ dispose: () => undefined });

vi.mock('vscode', () => ({
  ...fakeEditor,
  FileDecoration: class {
    readonly badge: string;
    constructor(badge: string) {
      this.badge = badge;
    }
  },
  ThemeColor: class {},
  ThemeIcon: class {
    readonly id: string;
    constructor(id: string) {
      this.id = id;
    }
  },
  Disposable: { from: ignored },
  workspace: {
    ...fakeEditor.workspace,
    onDidChangeTextDocument: (listener: typeof touched) => {
      touched = listener;
      return ignored();
    },
    ...{ onDidSaveTextDocument: ignored, onDidOpenTextDocument: ignored },
    onDidCloseTextDocument: ignored,
  },
  window: { setStatusBarMessage: (text: string) => said.push(text) },
  scm: {
    createSourceControl: (_: string, label: string) => {
      const control = { label, groups: [] as FakeGroup[], count: 0, isDisposed: false };
      controls.push(control);
      return Object.assign(control, {
        inputBox: {},
        createResourceGroup: (id: string, groupLabel: string) => {
          const group: FakeGroup = { id, label: groupLabel, resourceStates: [] };
          control.groups.push(group);
          return group;
        },
        dispose: () => {
          control.isDisposed = true;
        },
      });
    },
  },
}));

const { PendingKeys } = await import('../../client/src/keys/pendingKeys.ts');
const { KeyBases } = await import('../../client/src/keys/keyBases.ts');
const { keyUri } = await import('../../client/src/keys/keyUri.ts');

function placeOf(key: string) {
  return { connectionId: 'c', key: Buffer.from(key) };
}

const base = { revision: 3, value: Buffer.from('x') };

function setUp() {
  const revisions = { show: (_: unknown, { revision }: { revision: number }) => `at ${revision}` };
  const options = { bases: new KeyBases(), revisions, nameOf: () => 'shop' };
  return new PendingKeys(options as never);
}

/** Lines by group, as the Source Control view has them. */
function view() {
  vi.runAllTimers();
  return controls
    .filter(({ isDisposed }) => !isDisposed)
    .flatMap(({ groups }) => groups)
    .filter(({ resourceStates }) => resourceStates.length > 0)
    .map(({ label, resourceStates }) => [
      label,
      ...resourceStates.map((one) => [
        one.contextValue,
        (one.resourceUri as { path: string }).path,
      ]),
    ]);
}

/** The document of a key gets unsaved changes. */
function edit(key: string): void {
  const document = { uri: keyUri(placeOf(key)), isDirty: true, isClosed: false };
  textDocuments.push(document);
  touched({ document });
}

beforeEach(() => {
  vi.useFakeTimers();
  [controls, said, textDocuments].forEach((list) => list.splice(0));
});

afterEach(() => {
  vi.useRealTimers();
});

describe('keys that are marked for deletion', () => {
  it('stand in a group of their own beside those that are edited', () => {
    const pending = setUp();
    pending.mark(placeOf('b'), base);
    edit('a');
    expect(view()).toEqual([
      ['Changed Keys of shop', ['pendingKey', '/a']],
      ['Keys of shop to Delete', ['pendingKeyDeletion', '/b']],
    ]);
    expect(controls.map(({ count }) => count)).toEqual([2]);
    expect(pending.connectionOf(controls[0]?.groups[1])).toBe('c');
    const badges = ['a', 'b'].map((key) => pending.provideFileDecoration(keyUri(placeOf(key))));
    expect(badges).toMatchObject([undefined, { badge: 'D' }]);
  });

  it('leave the view with their registry when the mark is taken away', () => {
    const pending = setUp();
    pending.mark(placeOf('b'), base);
    expect(view()).toHaveLength(1);
    expect(pending.unmark(keyUri(placeOf('b')))).toBe(true);
    expect(pending.unmark(keyUri(placeOf('b')))).toBe(false);
    expect(view()).toEqual([]);
  });

  it('are kept when they are edited after all, and that is said', () => {
    const pending = setUp();
    pending.mark(placeOf('b'), base);
    edit('b');
    expect(
      pending
        .list()
        .get('c')
        ?.map(({ kind }) => kind),
    ).toEqual(['edit']);
    expect(view()).toEqual([['Changed Keys of shop', ['pendingKey', '/b']]]);
    expect(said).toEqual([expect.stringMatching(/b was edited: .*no longer marked/)]);
    textDocuments.splice(0);
    expect(pending.list().size).toBe(0);
  });
});

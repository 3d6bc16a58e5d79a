import { afterEach, describe, expect, it, vi } from 'vitest';
import { fakeEditor } from './fakeEditor.ts';

const subscription = { dispose: () => undefined };
const listen = () => subscription;

vi.mock('vscode', () => ({
  ...fakeEditor,
  Disposable: { from: () => subscription },
  commands: { executeCommand: () => Promise.resolve() },
  window: {
    createTreeView: () => ({
      visible: false,
      onDidChangeVisibility: listen,
      onDidExpandElement: listen,
      onDidCollapseElement: listen,
    }),
  },
}));

const { createSideBar } = await import('../../client/src/explorer/createSideBar.ts');

describe('the side bar', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('goes by the connections that there are when it draws, not by those at the first change', async () => {
    vi.useFakeTimers();
    const sent: string[] = [];
    let hasConnections = false;
    const { refresh } = createSideBar({
      topology: {
        send: (method: string) => {
          sent.push(method);
          return Promise.reject(new Error('there is no server'));
        },
        onUpdate: listen,
        onClusterUpdate: listen,
      } as never,
      reflections: {} as never,
      keys: {} as never,
      hasConnections: () => hasConnections,
      disabled: () => [],
    });
    refresh();
    hasConnections = true;
    refresh();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(sent.filter((method) => method === 'topology/get')).toHaveLength(1);
  });
});

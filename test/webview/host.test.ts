import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ToWebview } from '../../protocol/webview.ts';
import { connectHost } from '../../webview/src/messaging/host.ts';
import { gzipped } from './support/gzipped.ts';

let inWindow: EventTarget;
let bursts: string[][];

function send(command: 'filter' | 'focus' | 'hide'): void {
  const message: ToWebview = { type: 'topology/command', command };
  inWindow.dispatchEvent(new MessageEvent('message', { data: message }));
}

function commandOf(message: ToWebview): string {
  return message.type === 'topology/command' ? message.command : message.type;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  inWindow = new EventTarget();
  bursts = [];
  vi.stubGlobal('window', inWindow);
  const api = {
    postMessage: () => undefined,
    getState: () => undefined,
    setState: () => undefined,
  };
  vi.stubGlobal('acquireVsCodeApi', () => api);
  connectHost().listen((messages) => bursts.push(messages.map(commandOf)));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('messages to a page', () => {
  it('come at once after a pause, then some milliseconds apart', () => {
    send('filter');
    vi.advanceTimersByTime(0);
    expect(bursts).toEqual([['filter']]);
    send('focus');
    vi.advanceTimersByTime(4);
    send('hide');
    expect(bursts).toHaveLength(1);
    vi.advanceTimersByTime(4);
    expect(bursts).toEqual([['filter'], ['focus', 'hide']]);
  });

  it('stay behind one that is still being unpacked', async () => {
    const text = JSON.stringify({ type: 'topology/command', command: 'filter' });
    const data = { type: 'packed', gzip: await gzipped(text) };
    inWindow.dispatchEvent(new MessageEvent('message', { data }));
    send('focus');
    inWindow.dispatchEvent(
      new MessageEvent('message', { data: { type: 'packed', gzip: new Uint8Array(3) } }),
    );
    send('hide');
    await vi.waitFor(() => {
      vi.runAllTimers();
      expect(bursts.flat()).toEqual(['filter', 'focus', 'hide']);
    });
    send('filter');
    vi.runAllTimers();
    expect(bursts.flat()).toHaveLength(4);
  });
});

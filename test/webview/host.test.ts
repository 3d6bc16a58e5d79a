import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ToWebview } from '../../protocol/webview.ts';
import { connectHost } from '../../webview/src/messaging/host.ts';
import { gzipped } from './support/gzipped.ts';

const shown = { visibilityState: 'visible' };
let inWindow: EventTarget;
let inDocument: EventTarget;
let frames: (() => void)[];
let bursts: string[][];

function send(command: 'filter' | 'focus' | 'hide'): void {
  const message: ToWebview = { type: 'topology/command', command };
  inWindow.dispatchEvent(new MessageEvent('message', { data: message }));
}

function hide(isHidden: boolean): void {
  shown.visibilityState = isHidden ? 'hidden' : 'visible';
  inDocument.dispatchEvent(new Event('visibilitychange'));
}

function commandOf(message: ToWebview): string {
  return message.type === 'topology/command' ? message.command : message.type;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'performance'] });
  inWindow = new EventTarget();
  inDocument = Object.defineProperty(new EventTarget(), 'visibilityState', {
    get: () => shown.visibilityState,
  });
  frames = [];
  bursts = [];
  vi.stubGlobal('window', inWindow);
  vi.stubGlobal('document', inDocument);
  vi.stubGlobal('requestAnimationFrame', (run: () => void) => frames.push(run));
  const api = {
    postMessage: () => undefined,
    getState: () => undefined,
    setState: () => undefined,
  };
  vi.stubGlobal('acquireVsCodeApi', () => api);
  shown.visibilityState = 'visible';
  connectHost().listen((messages) => bursts.push(messages.map(commandOf)));
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('messages to a page', () => {
  it('come at once after a pause, then with the next frame', () => {
    send('filter');
    vi.runAllTimers();
    expect(bursts).toEqual([['filter']]);
    send('focus');
    send('hide');
    vi.runAllTimers();
    expect(bursts).toHaveLength(1);
    frames.forEach((run) => run());
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
      frames.splice(0).forEach((run) => run());
      expect(bursts.flat()).toEqual(['filter', 'focus', 'hide']);
    });
    send('filter');
    vi.runAllTimers();
    frames.splice(0).forEach((run) => run());
    expect(bursts.flat()).toHaveLength(4);
  });

  it('do not wait for a frame that a hidden page never gets', () => {
    send('filter');
    vi.runAllTimers();
    send('focus');
    expect(bursts).toHaveLength(1);
    hide(true);
    expect(bursts).toEqual([['filter'], ['focus']]);
    send('hide');
    vi.runAllTimers();
    expect(bursts).toEqual([['filter'], ['focus'], ['hide']]);
    hide(false);
    frames.forEach((run) => run());
    expect(bursts).toHaveLength(3);
  });
});

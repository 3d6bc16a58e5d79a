import type { FromWebview, ToWebview } from '../../../protocol/webview.ts';
import { isToWebview } from './incoming.ts';

/** What the editor gives a page: see the webview section of its extension guide. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

/** The page's one way to the rest of the world. */
export interface Host {
  readonly post: (message: FromWebview) => void;
  /** What `save` was last given before the page was hidden; unchecked. */
  readonly savedState: unknown;
  readonly save: (state: unknown) => void;
  /** Messages come in bursts, at most one burst per frame, in their order. */
  readonly listen: (receive: (messages: readonly ToWebview[]) => void) => void;
}

/** May be called once in the life of a page. */
export function connectHost(): Host {
  const api = acquireVsCodeApi();
  return {
    post: (message) => api.postMessage(message),
    savedState: api.getState(),
    save: (state) => api.setState(state),
    listen: (receive) => listenInBursts(receive),
  };
}

function listenInBursts(receive: (messages: readonly ToWebview[]) => void): void {
  let burst: ToWebview[] = [];
  const flush = (): void => {
    const messages = burst;
    burst = [];
    receive(messages);
  };
  window.addEventListener('message', (event: MessageEvent<unknown>) => {
    if (!isToWebview(event.data)) {
      return;
    }
    burst.push(event.data);
    if (burst.length === 1) {
      nextFrame(flush);
    }
  });
}

/** A hidden page gets no frames, yet must not gather messages for ever. */
function nextFrame(run: () => void): void {
  if (document.visibilityState === 'hidden') {
    setTimeout(run, 0);
  } else {
    requestAnimationFrame(run);
  }
}

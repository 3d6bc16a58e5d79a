import type { FromWebview, ToWebview } from '../../../protocol/webview.ts';
import { isPacked, isToWebview, unpacked } from './incoming.ts';

/** What the editor gives a page: see the webview section of its extension guide. */
interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

type Receiver = (messages: readonly ToWebview[]) => void;

/** The page's one way to the rest of the world. */
export interface Host {
  readonly post: (message: FromWebview) => void;
  /** What `save` was last given before the page was hidden; unchecked. */
  readonly savedState: unknown;
  readonly save: (state: unknown) => void;
  /**
   * Messages come in bursts, some milliseconds apart, in their order. Each is read once, however
   * many listen: a whole graph takes some 40 ms.
   */
  readonly listen: (receive: Receiver) => void;
}

/** May be called once in the life of a page. */
export function connectHost(): Host {
  const api = acquireVsCodeApi();
  const receivers: Receiver[] = [];
  listenInBursts((messages) => {
    receivers.forEach((receive) => {
      receive(messages);
    });
  });
  return {
    post: (message) => api.postMessage(message),
    savedState: api.getState(),
    save: (state) => api.setState(state),
    listen: (receive) => void receivers.push(receive),
  };
}

function listenInBursts(receive: Receiver): void {
  let burst: ToWebview[] = [];
  let flushedAt = Number.NEGATIVE_INFINITY;
  const flush = (): void => {
    if (burst.length > 0) {
      flushedAt = performance.now();
      const messages = burst;
      burst = [];
      receive(messages);
    }
  };
  const take = (message: unknown): void => {
    if (isToWebview(message)) {
      burst.push(message);
      if (burst.length === 1) {
        schedule(flush, flushedAt);
      }
    }
  };
  /** While a message is being unpacked, those behind it wait. */
  let unpacking: Promise<void> | undefined;
  window.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (unpacking === undefined && !isPacked(data)) {
      take(data);
      return;
    }
    const message = isPacked(data) ? unpacked(data) : data;
    const turn = Promise.all([message, unpacking]).then(([read]) => {
      take(read);
      unpacking = unpacking === turn ? undefined : unpacking;
    });
    unpacking = turn;
  });
}

/** Milliseconds from one burst to the next. */
const restMs = 8;

/**
 * After a pause at once, so that the coming frame shows it. A burst that waited for a frame would be
 * shown by the one after it.
 */
function schedule(run: () => void, ranAt: number): void {
  setTimeout(run, Math.max(0, ranAt + restMs - performance.now()));
}

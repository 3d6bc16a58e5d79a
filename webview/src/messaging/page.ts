import type { PageAttributes } from '../../../protocol/webview.ts';

/** Reads the `data-*` attributes of the body; a page without them is a topology page without worker. */
export function readPage(body: HTMLElement): PageAttributes {
  return {
    view: body.dataset.view === 'call' ? 'call' : 'topology',
    workerUri: body.dataset.workerUri ?? '',
  };
}

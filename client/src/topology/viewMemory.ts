import type { SavedViews } from '../../../protocol/views.ts';
import type { MementoPort } from '../invoke/formMemory.ts';
import { readSavedViews } from '../webviews/readViews.ts';

const key = 'topologyViews';

/** The saved views of this workspace. */
export class ViewMemory {
  readonly #memento: MementoPort;

  constructor(memento: MementoPort) {
    this.#memento = memento;
  }

  /** What is stored is checked: another version may have written it. */
  read(): SavedViews {
    return readSavedViews(this.#memento.get(key)) ?? { views: [] };
  }

  store(saved: SavedViews): void {
    void this.#memento.update(key, saved);
  }
}

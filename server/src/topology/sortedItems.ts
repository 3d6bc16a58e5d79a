import { compareText } from './graph.ts';

interface Identified {
  readonly id: string;
}

/**
 * A list in order of ids after some items came, changed or went. What is between two changes is
 * copied as a whole, so that few changes of a long list cost next to nothing.
 */
export function changedItems<T extends Identified>(
  items: readonly T[],
  upserted: readonly T[],
  removed: readonly string[],
): readonly T[] {
  if (upserted.length === 0 && removed.length === 0) {
    return items;
  }
  const changes = new Map<string, T | undefined>(removed.map((id) => [id, undefined]));
  upserted.forEach((item) => changes.set(item.id, item));
  const next: T[] = [];
  let from = 0;
  for (const [id, item] of [...changes].sort(([a], [b]) => compareText(a, b))) {
    const at = placeOf(id, items, from);
    pushAll(next, items, from, at);
    from = items[at]?.id === id ? at + 1 : at;
    if (item !== undefined) {
      next.push(item);
    }
  }
  pushAll(next, items, from, items.length);
  return next;
}

/** The item of that id in a list in order of ids. */
export function findItem<T extends Identified>(items: readonly T[], id: string): T | undefined {
  const found = items[placeOf(id, items, 0)];
  return found?.id === id ? found : undefined;
}

/** Where the first item stands whose id is not before that one. */
function placeOf(id: string, items: readonly Identified[], from: number): number {
  let low = from;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (compareText(items[middle]?.id ?? '', id) < 0) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

function pushAll<T>(target: T[], items: readonly T[], from: number, to: number): void {
  for (let at = from; at < to; at++) {
    const item = items[at];
    if (item !== undefined) {
      target.push(item);
    }
  }
}

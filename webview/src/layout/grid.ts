import { card, gap, type Point } from './geometry.ts';

/** Columns per row, so that the whole is about as wide as an editor. */
const aspect = 1.6;

/** Cards in rows, in the given order. Shown until the real layout is ready, at once and for any size. */
export function gridPositions(ids: readonly string[]): ReadonlyMap<string, Point> {
  const cell = { width: card.width + gap.x, height: card.height + gap.y };
  const columns = Math.max(
    1,
    Math.ceil(Math.sqrt((ids.length * aspect * cell.height) / cell.width)),
  );
  return new Map(
    ids.map((id, index) => [
      id,
      { x: (index % columns) * cell.width, y: Math.floor(index / columns) * cell.height },
    ]),
  );
}

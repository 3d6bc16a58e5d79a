import type { Point } from '../../../webview/src/layout/geometry.ts';

/** A place for each card, in rows of ten that do not touch. */
export function gridPositions(ids: readonly string[]): ReadonlyMap<string, Point> {
  return new Map(
    ids.map((id, index) => [id, { x: (index % 10) * 320, y: Math.floor(index / 10) * 140 }]),
  );
}

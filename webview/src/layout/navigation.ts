import { type Link } from './placement.ts';
import { type Point } from './geometry.ts';

export type Direction = 'left' | 'right' | 'up' | 'down';

export interface NavigationInput {
  readonly from: string;
  readonly direction: Direction;
  readonly positions: ReadonlyMap<string, Point>;
  readonly links: readonly Link[];
}

/**
 * The card that an arrow key leads to: left and right follow an edge when one leads that way, then
 * any direction takes the nearest card there. Undefined at the rim.
 */
export function nextCard(input: NavigationInput): string | undefined {
  const start = input.positions.get(input.from);
  if (start === undefined) {
    return [...input.positions.keys()][0];
  }
  const linked = isSideways(input.direction) ? linkedCards(input) : new Set<string>();
  return nearest(input, start, (id) => linked.has(id)) ?? nearest(input, start, () => true);
}

function nearest(
  { from, direction, positions }: NavigationInput,
  start: Point,
  accepts: (id: string) => boolean,
): string | undefined {
  let best: { readonly id: string; readonly cost: number } | undefined;
  for (const [id, point] of positions) {
    const cost = costOf(direction, start, point);
    if (id !== from && cost !== undefined && accepts(id) && cost < (best?.cost ?? Infinity)) {
      best = { id, cost };
    }
  }
  return best?.id;
}

/** Way forward plus twice the way aside; undefined when the point does not lie that way. */
function costOf(direction: Direction, start: Point, point: Point): number | undefined {
  const right = point.x - start.x;
  const down = point.y - start.y;
  const forward = { left: -right, right, up: -down, down }[direction];
  const aside = Math.abs(isSideways(direction) ? down : right);
  return forward > 1 ? forward + 2 * aside : undefined;
}

function isSideways(direction: Direction): boolean {
  return direction === 'left' || direction === 'right';
}

function linkedCards({ from, links }: NavigationInput): ReadonlySet<string> {
  const cards = links.flatMap((link) => {
    if (link.from === from) {
      return [link.to];
    }
    return link.to === from ? [link.from] : [];
  });
  return new Set(cards);
}

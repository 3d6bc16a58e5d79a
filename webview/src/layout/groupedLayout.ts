import { boundsOf, groupPadding, type Point, type Rect, shifted } from './geometry.ts';
import { addTo } from './multimap.ts';
import { packBoxes } from './packing.ts';
import type { Link } from './placement.ts';
import { quickLayout } from './quickLayout.ts';

/** Whom to place: cards, who calls whom, and the group of each card that is in one. */
export interface LayoutInput {
  readonly ids: readonly string[];
  readonly links: readonly Link[];
  readonly groupOf: ReadonlyMap<string, string>;
  /** Width over height of the space there is. */
  readonly aspect: number;
}

/** Cards of one group, laid out by themselves. */
export interface LaidOutGroup {
  readonly id: string;
  readonly positions: ReadonlyMap<string, Point>;
}

/** Cards by group, in the order of their first card. A card without a group is in the group ''. */
export function membersByGroup({
  ids,
  groupOf,
}: Pick<LayoutInput, 'ids' | 'groupOf'>): ReadonlyMap<string, readonly string[]> {
  const members = new Map<string, string[]>();
  for (const id of ids) {
    addTo(members, groupOf.get(id) ?? '', id);
  }
  return members;
}

/** Where a group goes. */
export interface PlacedGroup {
  /** Around its cards, with more space where the column is wider or higher than they are. */
  readonly frame: Rect;
  /** How far its cards have to move. */
  readonly way: Point;
}

/** Puts groups that are laid out each by itself onto one map. */
export function placeGroups(
  groups: readonly LaidOutGroup[],
  { links, groupOf, aspect }: LayoutInput,
): ReadonlyMap<string, PlacedGroup> {
  const { side, top } = groupPadding;
  const nothing = { x: 0, y: 0, width: 0, height: 0 };
  const inner = new Map(
    groups.map(({ id, positions }) => [id, boundsOf(positions.values()) ?? nothing]),
  );
  const boxes = [...inner].map(([id, { width, height }]) => ({
    id,
    width: width + 2 * side,
    height: height + top + side,
  }));
  const between = links.map(({ from, to }) => ({
    from: groupOf.get(from) ?? '',
    to: groupOf.get(to) ?? '',
  }));
  const frames = packBoxes({ boxes, links: between, aspect });
  return new Map(
    [...inner].map(([id, cards]) => {
      const frame = frames.get(id) ?? nothing;
      const way = {
        x: frame.x + (frame.width - cards.width) / 2 - cards.x,
        y: frame.y + top + (frame.height - top - side - cards.height) / 2 - cards.y,
      };
      return [id, { frame, way }];
    }),
  );
}

/** Places of cards, and the frames around their groups. */
export interface FirstLayout {
  readonly positions: ReadonlyMap<string, Point>;
  readonly frames: ReadonlyMap<string, Rect>;
}

/** A first picture of the whole in milliseconds, whatever its size. */
export function firstLayout(input: LayoutInput): FirstLayout {
  if (input.groupOf.size === 0) {
    return { positions: quickLayout(input), frames: new Map() };
  }
  const groups = [...membersByGroup(input)].map(([id, ids]) => ({
    id,
    positions: quickLayout({ ids, links: linksWithin(ids, input.links), aspect: 1.8 }),
  }));
  const placed = placeGroups(groups, input);
  const moved = new Map(
    groups.flatMap(({ id, positions }) =>
      [...positions].map(([card, at]) => [card, shifted(at, placed.get(id)?.way)] as const),
    ),
  );
  return {
    positions: new Map(input.ids.map((id) => [id, moved.get(id) ?? { x: 0, y: 0 }])),
    frames: framesOf(placed),
  };
}

/** The frames alone. */
export function framesOf(placed: ReadonlyMap<string, PlacedGroup>): ReadonlyMap<string, Rect> {
  return new Map([...placed].map(([id, { frame }]) => [id, frame]));
}

/** The links whose both ends are among some cards. */
export function linksWithin<T extends Link>(
  ids: readonly string[],
  links: readonly T[],
): readonly T[] {
  const own = new Set(ids);
  return links.filter(({ from, to }) => own.has(from) && own.has(to));
}

import { card as cardSize, groupPadding, overlap, type Rect } from '../../../layout/geometry.ts';
import { isClosed } from '../../../scene/levels.ts';
import type { SceneCard, SceneGroup } from '../../../scene/scene.ts';
import { isInClosedGroup } from './paintCards.ts';
import { padded, type Painting } from './painting.ts';

/** More parts than these are drawn as a whole, */
const mostParts = 24;
/** and so are parts that take more of the sight than this. */
const mostShare = 0.5;

/**
 * The parts of the map that look different from one picture to the next; none when it looks the same.
 * Undefined when that is all of it: something else than what cards and groups say has changed, or too
 * many of them.
 */
export function changedParts(before: Painting, after: Painting): readonly Rect[] | undefined {
  if (!hasSameBackground(before, after)) {
    return undefined;
  }
  const parts = [...changedCards(before, after), ...changedGroups(before, after)];
  const area = parts.reduce((sum, { width, height }) => sum + width * height, 0);
  const isMuch = area > mostShare * after.sight.width * after.sight.height;
  return parts.length > mostParts || isMuch ? undefined : parts;
}

/** Whether everything is where it was, and nothing else is looked at or pointed to. */
function hasSameBackground(before: Painting, after: Painting): boolean {
  return (
    before.glide === undefined &&
    after.glide === undefined &&
    before.scene.bounds === after.scene.bounds &&
    before.scene.edges === after.scene.edges &&
    before.view === after.view &&
    before.size === after.size &&
    before.palette === after.palette &&
    before.chosen === after.chosen &&
    before.chosenEdge === after.chosenEdge &&
    before.hovered === after.hovered &&
    before.stale === after.stale &&
    before.outdated === after.outdated &&
    before.marks === after.marks
  );
}

function changedCards(before: Painting, after: Painting): readonly Rect[] {
  const parts: Rect[] = [];
  for (const card of after.scene.cards.values()) {
    const isOther =
      before.scene.cards.get(card.id) !== card ||
      before.flashes.get(card.id) !== after.flashes.get(card.id);
    if (isOther && isSeen(card, after)) {
      parts.push(frameOf(card, after));
    }
  }
  return parts;
}

function isSeen(card: SceneCard, painting: Painting): boolean {
  return overlap(frameOf(card, painting), painting.sight) && !isInClosedGroup(card, painting);
}

/** A card with the frame that flashes around it. */
function frameOf({ x, y }: SceneCard, { view }: Painting): Rect {
  return padded({ x, y, width: cardSize.width, height: cardSize.height }, 8 + 2 / view.zoom);
}

function changedGroups(before: Painting, after: Painting): readonly Rect[] {
  return [...after.scene.groups.values()]
    .filter((group) => overlap(group, after.sight))
    .filter((group) => saysOther(group, before, after))
    .map((group) => (isClosed(group, after.view.zoom) ? tileOf(group, after) : headOf(group)));
}

function saysOther(group: SceneGroup, before: Painting, after: Painting): boolean {
  return (
    before.scene.groups.get(group.id) !== group ||
    (isClosed(group, after.view.zoom) &&
      group.cards.some(({ id }) => before.flashes.get(id) !== after.flashes.get(id)))
  );
}

function tileOf(group: SceneGroup, { view }: Painting): Rect {
  return padded(group, 4 / view.zoom);
}

/** Where an open group says its name and what it counts. */
function headOf({ x, y, width }: SceneGroup): Rect {
  return { x, y, width, height: groupPadding.top };
}

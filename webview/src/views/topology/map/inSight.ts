import { overlap, type Rect } from '../../../layout/geometry.ts';
import { frameOf, type Stop } from './reach.ts';

/** More services than these are no small part of what there is. */
const mostInSight = 150;

/**
 * Ids of the services that a person sees: those with a card in sight, and those of closed groups,
 * whose tiles count them. Undefined when they are many, and while it is not known.
 */
export function servicesInSight(
  stops: ReadonlyMap<string, Stop>,
  sight: Rect | undefined,
  chosen: string | undefined,
): readonly string[] | undefined {
  if (sight === undefined) {
    return undefined;
  }
  const seen = new Set(chosen === undefined ? [] : [chosen]);
  for (const stop of stops.values()) {
    if (overlap(frameOf(stop), sight)) {
      servicesOf(stop).forEach((id) => seen.add(id));
    }
    if (seen.size > mostInSight) {
      return undefined;
    }
  }
  return [...seen].sort();
}

/** An open group shows its services by their cards. */
function servicesOf(stop: Stop): readonly string[] {
  if (stop.kind === 'card') {
    return [stop.card.id];
  }
  return stop.isClosed ? stop.group.cards.map(({ id }) => id) : [];
}

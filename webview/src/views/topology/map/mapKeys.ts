import { type Direction, nextCard } from '../../../layout/navigation.ts';
import type { Point } from '../../../layout/geometry.ts';
import {
  enterGroup,
  type MapContext,
  showAll,
  toggleAllGroups,
  toggleGroup,
} from './mapContext.ts';
import { frameOf, type Stop } from './reach.ts';

export interface KeyContext extends MapContext {
  readonly stops: ReadonlyMap<string, Stop>;
  /** Key of the stop that has the focus, or would get it. */
  readonly current: string | undefined;
  /** Gives a stop an element and the focus. */
  readonly focus: (key: string) => void;
}

const directions: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
};

/** Does what a key means on the map; whether it meant something. */
export function keyAction(key: string, context: KeyContext): boolean {
  const direction = directions[key];
  if (direction !== undefined) {
    focusNext(direction, context);
    return true;
  }
  const { control, session } = context;
  switch (key) {
    case 'Enter':
    case ' ':
      open(context);
      return true;
    case 'Escape':
      session.select(undefined);
      return true;
    case '+':
    case '=':
      control.current?.zoomBy(1.25);
      return true;
    case '-':
      control.current?.zoomBy(0.8);
      return true;
    case '0':
    case 'f':
      showAll(context);
      return true;
    case 'o':
      toggleOwnGroup(context);
      return true;
    case 'O':
      toggleAllGroups(context, (group) => isShut(group.id, context));
      return true;
    case 'e':
      selectNextEdge(context);
      return true;
    default:
      return false;
  }
}

function open(context: KeyContext): void {
  const stop = context.stops.get(context.current ?? '');
  if (stop?.kind === 'group') {
    enterGroup(context, stop.group);
  } else {
    context.session.select(stop && { serviceId: stop.card.id });
  }
}

function isShut(group: string, { stops }: KeyContext): boolean {
  const stop = stops.get(`group ${group}`);
  return stop?.kind === 'group' && stop.isClosed;
}

function toggleOwnGroup(context: KeyContext): void {
  const stop = context.stops.get(context.current ?? '');
  const id = stop?.kind === 'card' ? stop.card.group : stop?.group.id;
  const group = id === undefined ? undefined : context.scene.current?.groups.get(id);
  if (group !== undefined) {
    toggleGroup(context, group, isShut(group.id, context));
    context.focus(`group ${group.id}`);
  }
}

/** The edges of the card that has the focus, one after the other. */
function selectNextEdge({ stops, current, scene, session }: KeyContext): void {
  const stop = stops.get(current ?? '');
  if (stop?.kind !== 'card') {
    return;
  }
  const own = [...(scene.current?.edges.values() ?? [])].filter(
    ({ edge }) => edge.from === stop.card.id || edge.to === stop.card.id,
  );
  const now = own.findIndex(({ id }) => id === session.store.get().edgeId);
  const next = own[(now + 1) % Math.max(1, own.length)];
  if (next !== undefined) {
    session.store.dispatch({ type: 'selectEdge', edgeId: next.id });
  }
}

function focusNext(direction: Direction, context: KeyContext): void {
  const { stops, current, control } = context;
  const from = current ?? stops.keys().next().value;
  if (from === undefined) {
    return;
  }
  const positions = travelPositions(from, context);
  const next = nextCard({ from, direction, positions, links: travelLinks(context) }) ?? from;
  context.focus(next);
  const stop = stops.get(next);
  if (stop !== undefined) {
    control.current?.reveal(frameOf(stop));
  }
}

/** Arrow keys lead over cards and closed groups that the filter lets through, not over open frames. */
function travelPositions(from: string, { stops }: KeyContext): ReadonlyMap<string, Point> {
  const positions = new Map<string, Point>();
  for (const stop of stops.values()) {
    const isFaded = stop.kind === 'card' ? stop.card.isFaded : stop.group.isFaded;
    if (stop.key === from || (!isFaded && (stop.kind === 'card' || stop.isClosed))) {
      positions.set(stop.key, frameOf(stop));
    }
  }
  return positions;
}

function travelLinks({ scene, stops }: KeyContext): readonly { from: string; to: string }[] {
  const keyOf = (service: string, group: string | undefined): string =>
    stops.has(`card ${service}`) ? `card ${service}` : `group ${group ?? ''}`;
  return [...(scene.current?.edges.values() ?? [])].map(({ edge, groups: [from, to] }) => ({
    from: keyOf(edge.from, from),
    to: keyOf(edge.to, to),
  }));
}

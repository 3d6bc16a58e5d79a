import type { RefObject } from 'preact';
import { openedZoom } from '../../../scene/levels.ts';
import type { Scene, SceneGroup } from '../../../scene/scene.ts';
import type { TopologySession } from '../../../topologySession.ts';
import { fitted, type ViewportControl } from './viewportControl.ts';
import type { MapStage } from './mapStage.ts';

/** What the hands of a person work on: the map as it is drawn now. */
export interface MapContext {
  readonly session: TopologySession;
  /** The element that the map fills. */
  readonly element: RefObject<HTMLDivElement | null>;
  readonly stage: RefObject<MapStage | null>;
  readonly control: RefObject<ViewportControl | null>;
  readonly scene: RefObject<Scene>;
}

/** Goes to a group so that its services can be seen. */
export function enterGroup(context: MapContext, group: SceneGroup): void {
  const { session, control, element } = context;
  const { width = 0, height = 0 } = element.current?.getBoundingClientRect() ?? {};
  const goal = fitted(group, { width, height });
  const mode = goal.zoom < openedZoom ? 'open' : undefined;
  session.store.dispatch({ type: 'groupMode', ids: [group.id], mode });
  control.current?.goTo(group);
}

/** Draws a group as one thing, or its services, whatever the zoom. */
export function toggleGroup(
  { session }: MapContext,
  group: SceneGroup,
  isClosedNow: boolean,
): void {
  const mode = isClosedNow ? 'open' : 'closed';
  session.store.dispatch({ type: 'groupMode', ids: [group.id], mode });
}

/** The same for all groups: closes them when one is open. */
export function toggleAllGroups(
  { session, scene }: MapContext,
  isClosedNow: (group: SceneGroup) => boolean,
): void {
  const groups = [...(scene.current?.groups.values() ?? [])];
  const mode = groups.some((group) => !isClosedNow(group)) ? 'closed' : 'open';
  session.store.dispatch({ type: 'groupMode', ids: groups.map(({ id }) => id), mode });
}

/** Shows everything, and goes on doing so until a person moves the map. */
export function showAll({ session, control, scene }: MapContext): void {
  session.store.dispatch({ type: 'showAll' });
  const bounds = scene.current?.bounds;
  if (bounds !== undefined) {
    control.current?.fit(bounds);
  }
}

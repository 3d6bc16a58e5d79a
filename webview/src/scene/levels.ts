import type { Scene, SceneEdge, SceneGroup } from './scene.ts';

/**
 * How much of a card is drawn: a box; a box with a large name; everything; and with the instances
 * one by one.
 */
export type CardLevel = 'box' | 'name' | 'all' | 'near';

/** Zoom from which on a level is drawn. */
const levelZooms = { name: 0.17, all: 0.48, near: 1.35 } as const;
/** Below this zoom a group is drawn as one thing, unless a person has opened it. */
const openZoom = 0.24;
/** More lines than this between groups are drawn as bundles, at any zoom. */
const mostAcross = 150;

export function cardLevel(zoom: number): CardLevel {
  if (zoom < levelZooms.name) {
    return 'box';
  }
  if (zoom < levelZooms.all) {
    return 'name';
  }
  return zoom < levelZooms.near ? 'all' : 'near';
}

/** Whether a group is drawn as one thing, without its services. */
export function isClosed(group: SceneGroup, zoom: number): boolean {
  return group.mode === undefined ? zoom < openZoom : group.mode === 'closed';
}

/** The zoom at which a group that follows the zoom shows its services. */
export const openedZoom = openZoom * 1.05;

/** Whether edges between groups are drawn one by one where both groups are open. */
export function drawsAcross(scene: Scene): boolean {
  return scene.across <= mostAcross;
}

/** Whether an edge is drawn as a line of its own rather than as a part of a bundle. */
export function isSingle(edge: SceneEdge, scene: Scene, zoom: number): boolean {
  const [from, to] = edge.groups;
  if (from === undefined || to === undefined) {
    return true;
  }
  const [one, other] = [scene.groups.get(from), scene.groups.get(to)];
  if (one === undefined || other === undefined) {
    return true;
  }
  return !isClosed(one, zoom) && !isClosed(other, zoom) && (from === to || drawsAcross(scene));
}

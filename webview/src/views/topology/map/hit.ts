import { contains, type Point } from '../../../layout/geometry.ts';
import { isClosed, isSingle } from '../../../scene/levels.ts';
import type { Scene } from '../../../scene/scene.ts';
import { isBundled, trace } from './paintEdges.ts';
import type { EdgeRoute } from '../../../layout/route.ts';
import type { Hit } from './painting.ts';

/** How far from a line the pointer still means it, in pixels of the page. */
const reach = 6;

/** What is drawn at a point of the map, topmost first; undefined for nothing. */
export function hitAt(scene: Scene, at: Point, zoom: number): Hit | undefined {
  return (
    cardAt(scene, at, zoom) ??
    tileAt(scene, at, zoom) ??
    lineAt(scene, at, zoom) ??
    frameAt(scene, at)
  );
}

function cardAt(scene: Scene, at: Point, zoom: number): Hit | undefined {
  let found: Hit | undefined;
  for (const card of scene.cards.values()) {
    const isHere = contains(card, at);
    const group = isHere && card.group !== undefined ? scene.groups.get(card.group) : undefined;
    if (isHere && (group === undefined || !isClosed(group, zoom))) {
      found = { kind: 'card', id: card.id };
    }
  }
  return found;
}

function tileAt(scene: Scene, at: Point, zoom: number): Hit | undefined {
  for (const group of scene.groups.values()) {
    if (contains(group, at) && isClosed(group, zoom)) {
      return { kind: 'group', id: group.id };
    }
  }
  return undefined;
}

function frameAt(scene: Scene, at: Point): Hit | undefined {
  for (const group of scene.groups.values()) {
    if (contains(group, at)) {
      return { kind: 'group', id: group.id };
    }
  }
  return undefined;
}

function lineAt(scene: Scene, at: Point, zoom: number): Hit | undefined {
  for (const edge of scene.edges.values()) {
    if (isNear(edge.route, at, zoom) && isSingle(edge, scene, zoom) && isOn(edge.route, at, zoom)) {
      return { kind: 'edge', id: edge.id };
    }
  }
  for (const bundle of scene.bundles) {
    if (
      isNear(bundle.route, at, zoom) &&
      isBundled(bundle, scene, zoom) &&
      isOn(bundle.route, at, zoom)
    ) {
      return { kind: 'bundle', id: bundle.id };
    }
  }
  return undefined;
}

function isNear({ box }: EdgeRoute, { x, y }: Point, zoom: number): boolean {
  const margin = reach / zoom;
  return (
    x >= box.x - margin &&
    y >= box.y - margin &&
    x <= box.x + box.width + margin &&
    y <= box.y + box.height + margin
  );
}

let pen: CanvasRenderingContext2D | null | undefined;

function isOn(route: EdgeRoute, { x, y }: Point, zoom: number): boolean {
  pen ??= document.createElement('canvas').getContext('2d');
  if (pen === null) {
    return false;
  }
  const path = new Path2D();
  trace(path, route);
  pen.lineWidth = (2 * reach) / zoom;
  return pen.isPointInStroke(path, x, y);
}

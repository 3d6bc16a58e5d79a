import type { EdgeKind } from '../../../../../protocol/topology.ts';
import { overlap, type Point, type Rect } from '../../../layout/geometry.ts';
import { addTo } from '../../../layout/multimap.ts';
import type { EdgeRoute } from '../../../layout/route.ts';
import { isClosed, drawsAcross, isSingle } from '../../../scene/levels.ts';
import { edgeDashes } from '../../../scene/look.ts';
import type { Scene, SceneBundle, SceneEdge } from '../../../scene/scene.ts';
import { padded, type Painting, type Pen } from './painting.ts';

/** `filtered`: the filter does not let it through; `across`: from one group to another. */
type Emphasis = 'filtered' | 'faint' | 'across' | 'normal' | 'strong';

const alphas: Readonly<Record<Emphasis, number>> = {
  filtered: 0.09,
  faint: 0.2,
  across: 0.4,
  normal: 0.62,
  strong: 1,
};

/** In high contrast. */
const strongerAlphas: typeof alphas = { ...alphas, faint: 0.35, across: 0.6, normal: 1 };

/** Lines below this zoom have no arrows, for those would be smaller than the lines are wide. */
const arrowZoom = 0.13;

/** Draws every line that is in sight, the ones that matter last. */
export function paintEdges(pen: Pen, painting: Painting): void {
  const batches = new Map<string, SceneEdge[]>();
  const near = withinReach(painting);
  for (const edge of painting.scene.edges.values()) {
    if (overlap(edge.route.box, near)) {
      const emphasis = emphasisOf(edge, painting);
      if (emphasis === 'strong' || isSingle(edge, painting.scene, painting.view.zoom)) {
        addTo(batches, `${emphasis} ${edge.kind}`, edge);
      }
    }
  }
  for (const emphasis of ['filtered', 'faint', 'across', 'normal', 'strong'] as const) {
    for (const kind of ['permitted', 'declared', 'observed', 'live', 'denied'] as const) {
      const batch = batches.get(`${emphasis} ${kind}`);
      if (batch !== undefined) {
        paintBatch(pen, batch, { kind, emphasis, painting });
      }
    }
  }
}

/** Lines with their arrows and numbers reach beyond their points by less than this margin. */
function withinReach({ part, view }: Painting): Rect {
  return padded(part, 12 + 10 / view.zoom);
}

function emphasisOf(edge: SceneEdge, { chosen, chosenEdge, hovered }: Painting): Emphasis {
  const { from, to } = edge.edge;
  const isHovered =
    (hovered?.kind === 'card' && (hovered.id === from || hovered.id === to)) ||
    (hovered?.kind === 'edge' && hovered.id === edge.id);
  if (edge.isFaded) {
    return 'filtered';
  }
  if (isHovered || edge.id === chosenEdge || chosen === from || chosen === to) {
    return 'strong';
  }
  if (chosen !== undefined || chosenEdge !== undefined) {
    return 'faint';
  }
  return edge.groups[0] === edge.groups[1] ? 'normal' : 'across';
}

interface BatchStyle {
  readonly kind: EdgeKind;
  readonly emphasis: Emphasis;
  readonly painting: Painting;
}

function paintBatch(pen: Pen, edges: readonly SceneEdge[], style: BatchStyle): void {
  const { kind, emphasis, painting } = style;
  const { zoom } = painting.view;
  const { palette } = painting;
  const isStrong = emphasis === 'strong';
  const width = Math.max(isStrong ? 2.2 : 1.6, (isStrong ? 1.8 : 0.9) / zoom);
  pen.globalAlpha = (palette.isHighContrast ? strongerAlphas : alphas)[emphasis];
  pen.strokeStyle = palette.edges[kind];
  pen.fillStyle = palette.edges[kind];
  pen.lineWidth = palette.isHighContrast ? width * 1.25 : width;
  pen.setLineDash(edgeDashes[kind].map((length) => length * Math.max(1, 0.6 / zoom)));
  for (const { route } of edges) {
    pen.beginPath();
    trace(pen, route);
    pen.stroke();
  }
  pen.setLineDash([]);
  if (zoom >= arrowZoom) {
    pen.beginPath();
    edges.forEach(({ route }) => addArrow(pen, route, Math.max(1, 0.5 / zoom)));
    pen.fill();
  }
  if (kind === 'denied' && zoom >= arrowZoom) {
    edges.forEach(({ route }) => paintDenied(pen, route.middle, painting));
  }
  pen.globalAlpha = 1;
}

/** Puts the way of an edge on the path. */
export function trace(pen: Pen | Path2D, { points }: EdgeRoute): void {
  const [start] = points;
  if (start !== undefined) {
    pen.moveTo(start.x, start.y);
  }
  for (let at = 1; at + 2 < points.length; at += 3) {
    const [one, other, end] = [points[at], points[at + 1], points[at + 2]];
    if (one !== undefined && other !== undefined && end !== undefined) {
      pen.bezierCurveTo(one.x, one.y, other.x, other.y, end.x, end.y);
    }
  }
}

/** A slender arrow head whose tip is the end of the way. */
function addArrow(pen: Pen, { points }: EdgeRoute, scale: number): void {
  const [before, end] = [points.at(-2), points.at(-1)];
  if (before === undefined || end === undefined) {
    return;
  }
  const length = Math.hypot(end.x - before.x, end.y - before.y) || 1;
  const [x, y] = [(end.x - before.x) / length, (end.y - before.y) / length];
  const corner = (along: number, aside: number): readonly [number, number] => [
    end.x + (x * along - y * aside) * scale,
    end.y + (y * along + x * aside) * scale,
  ];
  pen.moveTo(...corner(1, 0));
  pen.lineTo(...corner(-8, 4.2));
  pen.lineTo(...corner(-6, 0));
  pen.lineTo(...corner(-8, -4.2));
  pen.closePath();
}

function paintDenied(pen: Pen, { x, y }: Point, { palette }: Painting): void {
  pen.beginPath();
  pen.arc(x, y, 8, 0, 2 * Math.PI);
  pen.fillStyle = palette.background;
  pen.fill();
  pen.lineWidth = 1.6;
  pen.stroke();
  pen.beginPath();
  pen.moveTo(x - 3.2, y - 3.2);
  pen.lineTo(x + 3.2, y + 3.2);
  pen.moveTo(x + 3.2, y - 3.2);
  pen.lineTo(x - 3.2, y + 3.2);
  pen.stroke();
}

/** Draws the lines between groups that stand for many edges each. */
export function paintBundles(pen: Pen, painting: Painting): void {
  const { scene, view } = painting;
  const near = withinReach(painting);
  const shown = scene.bundles.filter(
    (bundle) => overlap(bundle.route.box, near) && isBundled(bundle, scene, view.zoom),
  );
  for (const bundle of shown.filter((each) => !isNearPointer(each, painting))) {
    paintBundle(pen, bundle, painting);
  }
}

/** Whether a bundle is drawn, rather than its edges one by one. */
export function isBundled(bundle: SceneBundle, scene: Scene, zoom: number): boolean {
  const [from, to] = [scene.groups.get(bundle.from), scene.groups.get(bundle.to)];
  return (
    !drawsAcross(scene) ||
    from === undefined ||
    to === undefined ||
    isClosed(from, zoom) ||
    isClosed(to, zoom)
  );
}

function paintBundle(pen: Pen, bundle: SceneBundle, painting: Painting): void {
  const { palette, view } = painting;
  const isNear = isNearPointer(bundle, painting);
  const kind = strongest(bundle);
  const alpha = isNear ? 0.95 : restingAlpha(bundle, painting);
  pen.globalAlpha = bundle.isFaded ? 0.06 : alpha;
  pen.strokeStyle = palette.edges[kind];
  pen.fillStyle = palette.edges[kind];
  pen.lineWidth = bundleWidth(bundle) / view.zoom;
  pen.beginPath();
  trace(pen, bundle.route);
  pen.stroke();
  if (isNear) {
    pen.beginPath();
    addArrow(pen, bundle.route, 1.4 / view.zoom);
    pen.fill();
  }
  pen.globalAlpha = 1;
}

/** What is behind services, or not asked for, stays in the background. */
function restingAlpha({ from, to, count }: SceneBundle, painting: Painting): number {
  const { hovered, chosen, palette, scene, view } = painting;
  if (hovered?.kind === 'group' || chosen !== undefined) {
    return 0.1;
  }
  const isBetweenOpen = [from, to].every((id) => {
    const group = scene.groups.get(id);
    return group !== undefined && !isClosed(group, view.zoom);
  });
  const full = palette.isHighContrast ? 0.6 : Math.min(0.45, 0.15 + 0.06 * Math.log2(count));
  return isBetweenOpen ? full / 2 : full;
}

function isNearPointer(bundle: SceneBundle, { hovered, scene, chosen }: Painting): boolean {
  const group = chosen === undefined ? undefined : scene.cards.get(chosen)?.group;
  const near = hovered?.kind === 'group' ? hovered.id : undefined;
  return (
    (hovered?.kind === 'bundle' && hovered.id === bundle.id) ||
    (near !== undefined && (near === bundle.from || near === bundle.to)) ||
    (near === undefined && group !== undefined && (group === bundle.from || group === bundle.to))
  );
}

/** Pixels of the page: twice as wide for each fourfold of the edges. */
function bundleWidth({ count }: SceneBundle): number {
  return Math.min(7, 0.8 + 0.75 * Math.log2(1 + count));
}

/** The kind of most edges of a bundle. */
function strongest({ kinds }: SceneBundle): EdgeKind {
  const [first] = [...kinds].sort(([, one], [, other]) => other - one);
  return first?.[0] ?? 'declared';
}

/** The bundles at the pointer, over everything that they would be hidden by, with their numbers. */
export function paintNearBundles(pen: Pen, painting: Painting): void {
  const { scene, palette, view } = painting;
  const part = withinReach(painting);
  const near = scene.bundles.filter(
    (bundle) =>
      isNearPointer(bundle, painting) &&
      overlap(bundle.route.box, part) &&
      isBundled(bundle, scene, view.zoom),
  );
  near.forEach((bundle) => paintBundle(pen, bundle, painting));
  pen.font = `600 ${12 / view.zoom}px ${palette.family}`;
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  near.forEach((bundle) => paintCount(pen, bundle, painting));
  pen.textAlign = 'start';
  pen.textBaseline = 'alphabetic';
}

function paintCount(pen: Pen, bundle: SceneBundle, { palette, view }: Painting): void {
  const { x, y } = bundle.route.middle;
  const text = String(bundle.count);
  const width = (10 + 7.5 * text.length) / view.zoom;
  const height = 17 / view.zoom;
  pen.fillStyle = palette.background;
  pen.strokeStyle = palette.edges[strongest(bundle)];
  pen.lineWidth = 1 / view.zoom;
  pen.beginPath();
  pen.roundRect(x - width / 2, y - height / 2, width, height, height / 2);
  pen.fill();
  pen.stroke();
  pen.fillStyle = palette.text;
  pen.fillText(text, x, y + 0.5 / view.zoom);
}

import type { Health } from '../../../../../protocol/topology.ts';
import { groupPadding, overlap } from '../../../layout/geometry.ts';
import { isClosed } from '../../../scene/levels.ts';
import type { SceneGroup } from '../../../scene/scene.ts';
import { countOf, healthsByNeed } from '../../../state/nodes.ts';
import { fitText } from '../../shared/fitText.ts';
import type { Painting, Pen } from './painting.ts';
import { paintHealth } from './shapes.ts';

const fadedAlpha = 0.2;
const staleAlpha = 0.6;

/** Frames of the groups that are open, below edges and cards. */
export function paintFrames(pen: Pen, painting: Painting): void {
  for (const group of painting.scene.groups.values()) {
    if (overlap(group, painting.part) && !isClosed(group, painting.view.zoom)) {
      paintFrame(pen, group, painting);
    }
  }
}

function paintFrame(pen: Pen, group: SceneGroup, painting: Painting): void {
  const { palette, view } = painting;
  pen.globalAlpha = group.isFaded ? fadedAlpha : 1;
  pen.beginPath();
  pen.roundRect(group.x, group.y, group.width, group.height, 14);
  pen.fillStyle = palette.group;
  pen.fill();
  pen.strokeStyle = isHovered(group, painting) ? palette.focus : palette.groupLine;
  pen.lineWidth = Math.max(1.2, 0.8 / view.zoom);
  pen.stroke();
  pen.globalAlpha = 1;
}

/** Names of the groups that are open, over the lines that cross them. */
export function paintFrameNames(pen: Pen, painting: Painting): void {
  for (const group of painting.scene.groups.values()) {
    if (overlap(group, painting.part) && !isClosed(group, painting.view.zoom)) {
      pen.globalAlpha = group.isFaded ? fadedAlpha : 1;
      paintFrameName(pen, group, painting);
    }
  }
  pen.globalAlpha = 1;
}

/**
 * The name and the counts above the cards, of the same size on the page at any zoom that has room; they
 * stay in sight while a part of the frame does.
 */
function paintFrameName(pen: Pen, group: SceneGroup, { palette, view, sight }: Painting): void {
  const pixels = Math.min(15, groupPadding.top * view.zoom * 0.55);
  if (pixels < 7) {
    return;
  }
  const scale = pixels / 15 / view.zoom;
  const left = Math.max(group.x + groupPadding.side * 0.6, sight.x + 16 / view.zoom);
  const right = Math.min(group.x + group.width, sight.x + sight.width) - groupPadding.side * 0.6;
  const room = (right - left) / scale;
  if (room < 40) {
    return;
  }
  pen.save();
  pen.translate(left, group.y + groupPadding.top * 0.52);
  pen.scale(scale, scale);
  pen.font = `600 15px ${palette.family}`;
  pen.fillStyle = palette.text;
  const name = fitText(group.id, { width: step(room * 0.7), size: 15, weight: 600 });
  pen.fillText(name, 0, 5);
  const at = pen.measureText(name).width + 14;
  pen.font = `12.5px ${palette.family}`;
  pen.fillStyle = palette.muted;
  const counts = countsFor(pen, group, room - at - 90);
  if (counts !== '') {
    pen.fillText(counts, at, 5);
    paintBar(pen, group, { x: room - 72, y: -3, width: 72, height: 6, palette });
  }
  pen.restore();
}

/** Groups that are drawn as one thing each. */
export function paintTiles(pen: Pen, painting: Painting): void {
  const flashes = flashesByGroup(painting);
  for (const group of painting.scene.groups.values()) {
    if (overlap(group, painting.part) && isClosed(group, painting.view.zoom)) {
      paintTile(pen, group, { painting, flash: flashes.get(group.id) ?? 0 });
    }
  }
}

/** How strongly groups flash in which a service has just changed. */
function flashesByGroup({ flashes, scene }: Painting): ReadonlyMap<string, number> {
  const strengths = new Map<string, number>();
  for (const [id, strength] of flashes) {
    const group = scene.cards.get(id)?.group;
    if (group !== undefined) {
      strengths.set(group, Math.max(strength, strengths.get(group) ?? 0));
    }
  }
  return strengths;
}

/** Drawn in pixels of the page, so that names are as sharp and as large as elsewhere in the editor. */
function paintTile(
  pen: Pen,
  group: SceneGroup,
  { painting, flash }: { readonly painting: Painting; readonly flash: number },
): void {
  const { palette, view, stale } = painting;
  const width = group.width * view.zoom;
  const height = group.height * view.zoom;
  const isStale = stale.size > 0 && group.cards.every(({ id }) => stale.has(id));
  pen.save();
  pen.globalAlpha = group.isFaded ? fadedAlpha : isStale ? staleAlpha : 1;
  pen.translate(group.x, group.y);
  pen.scale(1 / view.zoom, 1 / view.zoom);
  pen.beginPath();
  pen.roundRect(0, 0, width, height, Math.min(8, height / 4));
  pen.fillStyle = palette.tile;
  pen.fill();
  pen.strokeStyle = isHovered(group, painting) || flash > 0 ? palette.focus : palette.groupLine;
  pen.lineWidth = (palette.isHighContrast ? 1.5 : 1) + 2.5 * flash;
  pen.setLineDash(isStale ? [4, 3] : []);
  pen.stroke();
  pen.setLineDash([]);
  paintTileFace(pen, group, { width, height, painting });
  pen.restore();
}

interface TileSpace {
  readonly width: number;
  readonly height: number;
  readonly painting: Painting;
}

function paintTileFace(pen: Pen, group: SceneGroup, { width, height, painting }: TileSpace): void {
  const { palette, view } = painting;
  const size = nameSize(view.zoom, height);
  const inset = Math.max(4, Math.min(12, width * 0.06, height * 0.18));
  const room = width - 2 * inset;
  const bar = Math.max(2.5, Math.min(6, height * 0.09));
  const free = height - 2 * inset - bar - 4;
  const hasCounts = free >= size * 2.3;
  const lines = hasCounts ? size * 2.3 : size;
  const top = inset + Math.max(0, (free - lines) / 2.6) + size * 0.86;
  const worst = worstOf(group);
  const markRoom = worst === 'passing' ? 0 : size * 1.2;
  pen.font = `600 ${size}px ${palette.family}`;
  pen.fillStyle = palette.text;
  if (room > 18 && height > 12) {
    const name = fitText(group.id, { width: step(room - markRoom), size, weight: 600 });
    pen.fillText(name, inset, top);
  }
  if (worst !== 'passing') {
    const at = { x: width - inset - size * 0.4, y: top - size * 0.35, size: size * 0.38 };
    paintHealth(pen, worst, { ...at, colour: palette.healths[worst] });
  }
  if (hasCounts) {
    pen.font = `${size - 2}px ${palette.family}`;
    pen.fillStyle = palette.muted;
    pen.fillText(countsFor(pen, group, room), inset, top + size * 1.35);
  }
  if (free >= size * 0.8) {
    paintBar(pen, group, { x: inset, y: height - inset - bar, width: room, height: bar, palette });
  }
}

/** The same for all tiles of a picture, but for those that are too low for it. */
function nameSize(zoom: number, height: number): number {
  const wanted = zoom < 0.075 ? 11 : zoom < 0.14 ? 13 : 15;
  return Math.max(9, Math.min(wanted, Math.floor(height * 0.42)));
}

/** `21 services · 203 instances`, or as much of it as there is room for. */
function countsFor(pen: Pen, { cards, instances }: SceneGroup, room: number): string {
  const services = countOf(cards.length, 'service');
  const candidates = [`${services} · ${countOf(instances, 'instance')}`, services];
  return candidates.find((text) => pen.measureText(text).width <= room) ?? '';
}

function worstOf({ healths }: SceneGroup): Health {
  return healthsByNeed.find((health) => (healths.get(health) ?? 0) > 0) ?? 'unknown';
}

/** The share of each health, a bad one never thinner than can be seen. */
function paintBar(
  pen: Pen,
  { healths, cards }: SceneGroup,
  bar: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
    readonly palette: Painting['palette'];
  },
): void {
  const present = healthsByNeed.filter((health) => (healths.get(health) ?? 0) > 0);
  const least = Math.min(4, bar.width / present.length);
  const free = bar.width - least * present.length;
  let { x } = bar;
  pen.save();
  pen.beginPath();
  pen.roundRect(bar.x, bar.y, bar.width, bar.height, bar.height / 2);
  pen.clip();
  for (const health of present) {
    const width = least + (free * (healths.get(health) ?? 0)) / cards.length;
    pen.fillStyle = bar.palette.healths[health];
    pen.fillRect(x, bar.y, width + 0.5, bar.height);
    x += width;
  }
  pen.restore();
}

function isHovered({ id }: SceneGroup, { hovered }: Painting): boolean {
  return hovered?.kind === 'group' && hovered.id === id;
}

/** Widths in steps, so that texts are measured anew only now and then while the map is zoomed. */
function step(width: number): number {
  return Math.max(0, Math.floor(width / 12) * 12);
}

import type { Service, ServiceInstance } from '../../../../../protocol/topology.ts';
import { card as size, overlap, type Point } from '../../../layout/geometry.ts';
import { type CardLevel, cardLevel, isClosed } from '../../../scene/levels.ts';
import { badgeWidths, corner, markStep, mostMarks, padding } from '../../../scene/look.ts';
import type { SceneCard } from '../../../scene/scene.ts';
import { registryNames } from '../../../state/connections.ts';
import { countOf, registriesOf } from '../../../state/nodes.ts';
import { displayText } from '../../../text/displayText.ts';
import { fitText } from '../../shared/fitText.ts';
import { type Painting, type Pen, placeOf } from './painting.ts';
import { paintHealth } from './shapes.ts';

/** A card where it is drawn, and how much of it. */
interface Placed extends Point {
  readonly card: SceneCard;
  readonly level: CardLevel;
}

const fadedAlpha = 0.14;
const staleAlpha = 0.5;

/** Draws every card in sight that is not within a closed group. */
export function paintCards(pen: Pen, painting: Painting): void {
  const level = cardLevel(painting.view.zoom);
  for (const card of painting.scene.cards.values()) {
    const { x, y } = placeOf(painting, card);
    const drawn = { x: x - 8, y: y - 8, width: size.width + 16, height: size.height + 16 };
    if (overlap(drawn, painting.part) && !isInClosedGroup(card, painting)) {
      paintCard(pen, { card, level, x, y }, painting);
    }
  }
}

/** Whether a card is hidden by its group's tile. */
export function isInClosedGroup({ group }: SceneCard, { scene, view }: Painting): boolean {
  const own = group === undefined ? undefined : scene.groups.get(group);
  return own !== undefined && isClosed(own, view.zoom);
}

function paintCard(pen: Pen, placed: Placed, painting: Painting): void {
  const { card, level } = placed;
  const alpha = card.isFaded ? fadedAlpha : 1;
  pen.globalAlpha = alpha;
  paintBox(pen, placed, painting);
  pen.globalAlpha = painting.stale.has(card.id) ? alpha * staleAlpha : alpha;
  paintStripe(pen, placed, painting);
  if (level === 'name') {
    paintLargeName(pen, placed, painting);
  } else if (level !== 'box') {
    paintFace(pen, placed, painting);
  }
  pen.globalAlpha = 1;
}

function paintBox(pen: Pen, { card, level, x, y }: Placed, painting: Painting): void {
  const { palette, chosen } = painting;
  const isChosen = card.id === chosen;
  const isPlain = level === 'all' || level === 'near';
  if (isPlain && !palette.isHighContrast) {
    pen.fillStyle = palette.shadow;
    outline(pen, x, y + 3);
    pen.fill();
  }
  outline(pen, x, y);
  pen.fillStyle = isChosen ? palette.chosenCard : palette.card;
  pen.fill();
  const isHovered = painting.hovered?.kind === 'card' && painting.hovered.id === card.id;
  pen.strokeStyle = isHovered || isChosen ? palette.focus : palette.cardLine;
  pen.lineWidth = Math.max(palette.isHighContrast ? 1.5 : 1, 0.6 / painting.view.zoom);
  pen.setLineDash(dashOf(card, painting));
  pen.stroke();
  pen.setLineDash([]);
  paintFrame(pen, { card, level, x, y }, painting);
}

function dashOf(card: SceneCard, { stale }: Painting): number[] {
  if (card.node.service === undefined) {
    return [5, 4];
  }
  return stale.has(card.id) ? [3, 3] : [];
}

/** Around the card that is chosen, or has just changed. */
function paintFrame(pen: Pen, { card, x, y }: Placed, painting: Painting): void {
  const { palette, flashes, view } = painting;
  const flash = flashes.get(card.id) ?? 0;
  if (card.id !== painting.chosen && flash === 0) {
    return;
  }
  const alpha = pen.globalAlpha;
  const isChosen = card.id === painting.chosen;
  pen.strokeStyle = palette.focus;
  pen.lineWidth = Math.max(isChosen ? 2 : 1 + 4 * flash, 1.5 / view.zoom);
  pen.globalAlpha = isChosen ? 1 : alpha * flash;
  pen.beginPath();
  pen.roundRect(x - 3, y - 3, size.width + 6, size.height + 6, corner + 2);
  pen.stroke();
  pen.globalAlpha = alpha;
}

function outline(pen: Pen, x: number, y: number): void {
  pen.beginPath();
  pen.roundRect(x, y, size.width, size.height, corner);
}

/** Along the left side, in the colour of the health. */
function paintStripe(pen: Pen, { card, level, x, y }: Placed, { palette }: Painting): void {
  const health = card.node.service?.health ?? 'unknown';
  pen.fillStyle = palette.healths[health];
  pen.beginPath();
  if (level === 'box') {
    pen.roundRect(x, y, health === 'passing' ? 18 : size.width, size.height, corner);
  } else {
    pen.roundRect(x, y, 5, size.height, [corner, 0, 0, corner]);
  }
  pen.fill();
}

/** The name as large as a card takes, in two lines when it is long, to be read from far away. */
function paintLargeName(pen: Pen, { card, x, y }: Placed, { palette }: Painting): void {
  const [first, second] = twoLines(withoutGroup(card));
  const health = card.node.service?.health ?? 'unknown';
  const width = size.width - padding - 12;
  const room = health === 'passing' ? width : width - 30;
  const height = second === '' ? largeSize(pen, first, { room, palette }) : least;
  const options = { size: height, weight: 600 };
  pen.font = `600 ${height}px ${palette.family}`;
  pen.fillStyle = palette.text;
  if (second === '') {
    const top = y + size.height / 2 + height * 0.36;
    pen.fillText(fitText(first, { ...options, width: room }), x + padding, top);
  } else {
    pen.fillText(fitText(first, { ...options, width: room }), x + padding, y + 39);
    pen.fillText(fitText(second, { ...options, width }), x + padding, y + 72);
  }
  if (health !== 'passing') {
    const at = { x: x + size.width - 22, y: y + (second === '' ? size.height / 2 : 29), size: 10 };
    paintHealth(pen, health, { ...at, colour: palette.healths[health] });
  }
}

/** Pixels of the map at zoom 1. */
const least = 27;
const most = 34;
const largeSizes = new Map<string, number>();

/** The size at which a short name fills its line. */
function largeSize(
  pen: Pen,
  name: string,
  { room, palette }: { readonly room: number; readonly palette: Painting['palette'] },
): number {
  const key = `${room} ${name}`;
  const known = largeSizes.get(key);
  if (known !== undefined) {
    return known;
  }
  pen.font = `600 ${most}px ${palette.family}`;
  const width = pen.measureText(displayText(name, { max: 40 })).width;
  const found = Math.max(least, Math.min(most, Math.floor((most * room) / Math.max(1, width))));
  if (largeSizes.size > 5000) {
    largeSizes.clear();
  }
  largeSizes.set(key, found);
  return found;
}

/** Inside of the frame of `orders`, `orders-worker` is the worker. */
function withoutGroup({ node, group }: SceneCard): string {
  const rest =
    group !== undefined && node.name.startsWith(group) ? node.name.slice(group.length) : '';
  return /^[-._/:]./.test(rest) ? rest.slice(1) : node.name;
}

/** Cuts a long name after the word that divides it best. */
function twoLines(name: string): readonly [string, string] {
  if (name.length < 12) {
    return [name, ''];
  }
  const middle = Math.min(name.length, 60) / 2;
  let best = -1;
  for (const { index } of name.slice(0, 60).matchAll(/[-._/:]/g)) {
    if (index > 0 && (best < 0 || Math.abs(index - middle) < Math.abs(best - middle))) {
      best = index;
    }
  }
  return best < 0 ? [name, ''] : [name.slice(0, best + 1), name.slice(best + 1)];
}

function paintFace(pen: Pen, placed: Placed, painting: Painting): void {
  const { card, level, x, y } = placed;
  const { palette } = painting;
  const { service } = card.node;
  const width = size.width - 2 * padding - 18;
  pen.font = `${service === undefined ? 'italic 400' : '600'} 14px ${palette.family}`;
  pen.fillStyle = palette.text;
  pen.fillText(fitText(card.node.name, { width, size: 14, weight: 600 }), x + padding, y + 28);
  const health = service?.health ?? 'unknown';
  paintHealth(pen, health, {
    x: x + size.width - 19,
    y: y + 23,
    size: 6,
    colour: palette.healths[health],
  });
  if (service === undefined) {
    paintSmall(pen, 'named by edges, not registered', { x: x + padding, y: y + 56, painting });
  } else if (level === 'near') {
    paintInstances(pen, service, placed, painting);
  } else {
    paintInstanceMarks(pen, service, placed, painting);
    paintFoot(pen, service, placed, painting);
  }
}

function paintSmall(
  pen: Pen,
  text: string,
  place: Point & { readonly painting: Painting; readonly isEnd?: boolean },
): void {
  const { palette } = place.painting;
  pen.font = `11.5px ${palette.family}`;
  pen.fillStyle = palette.muted;
  pen.textAlign = place.isEnd === true ? 'end' : 'start';
  pen.fillText(text, place.x, place.y);
  pen.textAlign = 'start';
}

/** One mark for each instance, as far as there is room. */
function paintInstanceMarks(
  pen: Pen,
  { instances }: Service,
  { x, y }: Placed,
  painting: Painting,
): void {
  const shown = instances.length > mostMarks ? instances.slice(0, mostMarks - 1) : instances;
  shown.forEach((instance, index) =>
    paintMark(pen, instance, { x: x + padding + 5 + index * markStep, y: y + 49, painting }),
  );
  if (shown.length < instances.length) {
    const left = x + padding + shown.length * markStep;
    paintSmall(pen, `+${instances.length - shown.length}`, { x: left, y: y + 53, painting });
  }
}

function paintMark(
  pen: Pen,
  { health, possibleGhost, registration }: ServiceInstance,
  { x, y, painting }: Point & { readonly painting: Painting },
): void {
  const { palette, outdated } = painting;
  const alpha = pen.globalAlpha;
  if (outdated.has(registration.connectionId)) {
    pen.globalAlpha = alpha * 0.35;
  }
  paintHealth(pen, health, { x, y, size: 4.5, colour: palette.healths[health] });
  if (possibleGhost) {
    pen.beginPath();
    pen.setLineDash([2, 1.6]);
    pen.arc(x, y, 7, 0, 2 * Math.PI);
    pen.lineWidth = 1;
    pen.strokeStyle = palette.muted;
    pen.stroke();
    pen.setLineDash([]);
  }
  pen.globalAlpha = alpha;
}

/** The registries that know a service, and how many instances it has. */
function paintFoot(pen: Pen, service: Service, { x, y }: Placed, painting: Painting): void {
  const { palette } = painting;
  let left = x + padding - 3;
  const alpha = pen.globalAlpha;
  for (const kind of registriesOf(service)) {
    const width = badgeWidths[kind];
    const tone = palette.registries[kind];
    pen.beginPath();
    pen.roundRect(left, y + size.height - 26, width, 17, 4);
    pen.globalAlpha = alpha * 0.16;
    pen.fillStyle = tone;
    pen.fill();
    pen.globalAlpha = alpha * 0.5;
    pen.strokeStyle = tone;
    pen.lineWidth = 1;
    pen.stroke();
    pen.globalAlpha = alpha;
    pen.font = `600 10.5px ${palette.family}`;
    pen.textAlign = 'center';
    pen.fillText(registryNames[kind], left + width / 2, y + size.height - 13.5);
    left += width + 5;
  }
  pen.textAlign = 'start';
  const text = countOf(service.instances.length, 'instance');
  paintSmall(pen, text, { x: x + size.width - 12, y: y + size.height - 13, painting, isEnd: true });
}

const lines = 4;
const lineStep = 12.5;

/** From near: the instances one by one, those in need of attention first. */
function paintInstances(pen: Pen, service: Service, { x, y }: Placed, painting: Painting): void {
  const { palette } = painting;
  const sorted = inOrderOfNeed(service);
  const shown = sorted.length > lines ? sorted.slice(0, lines - 1) : sorted;
  shown.forEach((instance, index) => {
    const top = y + 42 + index * lineStep;
    const { health, address, version = '' } = instance;
    paintHealth(pen, health, {
      x: x + padding + 4,
      y: top,
      size: 3.2,
      colour: palette.healths[health],
    });
    pen.font = `9.5px ${palette.family}`;
    pen.fillStyle = palette.text;
    const text = address === '' ? 'no address' : address;
    pen.fillText(
      fitText(text, { width: 128, size: 9.5, weight: 400 }),
      x + padding + 14,
      top + 3.4,
    );
    pen.fillStyle = palette.muted;
    pen.textAlign = 'end';
    pen.fillText(
      fitText(version, { width: 52, size: 9.5, weight: 400 }),
      x + size.width - 12,
      top + 3.4,
    );
    pen.textAlign = 'start';
  });
  if (shown.length < sorted.length) {
    pen.fillStyle = palette.muted;
    pen.font = `9.5px ${palette.family}`;
    const rest = countOf(sorted.length - shown.length, 'more instance');
    pen.fillText(rest, x + padding + 14, y + 42 + shown.length * lineStep + 3.4);
  }
}

const needs = { critical: 0, warning: 1, unknown: 2, maintenance: 3, passing: 4 } as const;
const ordered = new WeakMap<Service, readonly ServiceInstance[]>();

function inOrderOfNeed(service: Service): readonly ServiceInstance[] {
  const known = ordered.get(service);
  if (known !== undefined) {
    return known;
  }
  const list = service.instances.toSorted((one, other) => needs[one.health] - needs[other.health]);
  ordered.set(service, list);
  return list;
}

import type { EdgeKind, Health, Service } from '../../../protocol/topology.ts';
import type { Point, Rect } from '../layout/geometry.ts';
import { pathOf } from '../layout/route.ts';
import { badgeWidths, corner, edgeDashes, markStep, mostMarks, padding } from '../scene/look.ts';
import type { Scene, SceneCard, SceneEdge, SceneGroup } from '../scene/scene.ts';
import { registryNames } from '../state/connections.ts';
import { countOf, edgeKinds, registriesOf } from '../state/nodes.ts';
import { displayText } from '../text/displayText.ts';
import { fitText } from '../views/shared/fitText.ts';
import type { Palette } from '../views/topology/map/palette.ts';
import { describeEdge } from '../views/topology/map/tooltip.ts';
import { healthShape } from './svgShapes.ts';
import { element, text, type Xml } from './xml.ts';

/** Pixels of free space around the map. */
const margin = 40;
/** Sources that the tooltip of an edge names. */
const mostSources = 20;

/**
 * The map as an SVG document of its own: no script, no style sheet, no reference to anything outside
 * of it. Everything is drawn as from near, whatever the zoom is. Names are text and nothing else.
 */
export function svgOf(scene: Scene, palette: Palette): string {
  const { x, y, width, height } = frameOf(scene);
  const document = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `${Math.round(x)} ${Math.round(y)} ${Math.round(width)} ${Math.round(height)}`,
      role: 'img',
      'font-family': palette.family,
    },
    element('title', {}, text(titleOf(scene))),
    element('defs', {}, ...edgeKinds.map((kind) => arrow(kind, palette))),
    element('rect', { x, y, width, height, fill: palette.background }),
    ...[...scene.groups.values()].map((group) => groupFrame(group, palette)),
    ...[...scene.edges.values()].map((edge) => edgeLine(edge, palette)),
    ...[...scene.cards.values()].map((card) => cardOf(card, palette)),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${document.xml}\n`;
}

/** The size of the picture, with its margin. */
export function frameOf({ bounds }: Scene): Rect {
  const { x, y, width, height } = bounds ?? { x: 0, y: 0, width: 320, height: 120 };
  return {
    x: x - margin,
    y: y - margin,
    width: width + 2 * margin,
    height: height + 2 * margin,
  };
}

function titleOf({ cards, edges }: Scene): string {
  return `Topology: ${countOf(cards.size, 'service')}, ${countOf(edges.size, 'edge')}`;
}

function arrow(kind: EdgeKind, palette: Palette): Xml {
  return element(
    'marker',
    {
      id: `arrow-${kind}`,
      viewBox: '0 0 10 10',
      refX: 8,
      refY: 5,
      markerWidth: 10,
      markerHeight: 10,
      markerUnits: 'userSpaceOnUse',
      orient: 'auto',
    },
    element('path', { d: 'M0.5,1 L9,5 L0.5,9 L2.6,5 Z', fill: palette.edges[kind] }),
  );
}

function groupFrame({ id, cards, x, y, width, height }: SceneGroup, palette: Palette): Xml {
  return element(
    'g',
    {},
    element('rect', {
      x,
      y,
      width,
      height,
      rx: 14,
      fill: palette.group,
      stroke: palette.groupLine,
    }),
    label(fitText(id, { width: width - 180, size: 22, weight: 600 }), {
      x: x + 24,
      y: y + 42,
      size: 22,
      weight: 600,
      fill: palette.text,
    }),
    label(countOf(cards.length, 'service'), {
      x: x + width - 24,
      y: y + 42,
      size: 16,
      fill: palette.muted,
      anchor: 'end',
    }),
  );
}

function edgeLine({ edge, kind, route, isFaded }: SceneEdge, palette: Palette): Xml {
  const { middle } = route;
  const stroke = palette.edges[kind];
  const sources = edge.sources.slice(0, mostSources);
  return element(
    'g',
    { opacity: isFaded ? 0.15 : undefined },
    element('title', {}, text(describeEdge({ ...edge, sources }))),
    element('path', {
      d: pathOf(route),
      fill: 'none',
      stroke,
      'stroke-width': 1.6,
      'stroke-dasharray': edgeDashes[kind].join(' ') || undefined,
      'marker-end': `url(#arrow-${kind})`,
    }),
    ...(kind === 'denied' ? [cross(middle, stroke, palette)] : []),
  );
}

function cross({ x, y }: Point, stroke: string, { background }: Palette): Xml {
  return element(
    'g',
    { stroke, 'stroke-width': 1.6 },
    element('circle', { cx: x, cy: y, r: 8, fill: background }),
    element('path', {
      d: `M${x - 3.2},${y - 3.2} L${x + 3.2},${y + 3.2} M${x + 3.2},${y - 3.2} L${x - 3.2},${y + 3.2}`,
    }),
  );
}

function cardOf(card: SceneCard, palette: Palette): Xml {
  const { x, y, width, height, node, isFaded } = card;
  const { service } = node;
  const health = service?.health ?? 'unknown';
  const isMissing = service === undefined;
  return element(
    'g',
    { transform: `translate(${round(x)},${round(y)})`, opacity: isFaded ? 0.25 : undefined },
    element('title', {}, text(cardTitle(node.name, service))),
    element('rect', {
      width,
      height,
      rx: corner,
      fill: palette.card,
      stroke: palette.cardLine,
      'stroke-dasharray': isMissing ? '5 4' : undefined,
    }),
    stripe(health, height, palette),
    label(fitText(node.name, { width: width - 2 * padding - 18, size: 14, weight: 600 }), {
      x: padding,
      y: 28,
      size: 14,
      weight: isMissing ? 400 : 600,
      fill: palette.text,
    }),
    healthShape(health, { x: width - 19, y: 23, size: 6, fill: palette.healths[health] }),
    ...(service === undefined
      ? [small('named by edges, not registered', { x: padding, y: 56 }, palette)]
      : [...instanceMarks(service, palette), ...footOf(service, card, palette)]),
  );
}

function cardTitle(name: string, service: Service | undefined): string {
  const addresses = service?.instances.slice(0, 20).map(({ address, health }) => {
    return `${displayText(address === '' ? 'no address' : address)} ${health}`;
  });
  return [displayText(name, { max: 2000 }), ...(addresses ?? [])].join('\n');
}

function stripe(health: Health, height: number, { healths }: Palette): Xml {
  const d = `M5,0 H${corner} A${corner},${corner} 0 0,0 0,${corner} V${height - corner} A${corner},${corner} 0 0,0 ${corner},${height} H5 Z`;
  return element('path', { d, fill: healths[health] });
}

function instanceMarks({ instances }: Service, palette: Palette): readonly Xml[] {
  const shown = instances.length > mostMarks ? instances.slice(0, mostMarks - 1) : instances;
  const marks = shown.map(({ health }, index) =>
    healthShape(health, {
      x: padding + 5 + index * markStep,
      y: 49,
      size: 4.5,
      fill: palette.healths[health],
    }),
  );
  const rest = instances.length - shown.length;
  const place = { x: padding + shown.length * markStep, y: 53 };
  return rest === 0 ? marks : [...marks, small(`+${rest}`, place, palette)];
}

function footOf(service: Service, { width, height }: SceneCard, palette: Palette): readonly Xml[] {
  let left = padding - 3;
  const badges = registriesOf(service).map((kind) => {
    const at = left;
    left += badgeWidths[kind] + 5;
    const fill = palette.registries[kind];
    return element(
      'g',
      { transform: `translate(${at},${height - 26})` },
      element('rect', { width: badgeWidths[kind], height: 17, rx: 4, fill, opacity: 0.18 }),
      label(registryNames[kind], {
        x: badgeWidths[kind] / 2,
        y: 12.5,
        size: 10.5,
        weight: 600,
        fill,
        anchor: 'middle',
      }),
    );
  });
  const count = countOf(service.instances.length, 'instance');
  const place = { x: width - 12, y: height - 13 };
  return [...badges, small(count, { ...place, anchor: 'end' }, palette)];
}

interface LabelStyle extends Point {
  readonly size: number;
  readonly weight?: number;
  readonly fill: string;
  readonly anchor?: 'middle' | 'end';
}

function small(value: string, place: Point & { readonly anchor?: 'end' }, palette: Palette): Xml {
  return label(value, { ...place, size: 11.5, fill: palette.muted });
}

/** The text is taken as it is: make it safe to read before. */
function label(value: string, { x, y, size, weight, fill, anchor }: LabelStyle): Xml {
  return element(
    'text',
    { x, y, fill, 'font-size': size, 'font-weight': weight, 'text-anchor': anchor },
    text(value),
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

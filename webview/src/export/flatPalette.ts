import type { Palette } from '../views/topology/map/palette.ts';

/**
 * The colours of a palette as `#rrggbb`, which every reader of SVG knows: mixed and transparent ones
 * as they look on the background of the editor.
 */
export function flatPalette(palette: Palette): Palette {
  const pen = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext(
    '2d',
    { willReadFrequently: true },
  );
  return pen === null
    ? palette
    : mapped(palette, (colour) => flat(pen, palette.background, colour));
}

function mapped(palette: Palette, change: (colour: string) => string): Palette {
  const { healths, edges, registries } = palette;
  return {
    ...palette,
    background: change(palette.background),
    text: change(palette.text),
    muted: change(palette.muted),
    card: change(palette.card),
    cardLine: change(palette.cardLine),
    group: change(palette.group),
    groupLine: change(palette.groupLine),
    healths: {
      passing: change(healths.passing),
      warning: change(healths.warning),
      critical: change(healths.critical),
      maintenance: change(healths.maintenance),
      unknown: change(healths.unknown),
    },
    edges: {
      declared: change(edges.declared),
      permitted: change(edges.permitted),
      denied: change(edges.denied),
      observed: change(edges.observed),
      live: change(edges.live),
    },
    registries: {
      etcd: change(registries.etcd),
      consul: change(registries.consul),
      static: change(registries.static),
    },
  };
}

function flat(pen: CanvasRenderingContext2D, background: string, colour: string): string {
  [background, colour].forEach((fill) => {
    pen.fillStyle = fill;
    pen.fillRect(0, 0, 1, 1);
  });
  const [red = 0, green = 0, blue = 0] = pen.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

import type { Mark } from '../../../../../protocol/history.ts';
import { card as size } from '../../../layout/geometry.ts';
import type { SceneCard } from '../../../scene/scene.ts';
import { markPaths } from '../../timeline/comparisonLegend.tsx';
import { isInClosedGroup } from './paintCards.ts';
import { trace } from './paintEdges.ts';
import { type Painting, type Pen, placeOf } from './painting.ts';
import type { Palette } from './palette.ts';

/** Draws what became of services and edges since the moment that is shown; nothing while it is now. */
export function paintMarks(pen: Pen, painting: Painting): void {
  const { marks, scene } = painting;
  marks?.edges.forEach((mark, id) => {
    paintEdgeMark(pen, id, mark, painting);
  });
  marks?.services.forEach(({ id, mark }) => {
    const card = scene.cards.get(id);
    if (card !== undefined && !isInClosedGroup(card, painting)) {
      paintCardMark(pen, card, mark, painting);
    }
  });
}

/** A frame in the colour of the mark, broken for what is gone, and the mark's sign at a corner. */
function paintCardMark(pen: Pen, card: SceneCard, mark: Mark, painting: Painting): void {
  const { palette, view } = painting;
  const { x, y } = placeOf(painting, card);
  pen.strokeStyle = toneOf(mark, palette);
  pen.lineWidth = Math.max(2.5, 2 / view.zoom);
  pen.setLineDash(mark === 'gone' ? [7, 5] : []);
  pen.beginPath();
  pen.roundRect(x - 3, y - 3, size.width + 6, size.height + 6, 10);
  pen.stroke();
  pen.setLineDash([]);
  paintSign(pen, mark, { x: x + size.width - 4, y: y - 2, painting });
}

const signs = new Map<Mark, Path2D>();

function paintSign(
  pen: Pen,
  mark: Mark,
  { x, y, painting }: { readonly x: number; readonly y: number; readonly painting: Painting },
): void {
  const { palette, view } = painting;
  const scale = Math.max(1.25, 0.8 / view.zoom);
  const sign = signs.get(mark) ?? new Path2D(markPaths[mark]);
  signs.set(mark, sign);
  pen.save();
  pen.translate(x, y);
  pen.scale(scale, scale);
  pen.beginPath();
  pen.arc(0, 0, 8, 0, 2 * Math.PI);
  pen.fillStyle = palette.background;
  pen.fill();
  pen.lineWidth = 1.6;
  pen.stroke();
  pen.lineWidth = 2;
  pen.lineCap = 'round';
  pen.stroke(sign);
  pen.restore();
}

function paintEdgeMark(pen: Pen, id: string, mark: Mark, painting: Painting): void {
  const { scene, palette, view } = painting;
  const edge = scene.edges.get(id);
  if (edge !== undefined) {
    pen.strokeStyle = toneOf(mark, palette);
    pen.lineWidth = Math.max(2.5, 1.5 / view.zoom);
    pen.setLineDash(mark === 'gone' ? [7, 5] : []);
    pen.beginPath();
    trace(pen, edge.route);
    pen.stroke();
    pen.setLineDash([]);
  }
}

/** The colours of the legend. */
function toneOf(mark: Mark, { healths }: Palette): string {
  switch (mark) {
    case 'added':
      return healths.passing;
    case 'gone':
      return healths.critical;
    case 'changed':
      return healths.maintenance;
  }
}

/* A 2D canvas drawn anew for each frame: what is out of sight or too small to read is left out. */
/* global document, window */
let pen;
let scene;
let size;

function paint({ x, y, zoom }) {
  pen.setTransform(1, 0, 0, 1, 0, 0);
  pen.fillStyle = '#1e1e1e';
  pen.fillRect(0, 0, size.width, size.height);
  pen.setTransform(zoom, 0, 0, zoom, x, y);
  const sight = {
    left: -x / zoom,
    top: -y / zoom,
    right: (size.width - x) / zoom,
    bottom: (size.height - y) / zoom,
  };
  paintEdges(sight, zoom);
  for (const card of scene.cards) {
    if (
      card.x < sight.right &&
      card.x + 224 > sight.left &&
      card.y < sight.bottom &&
      card.y + 92 > sight.top
    ) {
      paintCard(card, zoom);
    }
  }
}

function paintEdges(sight, zoom) {
  pen.strokeStyle = '#888';
  pen.lineWidth = Math.max(1.6, 1 / zoom);
  pen.beginPath();
  for (const [one, other] of scene.lines) {
    if (
      Math.min(one.x, other.x) < sight.right &&
      Math.max(one.x, other.x) + 224 > sight.left &&
      Math.min(one.y, other.y) < sight.bottom &&
      Math.max(one.y, other.y) + 92 > sight.top
    ) {
      const middle = (one.x + 224 + other.x) / 2;
      pen.moveTo(one.x + 224, one.y + 46);
      pen.bezierCurveTo(middle, one.y + 46, middle, other.y + 46, other.x, other.y + 46);
    }
  }
  pen.stroke();
}

function paintCard({ x, y, name, instances }, zoom) {
  pen.fillStyle = '#2b2b2b';
  pen.beginPath();
  pen.roundRect(x, y, 224, 92, 8);
  pen.fill();
  if (zoom < 0.2) {
    return;
  }
  pen.fillStyle = '#ddd';
  pen.font = zoom < 0.45 ? '600 25px sans-serif' : '600 14px sans-serif';
  pen.fillText(name, x + 16, y + (zoom < 0.45 ? 54 : 28));
  if (zoom < 0.45) {
    return;
  }
  pen.fillStyle = '#3fb950';
  pen.beginPath();
  for (let index = 0; index < Math.min(10, instances); index += 1) {
    pen.moveTo(x + 26 + 16 * index, y + 49);
    pen.arc(x + 21 + 16 * index, y + 49, 4.5, 0, 7);
  }
  pen.fill();
  pen.font = '11.5px sans-serif';
  pen.fillText(`${instances} instances`, x + 120, y + 79);
}

window.trial = {
  start({ cards, edges, view, width, height }) {
    const places = new Map(cards.map((card) => [card.id, card]));
    scene = { cards, lines: edges.map(({ from, to }) => [places.get(from), places.get(to)]) };
    size = { width, height };
    const canvas = document.getElementById('root').appendChild(document.createElement('canvas'));
    Object.assign(canvas, size);
    pen = canvas.getContext('2d', { alpha: false });
    paint(view);
  },
  show: paint,
};

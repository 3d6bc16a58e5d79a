/* Cards and edges as SVG elements below one transform. */
/* global document, window */
const space = 'http://www.w3.org/2000/svg';

function add(parent, name, attributes, text) {
  const element = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) {
    element.setAttribute(key, value);
  }
  element.textContent = text ?? '';
  return parent.appendChild(element);
}

let layer;
window.trial = {
  start({ cards, edges, view }) {
    const svg = add(document.getElementById('root'), 'svg', { width: '100%', height: '100%' });
    layer = add(svg, 'g', {});
    const places = new Map(cards.map((card) => [card.id, card]));
    for (const { from, to } of edges) {
      const [one, other] = [places.get(from), places.get(to)];
      const middle = (one.x + 224 + other.x) / 2;
      const d = `M${one.x + 224},${one.y + 46} C${middle},${one.y + 46} ${middle},${other.y + 46} ${other.x},${other.y + 46}`;
      add(layer, 'path', { d, fill: 'none', stroke: '#888', 'stroke-width': 1.6 });
    }
    for (const { x, y, name, instances } of cards) {
      const card = add(layer, 'g', { transform: `translate(${x},${y})`, tabindex: -1 });
      add(card, 'rect', { width: 224, height: 92, rx: 8, fill: '#2b2b2b', stroke: '#555' });
      add(card, 'text', { x: 16, y: 28, fill: '#ddd', 'font-weight': 600 }, name);
      for (let index = 0; index < Math.min(10, instances); index += 1) {
        add(card, 'circle', { cx: 21 + 16 * index, cy: 49, r: 4.5, fill: '#3fb950' });
      }
      add(card, 'text', { x: 120, y: 79, fill: '#999' }, `${instances} instances`);
    }
    this.show(view);
  },
  show: ({ x, y, zoom }) => {
    layer.style.transform = `translate(${x}px, ${y}px) scale(${zoom})`;
  },
};

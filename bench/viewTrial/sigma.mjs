/* sigma over graphology: WebGL points and lines, names on a canvas above. */
/* global document, window */
import Graph from 'graphology';
import Sigma from 'sigma';

let renderer;
let size;
window.trial = {
  start({ cards, edges, width, height }) {
    const graph = new Graph();
    size = { width, height };
    for (const { id, name, x, y } of cards) {
      graph.addNode(id, { label: name, x: x + 112, y: -(y + 46), size: 9, color: '#3fb950' });
    }
    for (const { from, to } of edges) {
      graph.addEdge(from, to, { size: 1, color: '#555' });
    }
    renderer = new Sigma(graph, document.getElementById('root'), {
      labelColor: { color: '#ddd' },
      labelRenderedSizeThreshold: 0,
      defaultEdgeType: 'arrow',
    });
  },
  /* Sigma's camera is in parts of the graph; the ratio is what matters to speed. */
  show: ({ x, y, zoom, fit }) =>
    renderer.getCamera().setState({
      ratio: fit.zoom / zoom,
      x: 0.5 - (x - fit.x) / size.width / 4,
      y: 0.5 + (y - fit.y) / size.height / 4,
    }),
};

/* cytoscape: a canvas of its own, with the settings that its manual advises for large graphs. */
/* global document, window */
import cytoscape from 'cytoscape';

let graph;
window.trial = {
  start({ cards, edges, view }) {
    graph = cytoscape({
      container: document.getElementById('root'),
      elements: [
        ...cards.map(({ id, name, x, y }) => ({
          data: { id, name },
          position: { x: x + 112, y: y + 46 },
        })),
        ...edges.map(({ from, to }) => ({
          data: { id: `${from} ${to}`, source: from, target: to },
        })),
      ],
      style: [
        {
          selector: 'node',
          style: {
            shape: 'round-rectangle',
            width: 224,
            height: 92,
            label: 'data(name)',
            'text-valign': 'center',
            'background-color': '#333',
            color: '#ddd',
          },
        },
        {
          selector: 'edge',
          style: { width: 1.6, 'curve-style': 'haystack', 'line-color': '#888' },
        },
      ],
      layout: { name: 'preset', fit: false },
      zoom: view.zoom,
      pan: { x: view.x, y: view.y },
      minZoom: 0.01,
      textureOnViewport: false,
      hideEdgesOnViewport: false,
      pixelRatio: 1,
    });
  },
  show: ({ x, y, zoom }) => graph.viewport({ zoom, pan: { x, y } }),
};

/* @xyflow/react: cards and edges as elements, React beneath. */
/* global document, window */
import { ReactFlow, ReactFlowProvider, Handle, Position, useReactFlow } from '@xyflow/react';
import { createElement as h, memo } from 'react';
import { createRoot } from 'react-dom/client';
import '@xyflow/react/dist/style.css';

const Card = memo(({ data }) =>
  h(
    'div',
    { className: 'card' },
    h(Handle, { type: 'target', position: Position.Left }),
    h('strong', null, data.name),
    h('div', null, '●'.repeat(Math.min(10, data.instances))),
    h('div', null, `${data.instances} instances`),
    h(Handle, { type: 'source', position: Position.Right }),
  ),
);

function Handles() {
  window.trialFlow = useReactFlow();
  return null;
}

window.trial = {
  start({ cards, edges, view }) {
    const nodes = cards.map(({ id, x, y, ...data }) => ({
      id,
      type: 'card',
      position: { x, y },
      data,
    }));
    const lines = edges.map(({ from, to }) => ({ id: `${from} ${to}`, source: from, target: to }));
    const flow = h(
      ReactFlow,
      {
        defaultNodes: nodes,
        defaultEdges: lines,
        nodeTypes: { card: Card },
        defaultViewport: view,
        minZoom: 0.01,
        onlyRenderVisibleElements: true,
      },
      h(Handles),
    );
    createRoot(document.getElementById('root')).render(h(ReactFlowProvider, null, flow));
  },
  show: ({ x, y, zoom }) => window.trialFlow?.setViewport({ x, y, zoom }),
};

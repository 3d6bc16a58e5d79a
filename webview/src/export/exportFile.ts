import type { ExportRequest } from '../../../protocol/views.ts';
import { type Scene, sceneOf } from '../scene/scene.ts';
import { createFocusedView } from '../state/focusedState.ts';
import type { GraphModel } from '../state/graph.ts';
import { nodesOf } from '../state/nodes.ts';
import { createPastView } from '../state/pastView.ts';
import { showEverything } from '../state/showing.ts';
import type { TopologyState } from '../state/topologyState.ts';
import { visibilityOf } from '../state/visibility.ts';
import { readPalette } from '../views/topology/map/palette.ts';
import { base64Of } from './base64.ts';
import { flatPalette } from './flatPalette.ts';
import { jsonOf } from './json.ts';
import { mermaidOf } from './mermaid.ts';
import { pngOf } from './png.ts';
import { frameOf, svgOf } from './svg.ts';

/**
 * Makes a file of the map as it is seen, of the past if that is looked at. Answers its base64;
 * rejects with a message for people.
 */
export async function exportFile(state: TopologyState, request: ExportRequest): Promise<string> {
  const seen = createPastView()(state);
  if (seen.graph === undefined) {
    throw new Error('There is no topology to export yet: wait until a registry has answered.');
  }
  const scene = sceneFor(seen, seen.graph, request.scope);
  switch (request.format) {
    case 'json':
      return base64Of(jsonFor(scene, seen.graph));
    case 'mermaid':
      return base64Of(mermaidOf(scene));
    case 'svg':
      return base64Of(svgOf(scene, palette()));
    case 'png':
      return pngOf(svgOf(scene, palette()), frameOf(scene));
  }
}

/** What is drawn now, or everything; groups are drawn open. */
function sceneFor(state: TopologyState, graph: GraphModel, scope: ExportRequest['scope']): Scene {
  const showing = scope === 'all' ? showEverything : state.showing;
  const seen = visibilityOf(graph, nodesOf(graph), showing);
  const { positions, routes, groups } = scope === 'all' ? state : createFocusedView()(state, seen);
  return sceneOf({ ...seen, positions, routes, groups, groupModes: new Map() });
}

function jsonFor({ cards, edges }: Scene, graph: GraphModel): string {
  return jsonOf(
    [...graph.services.values()].filter(({ id }) => cards.has(id)),
    [...graph.edges.values()].filter(({ id }) => edges.has(id)),
  );
}

function palette(): ReturnType<typeof readPalette> {
  const area = document.querySelector<HTMLElement>('.map-area') ?? document.body;
  return flatPalette(readPalette(area));
}

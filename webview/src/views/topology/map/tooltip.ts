import type { Scene, SceneBundle, SceneGroup } from '../../../scene/scene.ts';
import { countOf } from '../../../state/nodes.ts';
import type { Edge } from '../../../../../protocol/topology.ts';
import { displayText } from '../../../text/displayText.ts';
import type { Hit } from './painting.ts';

/** What the pointer is over, in words. */
export function tooltipOf(scene: Scene, hit: Hit): string {
  switch (hit.kind) {
    case 'card':
      return displayText(scene.cards.get(hit.id)?.node.name ?? '', { max: 2000 });
    case 'edge': {
      const edge = scene.edges.get(hit.id)?.edge;
      return edge === undefined ? '' : describeEdge(edge);
    }
    case 'group': {
      const group = scene.groups.get(hit.id);
      return group === undefined ? '' : spokenGroup(group);
    }
    case 'bundle': {
      const bundle = scene.bundles.find(({ id }) => id === hit.id);
      return bundle === undefined ? '' : describeBundle(bundle);
    }
  }
}

/** `orders → payments`, then one line for each source. */
export function describeEdge(edge: Edge): string {
  const sources = edge.sources.map(({ kind, detail }) => `${kind}: ${displayText(detail)}`);
  return [`${displayText(edge.from)} → ${displayText(edge.to)}`, ...sources].join('\n');
}

/** `payments, 21 services, 203 instances, 2 critical`. */
export function spokenGroup({ id, cards, instances, healths }: SceneGroup): string {
  const bad = [...healths]
    .filter(([health]) => health !== 'passing')
    .map(([health, count]) => `${count} ${health}`);
  const counts = [countOf(cards.length, 'service'), countOf(instances, 'instance')];
  return [displayText(id), ...counts, ...bad].join(', ');
}

function describeBundle({ from, to, count, kinds }: SceneBundle): string {
  const parts = [...kinds].map(([kind, each]) => `${each} ${kind}`);
  return `${displayText(from)} → ${displayText(to)}\n${countOf(count, 'edge')}: ${parts.join(', ')}`;
}

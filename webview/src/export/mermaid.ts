import type { EdgeKind, Health } from '../../../protocol/topology.ts';
import type { Scene, SceneCard } from '../scene/scene.ts';
import { countOf } from '../state/nodes.ts';
import { displayText } from '../text/displayText.ts';

const arrows: Readonly<Record<EdgeKind, string>> = {
  declared: '-->',
  permitted: '-.->',
  denied: '--x',
  observed: '==>',
  live: '==>',
};

const looks: Readonly<Record<Health, string>> = {
  passing: 'stroke:#3fb950',
  warning: 'stroke:#cca700',
  critical: 'stroke:#f14c4c,stroke-width:2px',
  maintenance: 'stroke:#3794ff',
  unknown: 'stroke:#8b949e,stroke-dasharray:4 3',
};

/**
 * The map as a Mermaid flowchart, with a subgraph for each group. Names stand in labels alone, where
 * every character that could mean something to Mermaid or to HTML is written as its number.
 */
export function mermaidOf(scene: Scene): string {
  const ids = new Map([...scene.cards.keys()].map((id, index) => [id, `s${index}`]));
  const free = [...scene.cards.values()].filter(({ group }) => group === undefined);
  const groups = [...scene.groups.values()].flatMap(({ id, cards }, index) => [
    `  subgraph g${index}["${label(id)}"]`,
    ...cards.map((card) => `  ${nodeLine(card, ids)}`),
    '  end',
  ]);
  const edges = [...scene.edges.values()].flatMap(({ edge, kind }) => {
    const [from, to] = [ids.get(edge.from), ids.get(edge.to)];
    return from === undefined || to === undefined
      ? []
      : [`  ${from} ${arrows[kind]}|${kind}| ${to}`];
  });
  return [
    'flowchart LR',
    ...groups,
    ...free.map((card) => nodeLine(card, ids)),
    ...edges,
    ...classLines(scene),
    '',
  ].join('\n');
}

function nodeLine({ id, node }: SceneCard, ids: ReadonlyMap<string, string>): string {
  const { service } = node;
  const count =
    service === undefined ? 'not registered' : countOf(service.instances.length, 'instance');
  const health = service?.health ?? 'unknown';
  return `  ${ids.get(id) ?? ''}["${label(node.name)}<br/>${count}"]:::${health}`;
}

function classLines({ cards }: Scene): readonly string[] {
  const used = new Set([...cards.values()].map(({ node }) => node.service?.health ?? 'unknown'));
  return [...used].map((health) => `  classDef ${health} ${looks[health]}`);
}

/**
 * Letters, digits and a few harmless signs stay; the rest become `#NUMBER;`. Mermaid takes no empty
 * label.
 */
function label(name: string): string {
  return [...displayText(name === '' ? 'no name' : name, { max: 120 })]
    .map((character) =>
      /[\p{L}\p{N} ._/-]/u.test(character) ? character : `#${character.codePointAt(0) ?? 0};`,
    )
    .join('');
}

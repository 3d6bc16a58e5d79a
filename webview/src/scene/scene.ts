/**
 * The map as geometry: what is where, before anybody draws it. Pure; knows no canvas, no document and
 * no zoom but in `levels.ts`. The map paints a scene, and an export turns the same scene into a file:
 *
 *     const seen = visibilityOf(graph, nodes, state.showing);
 *     const scene = sceneOf({ ...seen, positions, routes, groups, groupModes });
 *     for (const card of scene.cards.values()) …   // x, y, width, height, node
 *     for (const edge of scene.edges.values()) …   // pathOf(edge.route) is the `d` of an SVG path
 *     for (const group of scene.groups.values()) … // frame, label, counts
 *
 * Names are as they came from outside: whoever draws them makes them safe (`text/displayText.ts`).
 */
import type { Edge, EdgeKind, Health } from '../../../protocol/topology.ts';
import { around, card, groupPadding, type Point, type Rect } from '../layout/geometry.ts';
import { addTo } from '../layout/multimap.ts';
import type { GraphNode } from '../state/nodes.ts';
import { bundlesOf, sceneEdges } from './sceneEdges.ts';
import type { EdgeRoute } from '../layout/route.ts';
import type { Groups } from './grouping.ts';

export interface SceneInput {
  /** Nothing else is in the scene, and of these only what has a position. */
  readonly nodes: readonly GraphNode[];
  readonly edges: ReadonlyMap<string, Edge>;
  /** Ids of the cards that stand out; undefined when all are equal. */
  readonly matches: ReadonlySet<string> | undefined;
  /** Ids of the edges that stand out; undefined when those between cards that do. */
  readonly edgeMatches: ReadonlySet<string> | undefined;
  /** Upper left corners of the cards. */
  readonly positions: ReadonlyMap<string, Point>;
  /** By edge id: start, bends and end of the last full layout. */
  readonly routes: ReadonlyMap<string, readonly Point[]>;
  readonly groups: Groups;
  /** Groups that a person has opened or closed; the rest follow the zoom. */
  readonly groupModes: ReadonlyMap<string, GroupMode>;
}

export type GroupMode = 'open' | 'closed';

/** A service, or a name that only edges know. */
export interface SceneCard extends Rect {
  readonly id: string;
  readonly node: GraphNode;
  /** Id of its group; undefined without groups. */
  readonly group: string | undefined;
  /** The filter does not let it through. */
  readonly isFaded: boolean;
}

export interface SceneEdge {
  readonly id: string;
  readonly edge: Edge;
  readonly kind: EdgeKind;
  readonly route: EdgeRoute;
  /** Group of the caller and of the callee. */
  readonly groups: readonly [string | undefined, string | undefined];
  readonly isFaded: boolean;
}

/** The frame around the services of a group. */
export interface SceneGroup extends Rect {
  /** Its name, which is unique. */
  readonly id: string;
  readonly cards: readonly SceneCard[];
  readonly mode: GroupMode | undefined;
  readonly instances: number;
  /** How many services are in which health, an unregistered one as unknown. */
  readonly healths: ReadonlyMap<Health, number>;
  /** The filter lets nothing of it through. */
  readonly isFaded: boolean;
}

/** All edges from one group to another, as one line between the frames. */
export interface SceneBundle {
  readonly id: string;
  /** Group ids. */
  readonly from: string;
  readonly to: string;
  /** How many edges. */
  readonly count: number;
  readonly kinds: ReadonlyMap<EdgeKind, number>;
  readonly route: EdgeRoute;
  readonly isFaded: boolean;
}

export interface Scene {
  /** Around everything; undefined when there is nothing. */
  readonly bounds: Rect | undefined;
  /** By service id, in the order of the nodes. */
  readonly cards: ReadonlyMap<string, SceneCard>;
  /** By edge id. */
  readonly edges: ReadonlyMap<string, SceneEdge>;
  /** By group id; empty without groups. */
  readonly groups: ReadonlyMap<string, SceneGroup>;
  /** Between groups. */
  readonly bundles: readonly SceneBundle[];
  /** How many edges lead from one group to another. */
  readonly across: number;
}

/**
 * Puts everything in its place. What did not change since `previous` stays the same object, so that
 * one moved card among a thousand costs little, and one of which only the service is another next to
 * nothing.
 */
export function sceneOf(input: SceneInput, previous?: Scene): Scene {
  const scene =
    previous !== undefined && hasSamePlaces(input, previous)
      ? recounted(otherCards(input, previous), previous)
      : newScene(input, sceneCards(input, previous), previous);
  inputs.set(scene, input);
  return scene;
}

/** What scenes were made from. */
const inputs = new WeakMap<Scene, SceneInput>();

function newScene(input: SceneInput, cards: Scene['cards'], previous: Scene | undefined): Scene {
  const groups = sceneGroups(cards, input);
  const edges = sceneEdges(input, cards, previous);
  const bundles = groups.size === 0 ? [] : bundlesOf(edges.values(), groups);
  const across = bundles.reduce((sum, { count }) => sum + count, 0);
  const bounds = around([...cards.values(), ...groups.values()]);
  return { bounds, cards, edges, groups, bundles, across };
}

/** Whether all is where it was, and drawn as it was but for what the services say. */
function hasSamePlaces(input: SceneInput, previous: Scene): boolean {
  const before = inputs.get(previous);
  return (
    before?.edges === input.edges &&
    before.matches === input.matches &&
    before.edgeMatches === input.edgeMatches &&
    before.positions === input.positions &&
    before.routes === input.routes &&
    before.groups === input.groups &&
    before.groupModes === input.groupModes &&
    before.nodes.length === input.nodes.length &&
    input.nodes.every((node, at) => node.id === before.nodes[at]?.id)
  );
}

/** The cards where only what is said of some services is other. */
function otherCards({ nodes }: SceneInput, previous: Scene): Scene['cards'] {
  const cards = new Map(previous.cards);
  for (const node of nodes) {
    const card = previous.cards.get(node.id);
    if (card !== undefined && card.node !== node) {
      cards.set(node.id, { ...card, node });
    }
  }
  return cards;
}

/** The scene with other cards in the places of the same ones. */
function recounted(cards: Scene['cards'], previous: Scene): Scene {
  const groups = new Map(
    [...previous.groups].map(([id, group]) => {
      const own = group.cards.map((card) => cards.get(card.id) ?? card);
      const isSame = own.every((card, at) => card === group.cards[at]);
      return [id, isSame ? group : { ...group, ...countsOf(own), cards: own }] as const;
    }),
  );
  return { ...previous, cards, groups };
}

function sceneCards(
  { nodes, positions, matches, groups }: SceneInput,
  previous: Scene | undefined,
): ReadonlyMap<string, SceneCard> {
  const cards = new Map<string, SceneCard>();
  for (const node of nodes) {
    const at = positions.get(node.id);
    if (at !== undefined) {
      const group = groups.of.get(node.id);
      const isFaded = matches !== undefined && !matches.has(node.id);
      const old = previous?.cards.get(node.id);
      const isSame =
        old?.node === node &&
        old.x === at.x &&
        old.y === at.y &&
        old.group === group &&
        old.isFaded === isFaded;
      const { x, y } = at;
      cards.set(node.id, isSame ? old : { id: node.id, node, x, y, ...card, group, isFaded });
    }
  }
  return cards;
}

function sceneGroups(
  cards: ReadonlyMap<string, SceneCard>,
  { groups, groupModes }: SceneInput,
): ReadonlyMap<string, SceneGroup> {
  const members = new Map<string, SceneCard[]>();
  for (const each of cards.values()) {
    if (each.group !== undefined) {
      addTo(members, each.group, each);
    }
  }
  return new Map(
    [...members].map(([id, cards]) => {
      const frame = frameAround(cards, groups.frames.get(id));
      return [id, { ...countsOf(cards), ...frame, id, cards, mode: groupModes.get(id) }] as const;
    }),
  );
}

function countsOf(
  cards: readonly SceneCard[],
): Pick<SceneGroup, 'instances' | 'healths' | 'isFaded'> {
  const healths = new Map<Health, number>();
  let instances = 0;
  for (const { node } of cards) {
    const health = node.service?.health ?? 'unknown';
    healths.set(health, (healths.get(health) ?? 0) + 1);
    instances += node.service?.instances.length ?? 0;
  }
  return { instances, healths, isFaded: cards.every(({ isFaded }) => isFaded) };
}

/** The frame of the layout, made larger where a card has come outside of it. */
function frameAround(cards: readonly SceneCard[], frame: Rect | undefined): Rect {
  const { side, top } = groupPadding;
  const inner = around(cards) ?? nothing;
  const own = {
    x: inner.x - side,
    y: inner.y - top,
    width: inner.width + 2 * side,
    height: inner.height + top + side,
  };
  return frame === undefined ? own : (around([frame, own]) ?? own);
}

const nothing: Rect = { x: 0, y: 0, width: 0, height: 0 };

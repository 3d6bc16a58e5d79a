import { describe, expect, it } from 'vitest';
import { GraphMirror } from '../../client/src/topology/graphMirror.ts';
import { buildGraph, diffGraphs, withPatches } from '../../server/src/topology/index.ts';
import { createRandom } from '../support/random.ts';
import { randomFacts } from '../topology/randomFacts.ts';

describe('the mirror of the graph', () => {
  it('is the graph of the server after any updates', () => {
    const random = createRandom(1_234);
    const mirror = new GraphMirror();
    let graph = { ...buildGraph(randomFacts(random)), revision: 1 };
    mirror.apply({ kind: 'snapshot', graph });
    for (let revision = 2; revision < 200; revision++) {
      const next = { ...buildGraph(randomFacts(random)), revision };
      mirror.apply({ kind: 'delta', delta: withPatches(graph, diffGraphs(graph, next)) });
      graph = next;
      expect(mirror.graph).toEqual(graph);
    }
  });

  it('passes over what is older, and has no graph when an update is missing', () => {
    const random = createRandom(5);
    const graph = { ...buildGraph(randomFacts(random)), revision: 4 };
    const mirror = new GraphMirror();
    expect(mirror.graph).toBeUndefined();
    mirror.seed(graph);
    mirror.apply({ kind: 'delta', delta: { ...diffGraphs(graph, graph), revision: 4 } });
    expect(mirror.graph).toBe(graph);
    mirror.apply({ kind: 'delta', delta: { ...diffGraphs(graph, graph), revision: 6 } });
    expect(mirror.graph).toBeUndefined();
    mirror.apply({ kind: 'snapshot', graph });
    expect(mirror.graph).toBe(graph);
  });
});

import type { Edge, ServiceInstance } from '../../../protocol/topology.ts';
import type { ViewContent } from '../../../protocol/views.ts';
import { addTo } from '../layout/multimap.ts';
import {
  type Candidate,
  candidatesOf,
  eitherOf,
  knownValues,
  type Test,
  testOf,
} from './filterTerms.ts';
import { parseFilter, type Term } from './filterText.ts';
import type { GraphModel } from './graph.ts';
import { edgeKinds, type GraphNode } from './nodes.ts';
import { answers, questionIds, wasCalled } from './questions.ts';

/** What a person wants to see, in the language of `filterText.ts`. */
export interface Filter {
  readonly text: string;
  /** What becomes of the services that it does not let through. */
  readonly others: ViewContent['others'];
}

export const noFilter: Filter = { text: '', others: 'dimmed' };

export function isFiltering(filter: Filter): boolean {
  return filter.text.trim() !== '';
}

/** What a filter lets through. */
export interface Matches {
  readonly cards: ReadonlySet<string>;
  /** Undefined when the filter says nothing of edges. */
  readonly edges: ReadonlySet<string> | undefined;
}

/**
 * What a filter lets through, undefined when it lets all through; upper and lower case are the same.
 *
 * Every word must occur in the name, an address, a tag, a version, a convention or `key=value` of the
 * metadata of a service. All terms about instances must hold for one and the same instance; with a
 * minus none may fulfil it. The same key again is an alternative, except for tags. Terms about
 * edges let through edges, and the services at their ends.
 */
export function matching(
  nodes: readonly GraphNode[],
  filter: Filter,
  graph: Pick<GraphModel, 'connections' | 'edges'>,
): Matches | undefined {
  if (!isFiltering(filter)) {
    return undefined;
  }
  const rules = rulesOf(parseFilter(filter.text), graph);
  const passing = new Set(nodes.filter((node) => passes(node, rules)).map(({ id }) => id));
  if (rules.edges.length === 0) {
    return { cards: passing, edges: undefined };
  }
  const through = [...graph.edges.values()].filter((edge) =>
    rules.edges.every((rule) => rule(edge)),
  );
  if (!rules.wantsEdges) {
    return { cards: passing, edges: new Set(through.map(({ id }) => id)) };
  }
  const touching = through.filter(({ from, to }) => passing.has(from) || passing.has(to));
  return {
    cards: new Set(touching.flatMap(({ from, to }) => [from, to])),
    edges: new Set(touching.map(({ id }) => id)),
  };
}

/** A filter, sorted by what its terms are about. */
interface Rules {
  readonly service: readonly Test[];
  /** All of them for one instance. */
  readonly instance: readonly Test[];
  /** None of them for any instance. */
  readonly not: readonly Test[];
  readonly edges: readonly ((edge: Edge) => boolean)[];
  /** Edges are asked for, rather than only left out. */
  readonly wantsEdges: boolean;
}

function rulesOf(terms: readonly Term[], graph: Pick<GraphModel, 'connections' | 'edges'>): Rules {
  const groups = grouped(terms.filter(isComplete));
  const aboutEdges = groups.filter(isAboutEdges);
  const others = groups.filter((group) => !isAboutEdges(group));
  const words = others.flat().filter((term) => term.kind === 'word');
  const rest = others.filter(([first]) => first?.kind !== 'word');
  const tests = rest.map((group) => ({
    isNegated: group[0]?.isNegated ?? false,
    test: eitherOf(group.map((term) => testOf(term, graph.connections))),
  }));
  return {
    service: words.map((term) => testOf(term, graph.connections)),
    instance: tests.filter(({ isNegated }) => !isNegated).map(({ test }) => test),
    not: tests.filter(({ isNegated }) => isNegated).map(({ test }) => test),
    edges: aboutEdges.map((group) => edgeTest(group, [...graph.edges.values()].some(wasCalled))),
    wantsEdges: aboutEdges.some(([first]) => first?.isNegated === false),
  };
}

/** A key without a value asks for nothing yet. */
function isComplete(term: Term): boolean {
  return term.kind === 'key' ? term.values.length > 0 : term.kind === 'meta' || term.word !== '';
}

/** Terms of which one is enough stand together. */
function grouped(terms: readonly Term[]): readonly (readonly Term[])[] {
  const groups = new Map<string, Term[]>();
  terms.forEach((term, index) => addTo(groups, groupId(term, index), term));
  return [...groups.values()];
}

function groupId(term: Term, index: number): string {
  const isAlternative = term.kind === 'meta' || (term.kind === 'key' && term.key !== 'tag');
  if (!isAlternative) {
    return String(index);
  }
  const name = term.kind === 'meta' ? `meta.${term.name.toLowerCase()}` : term.key;
  const isQuestion = term.kind === 'key' && isAboutEdges([term]);
  return `${term.isNegated ? '-' : ''}${isQuestion ? 'edge-' : ''}${name}`;
}

function isAboutEdges([term]: readonly Term[]): boolean {
  const questions: readonly string[] = questionIds;
  return (
    term?.kind === 'key' &&
    (term.key === 'edge' ||
      (term.key === 'is' &&
        knownValues(term, questionIds).some((each) => questions.includes(each))))
  );
}

function passes(node: GraphNode, rules: Rules): boolean {
  const candidates = candidatesOf(node);
  const [first] = candidates;
  if (first === undefined || !rules.service.every((test) => test(first))) {
    return false;
  }
  const isMatch = (each: Candidate): boolean => rules.instance.every((test) => test(each));
  const isBarred = (each: Candidate): boolean => rules.not.some((test) => test(each));
  return candidates.some(isMatch) && !candidates.some(isBarred);
}

function edgeTest(group: readonly Term[], isObserved: boolean): (edge: Edge) => boolean {
  const values = group.flatMap((term) =>
    term.kind === 'key' ? knownValues(term, [...questionIds, ...edgeKinds]) : [],
  );
  if (group[0]?.isNegated === true) {
    return ({ sources }) => !sources.every(({ kind }) => values.includes(kind));
  }
  const questions = questionIds.filter((id) => values.includes(id));
  return (edge) =>
    edge.sources.some(({ kind }) => values.includes(kind)) ||
    (isObserved && questions.some((id) => answers(edge, id)));
}

/** The instances of a service for which every term of a text holds, words too. */
export function instancesLike(
  node: GraphNode,
  text: string,
  connections: GraphModel['connections'],
): readonly ServiceInstance[] {
  const { service, instance, not } = rulesOf(parseFilter(text), { connections, edges: new Map() });
  return candidatesOf(node).flatMap((candidate) => {
    const own = { ...candidate, node: { id: '', name: '' } };
    const fits =
      candidate.instance !== undefined &&
      service.every((test) => test(own)) &&
      instance.every((test) => test(own)) &&
      !not.some((test) => test(own));
    return fits ? [candidate.instance] : [];
  });
}

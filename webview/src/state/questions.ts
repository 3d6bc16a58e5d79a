import type { Edge, EdgeKind } from '../../../protocol/topology.ts';

/** What the sources of the edges can be asked. The names are those of `is:` in the filter. */
export type QuestionId = 'never-called' | 'undeclared' | 'denied-called';

/** A question, and what the edges say to it now. */
export interface Question {
  readonly id: QuestionId;
  readonly title: string;
  /** What is asked, in a sentence. */
  readonly meaning: string;
  readonly edges: readonly Edge[];
  /** Why there is no answer. Absent when the edges answer it. */
  readonly unanswerable?: string;
}

const nothingObserved =
  'No call has been observed yet, so this cannot be told. “Proto Atlas: Toggle Live Connections in the Topology” looks for open connections between services.';

const meanings: Readonly<Record<QuestionId, { readonly title: string; readonly meaning: string }>> =
  {
    'never-called': {
      title: 'Declared but never called',
      meaning:
        'Edges that a registry or a file declares, on which no call has been observed so far.',
    },
    undeclared: {
      title: 'Called but not declared',
      meaning: 'Edges on which calls have been observed, and that nothing declares.',
    },
    'denied-called': {
      title: 'Denied yet called',
      meaning: 'Edges that a rule denies, on which calls have been observed all the same.',
    },
  };

export const questionIds: readonly QuestionId[] = ['never-called', 'undeclared', 'denied-called'];

/** Every question with its answer. Without any observation none is answered, not even with "none". */
export function askAll(edges: Iterable<Edge>): readonly Question[] {
  const all = [...edges];
  const isObserved = all.some(wasCalled);
  return questionIds.map((id) => ({
    id,
    ...meanings[id],
    edges: isObserved ? all.filter((edge) => answers(edge, id)) : [],
    ...(isObserved ? {} : { unanswerable: nothingObserved }),
  }));
}

/** Whether an edge is among the answers to a question, given that something was observed at all. */
export function answers(edge: Edge, id: QuestionId): boolean {
  switch (id) {
    case 'never-called':
      return has(edge, 'declared') && !wasCalled(edge);
    case 'undeclared':
      return wasCalled(edge) && !has(edge, 'declared');
    case 'denied-called':
      return has(edge, 'denied') && wasCalled(edge);
  }
}

/** Whether a call on this edge has been seen. */
export function wasCalled(edge: Edge): boolean {
  return has(edge, 'observed') || has(edge, 'live');
}

function has(edge: Edge, kind: EdgeKind): boolean {
  return edge.sources.some((source) => source.kind === kind);
}

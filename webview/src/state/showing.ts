import type { Focus, ViewContent } from '../../../protocol/views.ts';
import { type Filter, noFilter } from './filter.ts';

/** What of the graph a person wants to see. */
export interface Showing {
  readonly filter: Filter;
  /** Ids of services that are not drawn. */
  readonly hidden: ReadonlySet<string>;
  /** How the person came to the neighbourhood that is shown, which is the last; empty for all. */
  readonly trail: readonly Focus[];
}

export type ShowingAction =
  | { readonly type: 'filter'; readonly filter: Filter }
  | { readonly type: 'hide'; readonly ids: readonly string[] }
  | { readonly type: 'showHidden' }
  /** Shows a service that may have been hidden, or be outside of the neighbourhood. */
  | { readonly type: 'reveal'; readonly id: string }
  /** Goes to the neighbourhood of a service, or shows another part of the one that is shown. */
  | { readonly type: 'focus'; readonly focus: Focus }
  /** Goes back to an earlier step of the trail; 0 shows everything. */
  | { readonly type: 'leaveFocus'; readonly steps: number };

export const showEverything: Showing = { filter: noFilter, hidden: new Set(), trail: [] };

/** Longer ways in lose their beginning. */
const longestTrail = 6;

export function reduceShowing(showing: Showing, action: ShowingAction): Showing {
  switch (action.type) {
    case 'filter':
      return { ...showing, filter: action.filter };
    case 'hide':
      return { ...showing, hidden: new Set([...showing.hidden, ...action.ids]) };
    case 'showHidden':
      return { ...showing, hidden: new Set() };
    case 'reveal':
      return revealed(showing, action.id);
    case 'focus':
      return { ...showing, trail: extended(showing.trail, action.focus) };
    case 'leaveFocus':
      return { ...showing, trail: showing.trail.slice(0, action.steps) };
  }
}

/** The neighbourhood that is shown. */
export function focusOf({ trail }: Showing): Focus | undefined {
  return trail.at(-1);
}

/** As it is kept in a saved view. */
export function contentOf(showing: Showing): ViewContent {
  const focus = focusOf(showing);
  return {
    filter: showing.filter.text,
    others: showing.filter.others,
    hidden: [...showing.hidden].sort(),
    ...(focus === undefined ? {} : { focus }),
  };
}

/** As it was saved in a view. */
export function showingOf({ filter, others, hidden, focus }: ViewContent): Showing {
  return {
    filter: { text: filter, others },
    hidden: new Set(hidden),
    trail: focus === undefined ? [] : [focus],
  };
}

function revealed({ filter, hidden, trail }: Showing, id: string): Showing {
  return {
    filter: { ...filter, others: 'dimmed' },
    hidden: new Set([...hidden].filter((each) => each !== id)),
    trail: trail.at(-1)?.serviceId === id ? trail : [],
  };
}

/** A service that is on the trail already ends it. */
function extended(trail: readonly Focus[], focus: Focus): readonly Focus[] {
  const known = trail.findIndex(({ serviceId }) => serviceId === focus.serviceId);
  const before = known < 0 ? trail : trail.slice(0, known);
  return [...before, focus].slice(-longestTrail);
}

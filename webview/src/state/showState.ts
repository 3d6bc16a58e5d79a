import type { SavedViews } from '../../../protocol/views.ts';
import type { Point } from '../layout/geometry.ts';
import { groupChoices } from '../scene/grouping.ts';
import { regroup } from './groupState.ts';
import { reduceShowing, showEverything, type ShowingAction, showingOf } from './showing.ts';
import type { TopologyState } from './topologyState.ts';

/** The map goes along with what is shown, as far as that needs it. */
export function show(state: TopologyState, action: ShowingAction): TopologyState {
  const showing = reduceShowing(state.showing, action);
  const isHidden = showing.hidden.has(state.selection?.serviceId ?? '');
  const moves = action.type === 'focus' || action.type === 'leaveFocus';
  return {
    ...state,
    showing,
    focusMoves: moves ? new Map() : state.focusMoves,
    selection: isHidden ? undefined : state.selection,
    goal: moves ? { kind: 'all' } : state.goal,
  };
}

/** A page that begins afresh begins with the default view. */
export function knowViews(state: TopologyState, saved: SavedViews): TopologyState {
  const next = { ...state, saved, isFresh: false };
  return state.isFresh && saved.defaultId !== undefined ? applyView(next, saved.defaultId) : next;
}

/** Shows a saved view; everything without one. */
export function applyView(state: TopologyState, id: string | undefined): TopologyState {
  const view = state.saved.views.find((each) => each.id === id);
  if (view === undefined) {
    return { ...state, showing: showEverything, viewId: undefined, goal: { kind: 'all' } };
  }
  const { viewport } = view;
  const grouping = groupChoices.find((choice) => choice === view.grouping) ?? 'auto';
  const grouped = grouping === state.groupChoice ? state : regroup(state, grouping);
  const showing = showingOf(view);
  const next = { ...grouped, showing, viewId: view.id, focusMoves: new Map<string, Point>() };
  return viewport === undefined
    ? { ...next, goal: { kind: 'all' } }
    : { ...next, viewport, touched: true, goal: { kind: 'viewport', viewport } };
}

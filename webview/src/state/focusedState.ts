import { focusLayout } from '../layout/focusLayout.ts';
import { noGroups } from '../scene/grouping.ts';
import { focusOf } from './showing.ts';
import type { TopologyState } from './topologyState.ts';
import type { Visibility } from './visibility.ts';

/**
 * Makes the state that the map reads: in a neighbourhood the cards stand around their centre, and
 * where a person has moved them there; else it is the state itself. Places stay the same objects
 * while what is seen stays so.
 */
export function createFocusedView(): (state: TopologyState, seen: Visibility) => TopologyState {
  let known:
    { readonly seen: Visibility; readonly positions: TopologyState['positions'] } | undefined;
  let moved: Pick<TopologyState, 'positions' | 'focusMoves'> | undefined;
  return (state, seen) => {
    const focus = focusOf(state.showing);
    if (focus === undefined || seen.isFocusGone) {
      return state;
    }
    if (known?.seen !== seen) {
      const ids = seen.nodes.map(({ id }) => id);
      known = { seen, positions: focusLayout(focus.serviceId, ids, [...seen.edges.values()]) };
      moved = undefined;
    }
    if (moved?.focusMoves !== state.focusMoves) {
      const positions = new Map([...known.positions, ...state.focusMoves]);
      moved = { positions, focusMoves: state.focusMoves };
    }
    return { ...state, positions: moved.positions, routes: noRoutes, groups: noGroups };
  };
}

const noRoutes: TopologyState['routes'] = new Map();

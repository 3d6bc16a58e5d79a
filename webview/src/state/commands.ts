import type { Focus, TopologyCommand, ViewContent } from '../../../protocol/views.ts';
import { contentOf, focusOf } from './showing.ts';
import type { TimelineLook } from './timeline.ts';
import type { TopologyAction, TopologyState } from './topologyState.ts';

/** What a command does, given what is selected and shown; nothing when it does not apply. */
export function commandActions(
  state: TopologyState,
  command: TopologyCommand,
): readonly TopologyAction[] {
  const chosen = state.selection?.serviceId;
  switch (command) {
    case 'filter':
      return [{ type: 'prompt', part: 'filter' }];
    case 'clearFilter':
      return [{ type: 'filter', filter: { ...state.showing.filter, text: '' } }];
    case 'focus':
      return chosen === undefined ? [] : [{ type: 'focus', focus: widerFocus(state, chosen) }];
    case 'leaveFocus':
      return [{ type: 'leaveFocus', steps: state.showing.trail.length - 1 }];
    case 'hide':
      return chosen === undefined ? [] : [{ type: 'hide', ids: [chosen] }];
    case 'showHidden':
      return [{ type: 'showHidden' }];
    case 'saveView':
      return [{ type: 'prompt', part: 'saveView' }];
    case 'switchView':
      return [{ type: 'prompt', part: 'views' }];
    case 'showChanges':
      return [{ type: 'timeline', action: { type: 'look', look: toggledList(state) } }];
    case 'backToLive':
      return [{ type: 'timeline', action: { type: 'live' } }];
  }
}

/** The list of changes, which needs the timeline open. */
function toggledList({ timeline }: TopologyState): Partial<TimelineLook> {
  const isShown = timeline.isOpen && timeline.isListOpen;
  return { isOpen: true, isListOpen: !isShown };
}

/** The keys of the explorer, outside of text fields. */
const commandKeys: Readonly<Record<string, TopologyCommand>> = {
  '/': 'filter',
  n: 'focus',
  Backspace: 'leaveFocus',
  h: 'hide',
  H: 'showHidden',
  s: 'saveView',
  v: 'switchView',
  t: 'showChanges',
  l: 'backToLive',
};

/** The command behind a key that is pressed alone. */
export function commandOfKey(key: string): TopologyCommand | undefined {
  return Object.hasOwn(commandKeys, key) ? commandKeys[key] : undefined;
}

/** The direct neighbours of a service; asked again, one hop more, and then one again. */
export function widerFocus({ showing }: TopologyState, serviceId: string): Focus {
  const now = focusOf(showing);
  if (now?.serviceId !== serviceId) {
    return { serviceId, hops: 1, direction: now?.direction ?? 'both' };
  }
  return { ...now, hops: now.hops === 1 ? 2 : now.hops === 2 ? 3 : 1 };
}

/** Everything of what is seen now that a saved view holds. */
export function viewContent(state: TopologyState): ViewContent {
  const { viewport, groupChoice } = state;
  return {
    ...contentOf(state.showing),
    ...(groupChoice === 'auto' ? {} : { grouping: groupChoice }),
    ...(viewport === undefined ? {} : { viewport }),
  };
}

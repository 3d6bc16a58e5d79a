import type { ComponentChild } from 'preact';
import { type GroupChoice, groupChoices } from '../../../scene/grouping.ts';
import type { TopologyState } from '../../../state/topologyState.ts';
import type { TopologySession } from '../../../topologySession.ts';
import { IconButton } from '../../shared/text.tsx';
import { type MapContext, showAll } from './mapContext.ts';

const choiceTexts: Readonly<Record<GroupChoice, string>> = {
  auto: 'automatic',
  namespace: 'namespace',
  prefix: 'name prefix',
  datacenter: 'datacenter',
  connection: 'connection',
  cluster: 'who calls whom',
  none: 'nothing',
};

/** What the map is grouped by, and all groups at once. */
export function GroupControls(props: {
  readonly state: TopologyState;
  readonly session: TopologySession;
  readonly groupIds: readonly string[];
}): ComponentChild {
  const { state, session, groupIds } = props;
  const { groupChoice, groups } = state;
  const automatic = groups.by === 'none' ? 'automatic' : `automatic: ${choiceTexts[groups.by]}`;
  return (
    <div class="group-controls" role="group" aria-label="Groups">
      <label>
        Group by{' '}
        <select
          value={groupChoice}
          data-testid="group-by"
          onChange={({ currentTarget }) => {
            const choice = groupChoices.find((each) => each === currentTarget.value) ?? 'auto';
            session.store.dispatch({ type: 'groupBy', choice });
          }}
        >
          {groupChoices.map((choice) => (
            <option key={choice} value={choice}>
              {choice === 'auto' && groupChoice === 'auto' ? automatic : choiceTexts[choice]}
            </option>
          ))}
        </select>
      </label>
      {groupIds.length > 0 && <AllGroups {...props} />}
    </div>
  );
}

function AllGroups(props: {
  readonly session: TopologySession;
  readonly groupIds: readonly string[];
}): ComponentChild {
  const { session, groupIds: ids } = props;
  return (
    <>
      <IconButton
        icon="expand-all"
        label="Open all groups (O)"
        testId="open-groups"
        onClick={() => session.store.dispatch({ type: 'groupMode', ids, mode: 'open' })}
      />
      <IconButton
        icon="collapse-all"
        label="Close all groups (O)"
        testId="close-groups"
        onClick={() => session.store.dispatch({ type: 'groupMode', ids, mode: 'closed' })}
      />
      <IconButton
        icon="zoom-in"
        label="Let groups follow the zoom"
        testId="zoom-groups"
        onClick={() => session.store.dispatch({ type: 'groupMode', ids, mode: undefined })}
      />
    </>
  );
}

/** Closer, farther, all of it. */
export function ZoomButtons({ context }: { readonly context: MapContext }): ComponentChild {
  const { control } = context;
  return (
    <div class="zoom-buttons" role="group" aria-label="Zoom">
      <IconButton
        icon="zoom-in"
        label="Zoom in (+)"
        onClick={() => control.current?.zoomBy(1.25)}
      />
      <IconButton
        icon="zoom-out"
        label="Zoom out (-)"
        onClick={() => control.current?.zoomBy(0.8)}
      />
      <IconButton
        icon="screen-full"
        label="Show all (0)"
        testId="fit"
        onClick={() => showAll(context)}
      />
    </div>
  );
}

import type { ComponentChild } from 'preact';
import type { Focus } from '../../../../protocol/views.ts';
import { countOf } from '../../state/nodes.ts';
import { focusOf, type Showing, type ShowingAction } from '../../state/showing.ts';
import type { Visibility } from '../../state/visibility.ts';
import { displayText } from '../../text/displayText.ts';
import { Icon, Text } from '../shared/text.tsx';

export interface FocusBarProps {
  readonly showing: Showing;
  readonly seen: Visibility;
  readonly dispatch: (action: ShowingAction) => void;
}

/** What is left out of the map and how to get it back; nothing while all is there. */
export function FocusBar(props: FocusBarProps): ComponentChild {
  const focus = focusOf(props.showing);
  if (focus === undefined && props.seen.hidden === 0) {
    return null;
  }
  return (
    <div class="top-row focus-bar" data-testid="focus-bar">
      {focus !== undefined && <Trail {...props} focus={focus} />}
      {props.seen.hidden > 0 && (
        <span class="hidden-note" role="status">
          <Icon name="eye-closed" /> hidden: {props.seen.hidden} ·{' '}
          <button
            type="button"
            class="link-button"
            data-testid="show-hidden"
            onClick={() => props.dispatch({ type: 'showHidden' })}
          >
            show all
          </button>
        </span>
      )}
    </div>
  );
}

function Trail(props: FocusBarProps & { readonly focus: Focus }): ComponentChild {
  const { showing, seen, focus, dispatch } = props;
  return (
    <>
      <nav class="trail" aria-label="Neighbourhood">
        <button
          type="button"
          class="link-button"
          data-testid="leave-focus"
          onClick={() => dispatch({ type: 'leaveFocus', steps: 0 })}
        >
          All services
        </button>
        {showing.trail.map(({ serviceId }, index) => (
          <Step
            key={serviceId}
            name={serviceId}
            isLast={index === showing.trail.length - 1}
            onClick={() => dispatch({ type: 'leaveFocus', steps: index + 1 })}
          />
        ))}
      </nav>
      {seen.isFocusGone ? (
        <span class="muted">is not there now, so all services are shown</span>
      ) : (
        <Reach focus={focus} dispatch={dispatch} />
      )}
    </>
  );
}

function Step(props: {
  readonly name: string;
  readonly isLast: boolean;
  readonly onClick: () => void;
}): ComponentChild {
  return (
    <>
      <Icon name="chevron-right" />
      {props.isLast ? (
        <strong aria-current="location">
          <Text value={props.name} max={40} />
        </strong>
      ) : (
        <button type="button" class="link-button" onClick={props.onClick}>
          <Text value={props.name} max={40} />
        </button>
      )}
    </>
  );
}

const directionTexts: Readonly<Record<Focus['direction'], string>> = {
  both: 'both ways',
  callers: 'callers',
  callees: 'callees',
};

function Reach(props: Pick<FocusBarProps, 'dispatch'> & { readonly focus: Focus }): ComponentChild {
  const { focus, dispatch } = props;
  const name = displayText(focus.serviceId);
  return (
    <>
      <div class="segments" role="group" aria-label={`How far from ${name}`}>
        {([1, 2, 3] as const).map((hops) => (
          <button
            key={hops}
            type="button"
            aria-pressed={focus.hops === hops}
            title={`Services up to ${countOf(hops, 'edge')} away`}
            data-testid={`hops-${hops}`}
            onClick={() => dispatch({ type: 'focus', focus: { ...focus, hops } })}
          >
            {countOf(hops, 'hop')}
          </button>
        ))}
      </div>
      <div class="segments" role="group" aria-label={`Which neighbours of ${name}`}>
        {(['both', 'callers', 'callees'] as const).map((direction) => (
          <button
            key={direction}
            type="button"
            aria-pressed={focus.direction === direction}
            data-testid={`direction-${direction}`}
            onClick={() => dispatch({ type: 'focus', focus: { ...focus, direction } })}
          >
            {directionTexts[direction]}
          </button>
        ))}
      </div>
    </>
  );
}

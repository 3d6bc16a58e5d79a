import type { ComponentChild } from 'preact';
import { serverTime, type TimelineState } from '../../state/timeline.ts';
import { spokenSpan } from '../../state/timelineWords.ts';
import { clockTime } from '../../text/time.ts';
import type { TimelineSession } from '../../timelineSession.ts';
import { useNow } from '../shared/hooks.ts';
import { Icon } from '../shared/text.tsx';

/** Says over the map that what is seen is over, and leads back. */
export function PastBanner(props: {
  readonly timeline: TimelineState;
  readonly session: TimelineSession;
}): ComponentChild {
  const { timeline, session } = props;
  const { playhead } = timeline;
  const now = serverTime(timeline, useNow(playhead !== undefined));
  if (playhead === undefined) {
    return null;
  }
  return (
    <div class="past-banner" data-testid="past-banner">
      <Icon name="history" />
      <span role="status">
        As of <strong>{clockTime(playhead)}</strong>
      </span>
      <span aria-hidden="true">, {spokenSpan(now - playhead)} ago</span>
      <button
        type="button"
        class="link-button"
        data-testid="back-to-live"
        onClick={(event) => {
          keepFocus(event.currentTarget);
          session.goLive();
        }}
      >
        Back to live
      </button>
    </div>
  );
}

/** The button goes with the past; the focus stays where time is chosen. */
function keepFocus(button: HTMLElement): void {
  button.closest('.topology')?.querySelector<HTMLElement>('.time-track')?.focus();
}

import type { ComponentChild } from 'preact';
import { countOf } from '../../state/nodes.ts';
import { serverTime, type Speed, speeds, type TimelineState } from '../../state/timeline.ts';
import { windows } from '../../state/timelineScale.ts';
import { changeSubject, changeText } from '../../state/timelineWords.ts';
import { displayText } from '../../text/displayText.ts';
import { clockTime, span } from '../../text/time.ts';
import type { TimelineSession } from '../../timelineSession.ts';
import { useNow } from '../shared/hooks.ts';
import { memo } from '../shared/memo.ts';
import { Icon, IconButton } from '../shared/text.tsx';
import { TimeTrack } from './timeTrack.tsx';

export interface TimelineStripProps {
  readonly timeline: TimelineState;
  readonly session: TimelineSession;
}

/** The strip below the map: what changed when, and the way to look back. */
export const TimelineStrip = memo(function TimelineStrip(
  props: TimelineStripProps,
): ComponentChild {
  const { timeline } = props;
  return (
    <section
      class={`timeline${timeline.isOpen ? '' : ' folded'}`}
      aria-label="Timeline"
      data-testid="timeline"
      data-changes={timeline.changes.length}
    >
      <div class="timeline-bar">
        <Fold {...props} />
        {timeline.isOpen && timeline.extent !== undefined && <Transport {...props} />}
        <Summary {...props} />
        {timeline.isOpen && timeline.extent !== undefined && <Choices {...props} />}
      </div>
      {timeline.isOpen && timeline.extent !== undefined && <TimeTrack {...props} />}
    </section>
  );
});

function Fold({ timeline, session }: TimelineStripProps): ComponentChild {
  const { isOpen } = timeline;
  return (
    <button
      type="button"
      class="timeline-fold"
      aria-expanded={isOpen}
      data-testid="timeline-fold"
      onClick={() => session.look({ isOpen: !isOpen })}
    >
      <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />
      Timeline
    </button>
  );
}

function Transport({ timeline, session }: TimelineStripProps): ComponentChild {
  const { isPlaying, speed, changes } = timeline;
  return (
    <div class="transport" role="group" aria-label="Replay">
      <IconButton
        icon="debug-step-back"
        label="Change before (Left)"
        testId="change-before"
        onClick={() => session.step('before')}
      />
      <IconButton
        icon={isPlaying ? 'debug-pause' : 'play'}
        label={isPlaying ? 'Pause (Space)' : 'Play what happened (Space)'}
        testId="play"
        onClick={session.togglePlay}
      />
      <IconButton
        icon="debug-step-over"
        label="Change after (Right)"
        testId="change-after"
        onClick={() => session.step('after')}
      />
      <select
        class="small-select"
        aria-label="Speed of the replay"
        value={String(speed)}
        disabled={changes.length === 0}
        onChange={(event) => session.setSpeed(speedOf(event.currentTarget.value))}
      >
        {speeds.map((each) => (
          <option key={each} value={String(each)}>
            {each}×
          </option>
        ))}
      </select>
    </div>
  );
}

function speedOf(value: string): Speed {
  return speeds.find((speed) => String(speed) === value) ?? 1;
}

/** What there is to see, in one line. */
function Summary({ timeline }: TimelineStripProps): ComponentChild {
  const { extent, changes, problem, omitted } = timeline;
  const now = serverTime(timeline, useNow(true));
  if (problem !== undefined) {
    return (
      <span class="timeline-summary problem" role="alert">
        <Icon name="error" /> The past cannot be shown: {displayText(problem, { max: 300 })}
      </span>
    );
  }
  if (extent === undefined) {
    return <span class="timeline-summary muted">Waiting for the first change</span>;
  }
  const since = `since ${clockTime(extent.knownSince)}`;
  const last = changes.at(-1);
  return (
    <span class="timeline-summary muted" data-testid="timeline-summary" title={reach(timeline)}>
      {last === undefined
        ? `Nothing has changed ${since}`
        : `${countOf(changes.length + omitted, 'change')} ${since}`}
      {last !== undefined && timeline.playhead === undefined && (
        <span class="last-change">
          {' · '}
          {changeSubject(last)}: {changeText(last)}, {span(now - last.at)} ago
        </span>
      )}
    </span>
  );
}

/** How far back one can look, and why no further. */
function reach({ extent, omitted }: TimelineState): string {
  if (extent === undefined) {
    return '';
  }
  const { startedAt, knownSince } = extent;
  const why =
    startedAt === knownSince
      ? 'when the topology server began to watch. It remembers while it runs, also while this view is closed'
      : 'what was before has been forgotten to keep the memory small';
  const list =
    omitted === 0
      ? ''
      : ` The list and the chart hold the newest; ${omitted} older ones can be reached by the playhead.`;
  return `The history begins at ${clockTime(knownSince)}: ${why}.${list}`;
}

function Choices({ timeline, session }: TimelineStripProps): ComponentChild {
  const { isListOpen, isComparing, playhead, window } = timeline;
  return (
    <div class="timeline-choices">
      <button
        type="button"
        class="toggle"
        aria-pressed={isComparing}
        disabled={playhead === undefined}
        title="Mark on the map what is there only now, what is gone, and what has changed since"
        data-testid="compare"
        onClick={session.toggleCompare}
      >
        <Icon name="compare-changes" />
        Compare with now
      </button>
      <button
        type="button"
        class="toggle"
        aria-pressed={isListOpen}
        title="What changed, the newest first (t)"
        data-testid="changes-toggle"
        onClick={() => session.look({ isListOpen: !isListOpen })}
      >
        <Icon name="list-unordered" />
        Changes
      </button>
      <select
        class="small-select"
        aria-label="Time that the chart shows"
        value={String(window)}
        onChange={(event) => session.look({ window: Number(event.currentTarget.value) })}
      >
        {windows.map(({ ms, name }) => (
          <option key={ms} value={String(ms)}>
            {name}
          </option>
        ))}
      </select>
      <LiveButton isLive={playhead === undefined} onClick={session.goLive} />
    </div>
  );
}

function LiveButton(props: {
  readonly isLive: boolean;
  readonly onClick: () => void;
}): ComponentChild {
  return props.isLive ? (
    <span class="live-mark" data-testid="live-mark">
      <span class="live-dot" aria-hidden="true" /> Live
    </span>
  ) : (
    <button
      type="button"
      class="button small"
      title="Show what is there now (l)"
      data-testid="go-live"
      onClick={props.onClick}
    >
      Back to live
    </button>
  );
}

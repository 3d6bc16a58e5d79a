import type { ComponentChild, TargetedKeyboardEvent, TargetedPointerEvent } from 'preact';
import { useMemo, useRef } from 'preact/hooks';
import { serverTime, type TimelineState } from '../../state/timeline.ts';
import { columnsOf, scaleOf, timeAt, type TimeScale, xOf } from '../../state/timelineScale.ts';
import { spokenPlayhead } from '../../state/timelineWords.ts';
import { clockTime } from '../../text/time.ts';
import type { TimelineSession } from '../../timelineSession.ts';
import { useNow } from '../shared/hooks.ts';
import { DensityChart } from './densityChart.tsx';
import { useWidth } from './useWidth.ts';

export interface TimeTrackProps {
  readonly timeline: TimelineState;
  readonly session: TimelineSession;
}

/** Milliseconds that the keys move the playhead. */
const keySteps: Readonly<Record<string, number>> = { PageUp: -60_000, PageDown: 60_000 };
const shiftStep = 10_000;

/** The chart with the playhead on it: a slider over time. */
export function TimeTrack({ timeline, session }: TimeTrackProps): ComponentChild {
  const [track, width] = useWidth<HTMLDivElement>();
  const now = serverTime(timeline, useNow(true));
  const held = useRef<TimeScale | undefined>(undefined);
  const scale = useSame(held.current ?? scaleOf(timeline, wholeSeconds(now), width));
  const columns = useMemo(() => columnsOf(timeline.changes, scale), [timeline.changes, scale]);
  const { playhead, changes } = timeline;
  const knownSince = timeline.extent?.knownSince ?? now;
  const later = useMemo(
    () => (playhead === undefined ? 0 : changes.filter(({ at }) => at > playhead).length),
    [changes, playhead],
  );
  return (
    <div
      ref={track}
      class={`time-track${playhead === undefined ? ' live' : ''}`}
      role="slider"
      tabIndex={0}
      aria-label="Moment that the map shows"
      aria-orientation="horizontal"
      aria-valuemin={Math.round((knownSince - now) / 1000)}
      aria-valuemax={0}
      aria-valuenow={Math.round(((playhead ?? now) - now) / 1000)}
      aria-valuetext={spokenPlayhead(playhead, now, later)}
      title="Drag to look back. Left and Right: change before and after; with Shift: 10 seconds; Home: the beginning; End: now; Space: play."
      data-testid="time-track"
      onKeyDown={(event) => onKey(event, session)}
      onPointerDown={(event) => {
        held.current = scale;
        event.currentTarget.setPointerCapture(event.pointerId);
        session.seek(timeOf(event, scale));
      }}
      onPointerMove={(event) => {
        if (held.current !== undefined) {
          session.seek(timeOf(event, held.current));
        }
      }}
      onPointerUp={() => {
        held.current = undefined;
      }}
      onLostPointerCapture={() => {
        held.current = undefined;
      }}
    >
      <DensityChart columns={columns} scale={scale} knownSince={knownSince} />
      <Playhead time={playhead} scale={scale} />
    </div>
  );
}

/** The chart moves on each second: each of its columns is an element that has to be moved. */
function wholeSeconds(time: number): number {
  return Math.ceil(time / 1000) * 1000;
}

/** The scale before, while it says the same. */
function useSame(scale: TimeScale): TimeScale {
  const { from, to, width } = scale;
  return useMemo(() => scale, [from, to, width]);
}

function Playhead(props: {
  readonly time: number | undefined;
  readonly scale: TimeScale;
}): ComponentChild {
  const { time, scale } = props;
  const x = time === undefined ? scale.width : xOf(scale, time);
  const isLeft = x < scale.width / 2;
  return (
    <div
      class="playhead"
      style={{ transform: `translateX(${x.toFixed(1)}px)` }}
      data-testid="playhead"
      aria-hidden="true"
    >
      {time !== undefined && (
        <span class={`playhead-time${isLeft ? ' after' : ''}`}>{clockTime(time)}</span>
      )}
    </div>
  );
}

/** A pointer near the right end means now. */
function timeOf(event: TargetedPointerEvent<HTMLDivElement>, scale: TimeScale): number {
  const { left } = event.currentTarget.getBoundingClientRect();
  const x = event.clientX - left;
  return x > scale.width - 4 ? Infinity : timeAt(scale, x);
}

function onKey(event: TargetedKeyboardEvent<HTMLDivElement>, session: TimelineSession): void {
  if (event.ctrlKey || event.metaKey || event.altKey) {
    return;
  }
  const run = keyAction(event, session);
  if (run !== undefined) {
    run();
    event.preventDefault();
  }
}

function keyAction(
  { key, shiftKey }: TargetedKeyboardEvent<HTMLDivElement>,
  session: TimelineSession,
): (() => void) | undefined {
  const pace = keySteps[key];
  if (pace !== undefined) {
    return () => session.seekBy(pace);
  }
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return () => (shiftKey ? session.seekBy(-shiftStep) : session.step('before'));
    case 'ArrowRight':
    case 'ArrowUp':
      return () => (shiftKey ? session.seekBy(shiftStep) : session.step('after'));
    case 'Home':
      return () => session.seek(-Infinity);
    case 'End':
    case 'Escape':
      return session.goLive;
    case ' ':
      return session.togglePlay;
    default:
      return undefined;
  }
}

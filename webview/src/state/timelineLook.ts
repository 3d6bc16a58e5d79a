import { isRecord } from '../messaging/incoming.ts';
import { initialTimeline, speeds, type TimelineLook, type TimelineState } from './timeline.ts';
import { windows } from './timelineScale.ts';

/** The part of the timeline to keep while the page is hidden; a page always begins live. */
export function lookOf(timeline: TimelineState): TimelineLook {
  const { isOpen, isListOpen, onlySelected, window, speed } = timeline;
  return { isOpen, isListOpen, onlySelected, window, speed };
}

/** The timeline of a page that was hidden; what is not understood is as at first. */
export function timelineOf(look: unknown): TimelineState {
  if (!isRecord(look)) {
    return initialTimeline;
  }
  return {
    ...initialTimeline,
    isOpen: look.isOpen !== false,
    isListOpen: look.isListOpen === true,
    onlySelected: look.onlySelected === true,
    window: windows.find(({ ms }) => ms === look.window)?.ms ?? initialTimeline.window,
    speed: speeds.find((speed) => speed === look.speed) ?? initialTimeline.speed,
  };
}

import type { HistoryChange } from '../../../protocol/history.ts';
import type { TimelineState } from './timeline.ts';
import { type Tone, toneOf } from './timelineWords.ts';

/** A stretch of time that a chart shows, and its width in pixels. */
export interface TimeScale {
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

/** How many changes of each kind fall into one column. */
export interface Column {
  /** Left edge in pixels. */
  readonly x: number;
  readonly from: number;
  readonly to: number;
  readonly counts: Readonly<Partial<Record<Tone, number>>>;
}

/** Windows that can be chosen, in milliseconds; 0 for all that is known. */
export const windows: readonly { readonly ms: number; readonly name: string }[] = [
  { ms: 60_000, name: '1 min' },
  { ms: 5 * 60_000, name: '5 min' },
  { ms: 15 * 60_000, name: '15 min' },
  { ms: 60 * 60_000, name: '1 h' },
  { ms: 6 * 60 * 60_000, name: '6 h' },
  { ms: 0, name: 'All' },
];

/** A shorter stretch says nothing. */
const shortest = 30_000;
const columnWidth = 5;
/** Pixels that a label needs. */
const tickWidth = 90;

const tickSteps = [5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600].map(
  (seconds) => seconds * 1000,
);

/** The stretch to show: the window that ends now, moved back as far as the playhead needs. */
export function scaleOf(state: TimelineState, now: number, width: number): TimeScale {
  const knownSince = state.extent?.knownSince ?? now;
  const known = Math.max(shortest, now - knownSince);
  // A little of the time before all memory says that there is none.
  const length = state.window === 0 ? known * 1.04 : Math.min(state.window, known * 1.04);
  const { playhead = now } = state;
  const to = playhead >= now - length ? now : playhead + 0.9 * length;
  return { from: to - length, to, width };
}

export function xOf({ from, to, width }: TimeScale, time: number): number {
  return ((time - from) / (to - from)) * width;
}

export function timeAt({ from, to, width }: TimeScale, x: number): number {
  return from + (x / Math.max(1, width)) * (to - from);
}

/** Changes by columns of equal width; empty columns are left out. Columns do not move as time goes on. */
export function columnsOf(changes: readonly HistoryChange[], scale: TimeScale): readonly Column[] {
  const length = ((scale.to - scale.from) * columnWidth) / Math.max(columnWidth, scale.width);
  const counts = new Map<number, Partial<Record<Tone, number>>>();
  for (const change of changes) {
    if (change.at >= scale.from && change.at <= scale.to) {
      const index = Math.floor(change.at / length);
      const column = counts.get(index) ?? {};
      const tone = toneOf(change);
      column[tone] = (column[tone] ?? 0) + 1;
      counts.set(index, column);
    }
  }
  return [...counts].map(([index, column]) => ({
    x: xOf(scale, index * length),
    from: index * length,
    to: (index + 1) * length,
    counts: column,
  }));
}

/** Round times, as many as have room for a label. `offset`: minutes from UTC to local time. */
export function ticksOf({ from, to, width }: TimeScale, offset: number): readonly number[] {
  const fits = Math.max(1, width / tickWidth);
  const step = tickSteps.find((each) => (to - from) / each <= fits) ?? 24 * 3600_000;
  const shift = offset * 60_000;
  const first = Math.ceil((from + shift) / step) * step - shift;
  const count = Math.max(0, Math.floor((to - first) / step) + 1);
  return Array.from({ length: count }, (_, index) => first + index * step);
}

/** The time of the change before or after a moment; undefined when there is none. */
export function neighbourTime(
  changes: readonly HistoryChange[],
  from: number,
  direction: 'before' | 'after',
): number | undefined {
  return direction === 'before'
    ? changes.findLast(({ at }) => at < from)?.at
    : changes.find(({ at }) => at > from)?.at;
}

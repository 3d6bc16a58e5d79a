import type { ComponentChild } from 'preact';
import { countOf } from '../../state/nodes.ts';
import { type Column, ticksOf, type TimeScale, xOf } from '../../state/timelineScale.ts';
import { downTones, type Tone, toneNames, upTones } from '../../state/timelineWords.ts';
import { clockTime } from '../../text/time.ts';
import { memo } from '../shared/memo.ts';

export interface DensityChartProps {
  readonly columns: readonly Column[];
  readonly scale: TimeScale;
  readonly knownSince: number;
}

/** Pixels: of the whole, of its axis from above, of the tallest column, and between columns. */
const chartHeight = 58;
const axis = 25;
const tallest = 21;
const barWidth = 4;
const smallest = 3;

/**
 * How much happened when. What came or got better stands on the axis, what left or got worse hangs
 * from it, so that the direction tells as much as the colour.
 */
export const DensityChart = memo(function DensityChart(props: DensityChartProps): ComponentChild {
  const { columns, scale, knownSince } = props;
  const most = Math.max(1, ...columns.map((column) => Math.max(...heightsOf(column))));
  const known = Math.max(0, xOf(scale, knownSince));
  return (
    <svg class="density" width={scale.width} height={chartHeight} aria-hidden="true">
      <pattern id="unknown-time" width="6" height="6" patternUnits="userSpaceOnUse">
        <path class="unknown-line" d="M0,6 L6,0" />
      </pattern>
      {known > 0 && (
        <rect
          class="unknown-time"
          width={known}
          height={chartHeight - 14}
          fill="url(#unknown-time)"
        >
          <title>Not known: the history begins at {clockTime(knownSince)}</title>
        </rect>
      )}
      <path class="density-axis" d={`M${known},${axis + 0.5} H${scale.width}`} />
      {columns.map((column) => (
        <ColumnBars key={column.from} column={column} most={most} />
      ))}
      <Ticks scale={scale} />
    </svg>
  );
});

/** Of the parts above and below the axis. */
function heightsOf({ counts }: Column): readonly [number, number] {
  return [sum(counts, upTones), sum(counts, downTones)];
}

function sum(counts: Column['counts'], tones: readonly Tone[]): number {
  return tones.reduce((total, tone) => total + (counts[tone] ?? 0), 0);
}

function ColumnBars({
  column,
  most,
}: {
  readonly column: Column;
  readonly most: number;
}): ComponentChild {
  return (
    <g transform={`translate(${column.x.toFixed(1)},0)`}>
      <title>{describe(column)}</title>
      <rect class="column-hit" width={barWidth + 1} height={chartHeight - 14} />
      <Bars counts={column.counts} tones={upTones} most={most} direction={-1} />
      <Bars counts={column.counts} tones={downTones} most={most} direction={1} />
    </g>
  );
}

function Bars(props: {
  readonly counts: Column['counts'];
  readonly tones: readonly Tone[];
  readonly most: number;
  readonly direction: 1 | -1;
}): ComponentChild {
  const { counts, tones, most, direction } = props;
  const total = sum(counts, tones);
  // One change among thousands is still to be seen.
  const height = total === 0 ? 0 : Math.max(smallest, tallest * Math.sqrt(total / most));
  let done = 0;
  return tones.map((tone) => {
    const length = (height * (counts[tone] ?? 0)) / Math.max(1, total);
    const start = direction === 1 ? axis + 1 + done : axis - done - length;
    done += length;
    return length === 0 ? null : (
      <rect key={tone} class={`bar tone-${tone}`} y={start} width={barWidth} height={length} />
    );
  });
}

function describe({ from, to, counts }: Column): string {
  const parts = [...upTones, ...downTones].flatMap((tone) => {
    const count = counts[tone];
    return count === undefined ? [] : [`${count} ${toneNames[tone]}`];
  });
  const total = sum(counts, upTones) + sum(counts, downTones);
  return `${clockTime(from)} – ${clockTime(to)}: ${countOf(total, 'change')} (${parts.join(', ')})`;
}

function Ticks({ scale }: { readonly scale: TimeScale }): ComponentChild {
  const offset = -new Date(scale.to).getTimezoneOffset();
  const isFine = scale.to - scale.from < 5 * 60_000;
  return ticksOf(scale, offset).map((time) => {
    const x = xOf(scale, time);
    return (
      <g key={time} class="tick" transform={`translate(${x.toFixed(1)},0)`}>
        <path d={`M0.5,${axis - 2} v5`} />
        <text y={chartHeight - 2} x={x < 30 ? 2 : 0} text-anchor={x < 30 ? 'start' : 'middle'}>
          {isFine ? clockTime(time) : clockTime(time).slice(0, 5)}
        </text>
      </g>
    );
  });
}

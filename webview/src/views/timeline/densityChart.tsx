import type { ComponentChild } from 'preact';
import { useMemo, useState } from 'preact/hooks';
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
 * from it, so that the direction tells as much as the colour. Each colour is one path, and only the
 * column under the pointer an element: the whole chart moves on with each second.
 */
export const DensityChart = memo(function DensityChart(props: DensityChartProps): ComponentChild {
  const { columns, scale, knownSince } = props;
  const [pointed, setPointed] = useState<number | undefined>(undefined);
  const known = Math.max(0, xOf(scale, knownSince));
  const paths = useMemo(() => [...pathsOf(columns)], [columns]);
  const column = columns.find(({ x }) => pointed !== undefined && isAt(x, pointed));
  return (
    <svg
      class="density"
      width={scale.width}
      height={chartHeight}
      aria-hidden="true"
      onPointerMove={(event) =>
        setPointed(event.clientX - event.currentTarget.getBoundingClientRect().left)
      }
      onPointerLeave={() => setPointed(undefined)}
    >
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
      {paths.map(([tone, path]) => (
        <path key={tone} class={`bar tone-${tone}`} d={path} />
      ))}
      {column !== undefined && (
        <rect class="column-hit" x={column.x} width={barWidth + 1} height={chartHeight - 14}>
          <title>{columnText(column)}</title>
        </rect>
      )}
      <Ticks scale={scale} />
    </svg>
  );
});

function isAt(x: number, pointed: number): boolean {
  return pointed >= x && pointed <= x + barWidth + 1;
}

/** Of each colour that there is, the outline of all its bars. */
function pathsOf(columns: readonly Column[]): ReadonlyMap<Tone, string> {
  const most = Math.max(1, ...columns.map((column) => Math.max(...heightsOf(column))));
  const paths = new Map<Tone, string>();
  for (const { x, counts } of columns) {
    for (const { tone, y, height } of [...bars(counts, most, -1), ...bars(counts, most, 1)]) {
      const bar = `M${x.toFixed(1)},${y.toFixed(1)}h${barWidth}v${height.toFixed(1)}h-${barWidth}z`;
      paths.set(tone, (paths.get(tone) ?? '') + bar);
    }
  }
  return paths;
}

/** Of the parts above and below the axis. */
function heightsOf({ counts }: Column): readonly [number, number] {
  return [sum(counts, upTones), sum(counts, downTones)];
}

function sum(counts: Column['counts'], tones: readonly Tone[]): number {
  return tones.reduce((total, tone) => total + (counts[tone] ?? 0), 0);
}

interface Bar {
  readonly tone: Tone;
  readonly y: number;
  readonly height: number;
}

/** The bars of one column on one side of the axis. */
function bars(counts: Column['counts'], most: number, direction: 1 | -1): readonly Bar[] {
  const tones = direction === 1 ? downTones : upTones;
  const total = sum(counts, tones);
  // One change among thousands is still to be seen.
  const whole = total === 0 ? 0 : Math.max(smallest, tallest * Math.sqrt(total / most));
  const found: Bar[] = [];
  let done = 0;
  for (const tone of tones) {
    const height = (whole * (counts[tone] ?? 0)) / Math.max(1, total);
    if (height > 0) {
      found.push({ tone, y: direction === 1 ? axis + 1 + done : axis - done - height, height });
      done += height;
    }
  }
  return found;
}

/** `12:03:05 – 12:03:10: 3 changes (2 appeared, 1 left)`. */
export function columnText({ from, to, counts }: Column): string {
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

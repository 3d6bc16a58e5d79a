import { readFileSync } from 'node:fs';

/** What a process has used so far. */
export interface ProcessUse {
  readonly cpuMs: number;
  readonly residentMb: number;
  readonly peakMb: number;
}

/** From Linux's `/proc`; ticks are a hundredth of a second there. */
export function processUse(pid: number): ProcessUse {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0) / 1024;
  return {
    cpuMs: (Number(fields[11]) + Number(fields[12])) * 10,
    residentMb: megabytes('VmRSS'),
    peakMb: megabytes('VmHWM'),
  };
}

/** The value that `share` of all values do not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

/** Prints a measured value beside what it may be at most (or at least). */
export function line(what: string, value: number, limit: Limit): void {
  const ratio = value / limit.value;
  const kept = limit.kind === 'most' ? ratio <= 1 : ratio >= 1;
  const shown = `${round(value)} ${limit.unit}`;
  const bound = `${limit.kind === 'most' ? 'at most' : 'at least'} ${limit.value} ${limit.unit}`;
  console.log(
    `  ${kept ? '✓' : '✗'} ${what.padEnd(52)} ${shown.padStart(12)}   ${bound} (x${ratio.toFixed(2)})`,
  );
}

export interface Limit {
  readonly kind: 'most' | 'least';
  readonly value: number;
  readonly unit: string;
}

export function atMost(value: number, unit: string): Limit {
  return { kind: 'most', value, unit };
}

export function atLeast(value: number, unit: string): Limit {
  return { kind: 'least', value, unit };
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

function round(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}

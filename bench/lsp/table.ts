import { percentile } from '../topology/measures.ts';
import type { Measured } from './measures.ts';

/** The servers that are compared, by the names that people know them by. */
export type ServerName = 'proto-atlas' | 'buf';

/** What a server needed: a value, at least that much when it gave no answer, or nothing to compare. */
type Cost =
  | { readonly kind: 'known' | 'more'; readonly value: number }
  | { readonly kind: 'empty' | 'absent' };

/** Prints what two servers took for the same things side by side, at the 95th of 100, and the ratios. */
export function printTable(
  measured: Readonly<Record<ServerName, ReadonlyMap<string, Measured>>>,
  limits: Readonly<Record<string, number>>,
): void {
  console.log(row('95th of 100, in ms', ['limit', 'ours', 'buf', 'ratio']));
  for (const [name, own] of measured['proto-atlas']) {
    const ours = costOf(own);
    const theirs = costOf(measured.buf.get(name));
    if (theirs.kind !== 'absent') {
      const columns = [number(limits[name]), shown(ours), shown(theirs), ratio(ours, theirs)];
      console.log(row(name, columns));
    }
  }
}

/** A line of a table: a name and what is in its columns, to the right. */
export function row(name: string, columns: readonly string[]): string {
  return `  ${name.padEnd(44)}${columns.map((text) => text.padStart(14)).join('')}`;
}

/** Milliseconds or megabytes, with no more digits than mean something. */
export function number(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '-' : value.toFixed(value < 10 ? 1 : 0);
}

function costOf(measured: Measured | undefined): Cost {
  if (measured === undefined) {
    return { kind: 'absent' };
  }
  const { times, failure } = measured;
  if (times.length > 0) {
    return { kind: 'known', value: percentile(times, 0.95) };
  }
  return failure?.kind === 'noAnswer'
    ? { kind: 'more', value: failure.seconds * 1_000 }
    : { kind: 'empty' };
}

function shown(cost: Cost): string {
  switch (cost.kind) {
    case 'known':
      return number(cost.value);
    case 'more':
      return `> ${number(cost.value)}`;
    default:
      return cost.kind === 'empty' ? 'nothing found' : '-';
  }
}

function ratio(ours: Cost, theirs: Cost): string {
  if (ours.kind !== 'known' || !('value' in theirs)) {
    return '-';
  }
  const value = theirs.value / ours.value;
  return `${theirs.kind === 'more' ? '> ' : ''}x${value.toFixed(value < 10 ? 1 : 0)}`;
}
